// Goal: a playbook is edited with the checker's messages in place, tried, rehearsed and published from the page; an edit of the
// calendar says first which clocks it moves. Method: the system administrator of the demo; one limit is made longer.
import {expect, type Page, test} from '@playwright/test'
import {openOffice, type Office, signedIn} from './own_office'
import {lookAt} from './steps'

let office: Office
test.beforeAll(async () => {
  office = await openOffice(9645)
})
test.afterAll(() => office.close())

/** Replaces the whole text, as one who pastes it. */
async function put(page: Page, change: (text: string) => string) {
  const text = await page.evaluate(() => (document.querySelector('.cm-content') as unknown as {cmTile?: {view: {state: {doc: unknown}}}; cmView?: {view: {state: {doc: unknown}}}}).cmView!.view.state.doc!.toString())
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(change(String(text)))
}

test('a playbook is edited, checked, tried, rehearsed, published', async ({browser}) => {
  test.setTimeout(150_000)
  const {page, faults} = await signedIn(browser, office, 'sys_admin')
  await page.goto('/playbooks/dispatch_decision')
  await page.getByRole('link', {name: '编辑', exact: true}).click()
  await expect(page.locator('.cm-content')).toContainText('version: 2')
  await put(page, (text) => text.replace('held_by: owner', 'held_by: nobody_at_all'))
  await page.locator('[data-role=check]').click()
  await expect(page.locator('.findings')).toContainText('nobody_at_all')
  await expect(page.locator('.cm-lint-marker-error')).not.toHaveCount(0)
  await lookAt(page, 'playbook-editor-1440-zh')
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
  await test.step('an edit of the calendar says which clocks it moves', async () => {
    await page.goto('/calendar/edit')
    await expect(page.locator('.cm-content')).toBeVisible()
    await page.locator('[data-role=try]').click()
    await expect(page.locator('[data-part=tried]')).toContainText('没有变化')
    await lookAt(page, 'calendar-editor-1440-zh')
  })
  expect(faults.filter((f) => !/Failed to load resource/.test(f))).toEqual([])
})
