// Goal: a playbook is edited with the checker's messages in place, tried, rehearsed and published from the page; an edit of the
// calendar says first which clocks it moves. Method: the system administrator of the demo; one limit is made longer.
import {type Browser, expect, type Page, test} from '@playwright/test'
import {openOffice, type Office, signedIn} from './own_office'
import {lookAt, phone} from './steps'

/** In the dark, on a large screen and on a phone. */
async function lookEverywhere(page: Page, name: string) {
  await page.emulateMedia({colorScheme: 'dark'})
  await lookAt(page, `${name}-dark-1440-zh`)
  await page.emulateMedia({colorScheme: 'light'})
  await page.setViewportSize({width: 1920, height: 1080})
  await lookAt(page, `${name}-1920-zh`)
  await page.setViewportSize(phone)
  await lookAt(page, `${name}-390-zh`)
  await page.setViewportSize({width: 1440, height: 900})
}

let office: Office
test.beforeAll(async () => {
  office = await openOffice(9645)
})
test.afterAll(() => office.close())

// They set up their second factor when they come in for the first time, so they come in once.
let administrator: ReturnType<typeof signedIn> | undefined
async function asAdministrator(browser: Browser) {
  const {page, faults} = await (administrator ??= signedIn(browser, office, 'sys_admin'))
  faults.length = 0
  return {page, faults}
}

/** Replaces the whole text, as one who pastes it. */
async function put(page: Page, change: (text: string) => string) {
  const text = await page.evaluate(() => (document.querySelector('.cm-content') as unknown as {cmTile?: {view: {state: {doc: unknown}}}; cmView?: {view: {state: {doc: unknown}}}}).cmView!.view.state.doc!.toString())
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(change(String(text)))
}

test('a playbook is edited, checked, tried, rehearsed, published', async ({browser}) => {
  test.setTimeout(150_000)
  const {page, faults} = await asAdministrator(browser)
  await page.goto('/playbooks/dispatch_decision')
  await page.getByRole('link', {name: '编辑', exact: true}).click()
  await expect(page.locator('.cm-content')).toContainText('version: 2')
  await put(page, (text) => text.replace('held_by: owner', 'held_by: nobody_at_all'))
  await page.locator('[data-role=check]').click()
  await expect(page.locator('.findings')).toContainText('nobody_at_all')
  await expect(page.locator('.cm-lint-marker-error')).not.toHaveCount(0)
  await lookAt(page, 'playbook-editor-1440-zh')
  await lookEverywhere(page, 'playbook-editor')
  await test.step('what was typed is kept', async () => {
    await page.reload()
    await expect(page.getByText('已恢复上次没有提交的内容')).toBeVisible()
    await put(page, (text) => text.replace('held_by: nobody_at_all', 'held_by: owner').replace('limit: {for: 2 working_days', 'limit: {for: 4 working_days'))
  })
  await page.locator('[data-role=try]').click()
  await expect(page.locator('[data-part=tried]')).toContainText('将成为版本 2')
  await page.locator('[data-role=rehearse]').click()
  await expect(page.locator('[data-part=rehearsal]')).toContainText('变动的时限')
  await lookAt(page, 'playbook-rehearsal-1440-zh')
  await page.getByText('我知道：发布后立即').click()
  await page.locator('[data-role=publish]').click()
  await expect(page.locator('[data-part=tried]')).toContainText('已发布版本 2')
  expect(faults.filter((f) => !/Failed to load resource/.test(f))).toEqual([])
})

/** The arithmetic of the clock that is due then, as the page of its matter explains it. */
async function arithmetic(page: Page, number: string, due: string) {
  await page.goto(`/matters/${number}`)
  const clock = page.locator('.clock', {hasText: due})
  await clock.first().getByRole('button', {name: '怎么算的'}).click()
  await expect(clock.first().locator('.month td.due').first()).toBeVisible()
  return clock.first()
}

test('a change of the calendar says what it moves, and the clock of a matter explains itself anew', async ({browser}) => {
  test.setTimeout(150_000)
  const {page, faults} = await asAdministrator(browser)
  await page.goto('/calendar/edit')
  await page.getByLabel('文件').selectOption('cn-2022.yaml')
  await expect(page.locator('.cm-content')).toContainText('2022')
  await page.locator('[data-role=try]').click()
  await expect(page.locator('[data-part=tried]')).toContainText('没有变化')
  await test.step('a file that cannot be read says where', async () => {
    await put(page, (text) => text.replace('{from: 2022-06-03', '{from: 2022-06-33'))
    await page.locator('[data-role=try]').click()
    await expect(page.getByRole('alert').first()).toContainText('2022-06-33')
    await put(page, (text) => text.replace('{from: 2022-06-33', '{from: 2022-06-03'))
  })
  // Three working days of the coming week are given as a holiday.
  await put(page, (text) => text.replace('  - {from: 2022-04-30', '  - {from: 2022-04-11, to: 2022-04-13, name: {zh: 全市停产检修, en: City-wide maintenance}}\n  - {from: 2022-04-30'))
  await page.locator('[data-role=try]').click()
  const moved = page.locator('[data-part=tried] tbody tr')
  await expect(page.locator('[data-part=tried] h2')).toContainText(/将变动 [1-9]\d* 个在走的时限/)
  await expect(moved.first()).toBeVisible()
  await lookAt(page, 'calendar-editor-1440-zh')
  await lookEverywhere(page, 'calendar-editor')
  const row = moved.first()
  const number = (await row.locator('a').innerText()).trim()
  const [, , before, after] = await row.locator('td').allInnerTexts()
  expect(before).not.toEqual(after)
  const seen = await signedIn(browser, office, 'mayor')
  // A preview moves nothing.
  await expect(await arithmetic(seen.page, number, before!.trim())).not.toContainText('全市停产检修')
  await page.getByText('我看过变动').click()
  await page.locator('[data-role=publish]').click()
  await expect(page.locator('[data-part=tried] h2')).toContainText(/已发布/)
  // The days that are no longer counted are named.
  await expect(await arithmetic(seen.page, number, after!.trim())).toContainText('全市停产检修')
  await lookAt(seen.page, 'clock-moved-1440-zh')
  expect([...faults, ...seen.faults].filter((f) => !/Failed to load resource/.test(f))).toEqual([])
})

test('running matters are taken along by a map', async ({browser}) => {
  test.setTimeout(150_000)
  const {page, faults} = await asAdministrator(browser)
  await page.goto('/playbooks/hazard/edit')
  await expect(page.locator('.cm-content')).toContainText('playbook: hazard')
  // A state is called otherwise, a field is given up.
  await put(page, (text) => text.replace(/\bredoing\b/g, 'again'))
  const map = page.locator('[data-part=map]')
  await page.locator('[data-role=map]').click()
  const row = map.locator('[data-section=states] tbody tr', {hasText: 'redoing'})
  await expect(row).toContainText('没有对应')
  await lookAt(page, 'playbook-map-1440-zh')
  await lookEverywhere(page, 'playbook-map')
  await row.locator('select').selectOption('again')
  await page.reload()
  await page.locator('[data-role=map]').click()
  await expect(map.getByText('对照齐全')).toBeVisible()
  await page.locator('[data-role=try-map]').click()
  await expect(map.locator('h3')).toContainText('没有写入')
  await expect(map.locator('[data-part=migrated] tbody tr').first()).toBeVisible()
  await lookAt(page, 'playbook-map-tried-1440-zh')
  await page.getByText('我看过逐件变化').click()
  await page.locator('[data-role=publish-map]').click()
  await expect(map.locator('h3')).toContainText(/\d+ 件事项已转入版本/)
  expect(office.guatu('matter', 'list', '--playbook', 'hazard', '--json')).not.toContain('redoing')
  expect(faults.filter((f) => !/Failed to load resource/.test(f))).toEqual([])
})
