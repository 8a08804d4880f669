// A demo office of one's own, served on a port of its own: made anew for each file of tests, gone afterwards.
import {execFileSync, spawn, type ChildProcess} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import {type Browser, type BrowserContext, expect, type Page} from '@playwright/test'
import {totp} from './totp'

const root = new URL('../..', import.meta.url).pathname
const binary = process.env.GUATU_BINARY ?? join(root, 'build/dev/guatu')
export const screens = join(root, 'build/screens')
/** Stands in demo/accounts.yaml, for demos alone. */
const password = 'guatu-demo-2022'

export interface Office {
  url: string
  /** Cuts the network off as a crash would, or brings it back. */
  stop(): void
  start(): Promise<void>
  close(): void
  /** The command line over the same folder, while it is served. */
  guatu(...args: string[]): string
}

/** @param prepare  puts what else it needs into the data folder, before it is served */
export async function openOffice(port: number, prepare: (data: string) => void = () => {}): Promise<Office> {
  const dir = mkdtempSync(join(tmpdir(), 'guatu-e2e-'))
  const data = join(dir, 'data')
  execFileSync(binary, ['demo', '--data', data], {stdio: 'ignore'})
  prepare(data)
  mkdirSync(screens, {recursive: true})
  const url = `http://127.0.0.1:${port}`
  let server: ChildProcess | undefined
  const stop = () => {
    server?.kill('SIGKILL')
    server = undefined
  }
  async function start() {
    server = spawn(binary, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], {stdio: 'ignore'})
    await expect.poll(() => fetch(`${url}/healthz`).then((r) => r.status, () => 0), {timeout: 20_000}).toBe(200)
  }
  await start()
  return {
    url, stop, start,
    close() {
      stop()
      rmSync(dir, {recursive: true, force: true})
    },
    guatu: (...args) => execFileSync(binary, [...args, '--data', data], {encoding: 'utf8'}),
  }
}

/** Administrators must set up a second factor when they come in for the first time. */
async function enrolWhenAsked(context: BrowserContext, office: Office, {step, ticket}: {step: string; ticket?: string}) {
  if (step !== 'enrol') return
  const ask = (path: string, data: object) => context.request.post(`/api/v1/session/enrolment${path}`, {headers: {Origin: office.url}, data})
  const {secret} = await (await ask('', {ticket})).json()
  const done = await ask('/confirmation', {ticket, code: totp(secret)})
  expect(done.ok(), await done.text()).toBe(true)
}

/** A browser of its own for one person; the session is made over the API, the pages of signing in have their own tests. */
export async function signedIn(browser: Browser, office: Office, name: string, size = {width: 1440, height: 900}): Promise<{page: Page; context: BrowserContext; faults: string[]}> {
  const context = await browser.newContext({baseURL: office.url, viewport: size, locale: 'zh-CN', reducedMotion: 'reduce'})
  const answer = await context.request.post('/api/v1/session', {headers: {Origin: office.url}, data: {name, password}})
  expect(answer.status(), await answer.text()).toBe(200)
  await enrolWhenAsked(context, office, await answer.json())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (e) => faults.push(String(e)))
  page.on('console', (m) => {
    if (m.type() === 'error') faults.push(m.text())
  })
  return {page, context, faults}
}

/** Nothing that axe calls serious or critical. */
export async function expectAccessible(page: Page) {
  const found = await new AxeBuilder({page}).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  const bad = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(bad.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`)).toEqual([])
}

/** Nothing sticks out of the page to the right. */
export async function expectNothingCut(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
}
