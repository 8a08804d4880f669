// Goal: from a matter its slip is printed, a bulletin is frozen and then comes out the same byte for byte, and the minutes of
// a week are a file. Method: a demo office of its own, a real browser; what was saved is looked into.
import {readFileSync} from 'node:fs'
import {expect, type Page, test} from '@playwright/test'
import {expectAccessible, expectNothingCut, type Office, openOffice, screens, signedIn} from './own_office'

let office: Office
test.beforeAll(async () => {
  office = await openOffice(18310)
})
test.afterAll(() => office.close())

async function saved(page: Page, press: () => Promise<void>): Promise<{name: string; bytes: Buffer}> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()])
  return {name: file.suggestedFilename(), bytes: readFileSync(await file.path())}
}

interface Row { number: string; playbook: string; supervisor: string | null }
async function find(page: Page, query: string, fits: (r: Row) => boolean): Promise<string> {
  const answer = await page.context().request.get(`/api/v1/matters?limit=500&${query}`)
  expect(answer.status()).toBe(200)
  const row = ((await answer.json()) as {items: Row[]}).items.find(fits)
  expect(row).toBeDefined()
  return row!.number
}

test('the slip of a matter under supervision', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'mayor')
  const number = await find(page, 'which=open', (r) => Boolean(r.supervisor))
  await page.goto(`/matters/${number}`)
  const slip = page.locator('[data-paper=supervision_slip]')
  await expect(slip).toContainText('督办单')
  const file = await saved(page, () => slip.locator('[data-format=docx]').click())
  expect(file.name).toBe(`${number} 督办单.docx`)
  expect(file.bytes.subarray(0, 2).toString()).toBe('PK')
  await expect(page.locator('.papers [role=status]')).toContainText(number)
  await page.screenshot({path: `${screens}/papers-matter-1440.png`, fullPage: true})
  await expectAccessible(page)
  await page.setViewportSize({width: 390, height: 844})
  await expectNothingCut(page)
  await page.locator('.papers').scrollIntoViewIfNeeded()
  await page.screenshot({path: `${screens}/papers-matter-390.png`})
  expect(faults).toEqual([])
  await context.close()
})

test('a bulletin is frozen, stays the same, and its figures open their lists', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'gj_dispatch')
  const number = await find(page, 'playbook=bulletin&which=all', () => true)
  await page.goto(`/matters/${number}`)
  const paper = page.locator('[data-paper=bulletin] [data-format=docx]')
  const draft = await saved(page, () => paper.click())
  // The move that takes size and root is no button of its own.
  await expect(page.locator('[data-move=freeze]')).toHaveCount(0)
  await page.locator('[data-act=freeze]').click()
  await expect(page.locator('.head')).toContainText('核对')
  const first = await saved(page, () => paper.click())
  expect(first.bytes.equals(draft.bytes)).toBe(false)
  await page.reload()
  const again = await saved(page, () => paper.click())
  expect(again.bytes.equals(first.bytes)).toBe(true)
  await expect(page.locator('[data-act=freeze]')).toHaveCount(0)
  await page.screenshot({path: `${screens}/papers-bulletin-1440.png`, fullPage: true})

  const answer = await page.context().request.get(`/api/v1/matters/${number}`)
  const size = ((await answer.json()) as {fields: {ledger_size: number}}).fields.ledger_size
  await page.goto(`/ledger/all?unit=gujiao&which=all&opened_from=2022-03-01&opened_to=2022-03-31&as_of=${size}`)
  await expect(page.locator('.as-of')).toContainText(String(size))
  await expect(page.locator('table tbody tr').first()).toBeVisible()
  await page.screenshot({path: `${screens}/papers-figure-1440.png`})
  expect(faults).toEqual([])
  await context.close()
})

test('the minutes of a week', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'gj_dispatch')
  await page.goto('/dispatch?unit=gujiao')
  const file = await saved(page, () => page.locator('[data-paper=dispatch_minutes][data-format=docx]').click())
  expect(file.bytes.subarray(0, 2).toString()).toBe('PK')
  await page.screenshot({path: `${screens}/papers-dispatch-1440.png`})
  expect(faults).toEqual([])
  await context.close()
})
