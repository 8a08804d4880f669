// Words that the browser tests speak: signing in, filling fields, looking at a page with the eyes of axe and of a reader.
import AxeBuilder from '@axe-core/playwright'
import {type Browser, type BrowserContext, expect, type Page} from '@playwright/test'
import {mkdirSync} from 'node:fs'
import {join, resolve} from 'node:path'

export const password = 'guatu-demo-2022'
export const wide = {width: 1440, height: 900}
export const phone = {width: 390, height: 844}
const screens = resolve(process.cwd(), '../build/screens')

export const address = () => process.env.GUATU_URL!

export interface Seat {
  page: Page
  context: BrowserContext
  /** What the console said that it should not have. */
  complaints: string[]
}

/** A browser of one's own: nobody's cookies, nobody's storage. */
export async function seat(browser: Browser, more: Parameters<Browser['newContext']>[0] = {}): Promise<Seat> {
  const context = await browser.newContext({baseURL: address(), viewport: wide, ...more})
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (m) => {
    // The browser itself writes down each refused request; refusals are what some tests are about.
    // A map that is being left, or turned to another width, has no size for one frame; OpenLayers says so and draws the next.
    if (['error', 'warning'].includes(m.type()) && !/^Failed to load resource|^No map visible because/.test(m.text())) complaints.push(m.text())
  })
  page.on('pageerror', (e) => complaints.push(e.message))
  return {page, context, complaints}
}

export async function signIn(page: Page, name: string, to = '/desk'): Promise<void> {
  await page.goto(to)
  await page.locator('#name').fill(name)
  await page.locator('#password').fill(password)
  await page.locator('button[type=submit]').click()
  await expect(page.locator('.app-head')).toBeVisible()
}

/** The input of a field of a playbook, by its id. */
export const field = (page: Page, id: string) => page.locator(`[data-field="${id}"]:visible`).locator('input:not([type=file]):not([type=radio]), textarea').first()

export async function choose(page: Page, id: string, option: string): Promise<void> {
  await page.locator(`[data-field="${id}"]:visible`).getByText(option, {exact: true}).click()
}

/** Types into a picker (person, unit, matter) and takes the option that is found. */
export async function pick(page: Page, label: string, words: string, option: string | RegExp): Promise<void> {
  const box = page.getByRole('combobox', {name: label})
  await box.click()
  await box.fill(words)
  await page.getByRole('option', {name: option}).first().click()
}

export const act = (page: Page, move: string) => page.locator(`.acts [data-move="${move}"], .acts [data-verb="${move}"]`).click()
export const send = (page: Page) => page.locator('[data-role=send]').click()

/** Texts that are cut off or lie on each other, as `text: why`; empty when all can be read. */
export async function unreadable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const out: string[] = []
    if (document.documentElement.scrollWidth > window.innerWidth + 1) out.push(`page: ${document.documentElement.scrollWidth} px wide`)
    for (const e of document.querySelectorAll<HTMLElement>('h1, h2, h3, td, th, dt, dd, p, a, button, label, li, summary')) {
      const style = getComputedStyle(e)
      if (!e.checkVisibility({visibilityProperty: true}) || e.closest('.vh, .el-select-dropdown, [aria-hidden=true]')) continue
      const isCut = e.scrollWidth > e.clientWidth + 2 && !['visible', 'auto', 'scroll'].includes(style.overflowX) && style.textOverflow !== 'ellipsis'
      if (isCut && e.clientWidth > 0) out.push(`${e.textContent?.trim().slice(0, 40)}: cut`)
    }
    /** What can be seen of it: cut to the boxes that scroll around it. */
    const seen = (e: Element) => {
      let {left, right, top, bottom} = e.getBoundingClientRect()
      for (let up = e.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowY === 'visible') continue
        const r = up.getBoundingClientRect()
        left = Math.max(left, r.left)
        right = Math.min(right, r.right)
        top = Math.max(top, r.top)
        bottom = Math.min(bottom, r.bottom)
      }
      return {left, right, top, bottom}
    }
    const boxes = [...document.querySelectorAll<HTMLElement>('button, a, h1, h2')]
      .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('.vh, .skip') && getComputedStyle(e).position !== 'fixed')
      .map((e) => ({e, r: seen(e)})).filter((x) => x.r.right > x.r.left && x.r.bottom > x.r.top)
    const isAbove = (e: Element) => !!e.closest('.app-head, .app-nav, .batch, .drop, .el-overlay')
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
      if (a.e.contains(b.e) || b.e.contains(a.e) || isAbove(a.e) !== isAbove(b.e)) return
      const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left)
      const y = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top)
      if (x > 3 && y > 3) out.push(`${a.e.textContent?.trim().slice(0, 20)} / ${b.e.textContent?.trim().slice(0, 20)}: overlap`)
    }))
    return out
  })
}

/** Keys of texts that were never translated look like `page.word`. */
export async function untranslated(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText()
  return [...text.matchAll(/\b(?:common|nav|desk|matter|page|verb|ledger|open|form|light|signin|rules|people|calendar|account|audit|wall|dispatch|sheets|notices|gantt|schedule|appraisal|portfolio|office|changes|editor|policy|year)\.(?!yaml|md)[a-z_.]+\b/g)].map((m) => m[0])
}

/** The page is whole: nothing serious for axe, nothing cut, nothing untranslated; a picture of it is kept. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  mkdirSync(screens, {recursive: true})
  await page.screenshot({path: join(screens, `${name}.png`), fullPage: true})
  const found = await new AxeBuilder({page}).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect.soft(serious.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`), `axe on ${name}`).toEqual([])
  expect.soft(await unreadable(page), `texts on ${name}`).toEqual([])
  expect.soft(await untranslated(page), `keys on ${name}`).toEqual([])
}
