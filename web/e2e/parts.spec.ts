// Goal: parts of a matter are seen over time with what comes before what; what changed between two versions of a playbook is
// said in words and line by line. Method: a link made for it; a second version published beside the served folder.
import {readFileSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from '@playwright/test'
import {expectAccessible, openOffice, type Office, screens, signedIn} from './own_office'
import {lookAt, phone} from './steps'

let office: Office
test.beforeAll(async () => {
  office = await openOffice(9643)
})
test.afterAll(() => office.close())

test('parts as a tree and as a chart', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'gj_dispatch')
  const answer = await context.request.post('/api/v1/matters/JD-2022-0005/links', {
    headers: {Origin: office.url, 'Idempotency-Key': 'link-1'}, data: {other: 'JD-2022-0006', kind: 'blocks'},
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  await page.goto('/matters/XM-2022-001')
  // How many there are is the demo city's: the page shows what the API says.
  const partsOf = async (number: string) => {
    const {items} = (await (await context.request.get(`/api/v1/matters/${number}/children?limit=200`)).json()) as {items: {number: string}[]}
    return items.map((m) => m.number)
  }
  const parts = await partsOf('XM-2022-001')
  const below = (await Promise.all(parts.map(partsOf))).flat()
  expect(parts.length).toBeGreaterThan(3)
  expect(below.length).toBeGreaterThan(0)
  await expect(page.locator('.tree > li')).toHaveCount(parts.length)
  await page.getByRole('button', {name: '进度图'}).click()
  await expect(page.locator('.gantt .bar')).toHaveCount(parts.length + below.length) // with what hangs on one of them
  await expect(page.locator('.gantt .arrow')).toHaveCount(1)
  // The second was opened before the first was done.
  await expect(page.locator('.gantt .arrow')).toHaveClass(/broken/)
  await lookAt(page, 'matter-gantt-1440-zh')
  await page.reload()
  await expect(page.locator('.gantt .bar')).toHaveCount(parts.length + below.length)
  await page.emulateMedia({media: 'print'})
  await page.locator('.gantt').screenshot({path: join(screens, 'matter-gantt-print.png')})
  await page.emulateMedia({media: 'screen', colorScheme: 'dark'})
  await page.setViewportSize(phone)
  await lookAt(page, 'matter-gantt-dark-390-zh')
  expect(faults).toEqual([])
})

test('what changed between two versions', async ({browser}) => {
  const file = join(tmpdir(), `dispatch_decision_${process.pid}.yaml`)
  const old = readFileSync('../playbooks/dispatch_decision.yaml', 'utf8')
  writeFileSync(file, old
    .replace('version: 1', 'version: 2')
    .replace('limit: {for: 2 working_days', 'limit: {for: 3 working_days')
    .replace('  result: {type: text', '  budget: {type: money, title: {zh: 经费, en: Budget}}\n  result: {type: text'))
  const {page, faults} = await signedIn(browser, office, 'mayor')
  await page.goto('/playbooks/dispatch_decision/changes')
  await expect(page.getByText('只有一个版本')).toBeVisible()
  office.guatu('playbook', 'publish', file, '--by', 'system')
  await page.goto('/playbooks/dispatch_decision')
  await page.getByRole('link', {name: '版本对照'}).click()
  const limits = page.locator('.panel', {hasText: '时限'}).first()
  await expect(limits.locator('tr', {hasText: '核实中'}).first()).toContainText('2个工作日')
  await expect(page.locator('tr', {hasText: '经费'}).first()).toContainText('新增')
  await expect(page.locator('.diff tr.new', {hasText: 'budget'})).toHaveCount(1)
  await expect(page.locator('.diff tr.gone', {hasText: '2 working_days'})).toHaveCount(1)
  await lookAt(page, 'playbook-changes-1440-zh')
  await page.setViewportSize(phone)
  await lookAt(page, 'playbook-changes-390-zh')
  await expectAccessible(page)
  expect(faults).toEqual([])
})
