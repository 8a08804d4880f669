// Goal: the desk of the reception sees April's rota, exchanges two turns, publishes it, and the public calendar has the days; a month
// that cannot be covered says which day and who; what a tenancy owes is a statement that prints. Method: a demo office, a real browser;
// screenshots in build/screens are for looking at.
import {expect, test} from '@playwright/test'
import {expectAccessible, type Office, openOffice, screens, signedIn} from './own_office'

let office: Office
test.beforeAll(async () => {
  office = await openOffice(18210)
})
test.afterAll(() => office.close())

test('April 2022 is swapped and published, and the public calendar shows it', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'xf_desk')
  await page.goto('/matters/LZ-2022-01')
  await page.getByRole('link', {name: '排班 →'}).click()
  await expect(page.getByRole('heading', {name: '市领导接访轮值 2022年4月'})).toBeVisible()
  const cell = (day: number) => page.locator('.month td').filter({has: page.locator('.day', {hasText: new RegExp(`^${day}( |$)`)})})
  for (const day of [11, 18, 25]) await expect(cell(day).locator('.turn.main')).toHaveText(/太原市市长/)
  await expect(page.locator('.month .turn.main')).toHaveCount(3)
  await expect(page.locator('.month .turn.others')).toHaveCount(21)
  await expect(cell(4).locator('.turn')).toHaveCount(0)
  await page.screenshot({path: `${screens}/rota-1440.png`, fullPage: true})

  const [a, b] = [cell(14).locator('button.others'), cell(15).locator('button.others')]
  const [left, right] = [await a.textContent(), await b.textContent()]
  await a.click()
  await b.click()
  await expect(cell(14).locator('button.others')).toHaveText(right!)
  await expect(cell(15).locator('button.others')).toHaveText(left!)

  await page.getByRole('button', {name: /^公布 \d+ 天$/}).click()
  await expect(page.getByRole('button', {name: '本月轮次都已公布。'})).toBeVisible({timeout: 30_000})
  await expect(cell(14).locator('.turn.others')).toContainText(right!)
  await expect(cell(15).locator('.turn.others')).toContainText(left!)
  await expectAccessible(page)
  expect(faults).toEqual([])

  const list = await context.request.get('/api/v1/public/lists/reception_day?limit=50')
  const days = ((await list.json()) as {items: {fields: {id: string; value: {zh: string}}[]}[]}).items
    .map((i) => i.fields.find((f) => f.id === 'held_on')?.value.zh)
  for (const day of ['2022-04-11', '2022-04-14', '2022-04-24', '2022-04-29']) expect(days).toContain(day)
  await context.close()
})

test('a month that cannot be covered names its day and its people', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'xf_desk', {width: 390, height: 844})
  await page.goto('/matters/LZ-2022-02/rota?month=2022-04')
  const conflict = page.getByRole('alert')
  await expect(conflict).toContainText('4月14日')
  await expect(conflict).toContainText('市市场监管局局长（外出）')
  await expect(conflict).toContainText('市文旅局局长（外出）')
  await expect(page.locator('.month .turn')).toHaveCount(0)
  await page.screenshot({path: `${screens}/rota-conflict-390.png`, fullPage: true})
  await expectAccessible(page)
  // The month before can be covered: they are away in April alone.
  await page.getByRole('button', {name: '‹ 上月'}).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(faults).toEqual([])
  await context.close()
})

test('the notice is due at four, and the tenancy has a statement of account', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'gzf_head')
  await page.goto('/matters/CJ-2022-0001')
  await expect(page.locator('.head')).toContainText('16:00')
  await page.screenshot({path: `${screens}/arrears-1440.png`, fullPage: true})
  await page.goto('/matters/GZ-2022-0001')
  await page.getByRole('link', {name: '租金账 →'}).click()
  await expect(page.locator('.sum')).toContainText('4,532.95')
  await expect(page.locator('tfoot')).toContainText('1,500.00')
  await page.screenshot({path: `${screens}/account-1440.png`, fullPage: true})
  await expectAccessible(page)
  await page.getByLabel('日期').fill('2022-03-01')
  await expect(page.locator('.sum')).toContainText('2,965.95')
  expect(faults).toEqual([])
  await context.close()
})

test('a resident lodges a petition and follows it by number and code', async ({browser}) => {
  const context = await browser.newContext({baseURL: office.url, locale: 'zh-CN', viewport: {width: 390, height: 844}})
  const page = await context.newPage()
  const box = (id: string) => page.locator(`[data-field="${id}"]`)
  await page.goto('/public')
  await page.getByRole('link', {name: /信访事项/}).click()
  await box('title').locator('input').fill('小区路灯不亮要求维修')
  await box('kind').getByText('申诉求决', {exact: true}).click()
  await box('petitioner').locator('input').fill('居民丁')
  await box('contact').locator('input').fill('13800000599')
  await page.screenshot({path: `${screens}/petition-390.png`, fullPage: true})
  await page.getByRole('button', {name: '提交'}).click()
  await expect(page.locator('[data-role=number]')).toHaveText(/^XF-2022-\d{4}$/, {timeout: 30_000})
  await page.getByRole('link', {name: '查看进度'}).click()
  await expect(page.locator('section.card')).toContainText('已登记')
  // Nothing personal comes back, not even to whoever wrote it.
  await expect(page.locator('body')).not.toContainText('居民丁')
  await context.close()
})
