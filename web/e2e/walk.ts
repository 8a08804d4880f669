// What the walks of the rows share: people in browsers of their own, and matters of the demo city by their titles.
import {type Browser, expect, type Page} from '@playwright/test'
import {act, field, seat, type Seat, send, signIn} from './steps'

/** Seats of one walk; each person signs in once. */
export function people(browser: Browser) {
  const seats: Seat[] = []
  const pages = new Map<string, Page>()
  return {
    seats,
    /** The page of who signed in as `name`, gone to `to`. */
    async as(name: string, to: string): Promise<Page> {
      const known = pages.get(name)
      if (known) {
        await known.goto(to)
        return known
      }
      const s = await seat(browser)
      seats.push(s)
      pages.set(name, s.page)
      await signIn(s.page, name, to)
      return s.page
    },
    /** Number of the first matter of a playbook whose title holds `words`, as the mayor of all the city sees it. */
    async number(playbook: string, words: string): Promise<string> {
      const page = await this.as('mayor', '/desk')
      const answer = await page.request.get(`/api/v1/matters?playbook=${playbook}&limit=200`)
      const {items} = (await answer.json()) as {items: {number: string; title: string}[]}
      const found = items.find((m) => m.title.includes(words))
      expect(found, `${playbook} ${words}`).toBeTruthy()
      return found!.number
    },
    /** Nothing was said to the console that should not have been. */
    isQuiet() {
      expect(seats.flatMap((s) => s.complaints)).toEqual([])
    },
  }
}

/** Types into a picker and takes the option that is found and seen: on a page with several pickers the lists of the others stay. */
export async function choosePerson(page: Page, label: string, words: string, option: RegExp): Promise<void> {
  const box = page.getByRole('combobox', {name: label})
  await box.click()
  await box.fill(words)
  const list = page.locator(`[id="${await box.getAttribute('aria-controls')}"]`)
  await list.getByRole('option', {name: option}).first().click()
}

/** A date into a field of dates. */
export async function day(page: Page, id: string, date: string): Promise<void> {
  const input = field(page, id)
  await input.fill(date)
  await input.press('Enter')
}

/** An option of a field with more than five of them. */
export async function select(page: Page, id: string, option: string): Promise<void> {
  await page.locator(`[data-field="${id}"]:visible .el-select`).click()
  await page.getByRole('option', {name: option, exact: true}).click()
}

/** Opens what was filled in and gives its number. */
export async function submit(page: Page, code: string): Promise<string> {
  await page.getByRole('button', {name: '立项'}).click()
  await expect(page.locator('.matter-page h1')).toBeVisible()
  return new RegExp(`${code}-[0-9-]+`).exec(page.url())![0]
}

/** Makes a move whose form asks for texts, by id of the field; `reason` is the reason. */
export async function make(page: Page, move: string, texts: Record<string, string>, said: string): Promise<void> {
  await act(page, move)
  for (const [id, text] of Object.entries(texts)) {
    if (id === 'reason') await page.locator('.form-dialog textarea').last().fill(text)
    else await field(page, id).fill(text)
  }
  await send(page)
  await expect(page.locator('.notice')).toContainText(said)
}
