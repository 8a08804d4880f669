// Goal: who is urged sees it on the bell and on the page, reads it, and it stays read. Method: two people, one urges the other.
import {expect, test} from '@playwright/test'
import {openOffice, type Office, signedIn} from './own_office'
import {act, lookAt, send} from './steps'

let office: Office
test.beforeAll(async () => {
  office = await openOffice(9642)
})
test.afterAll(() => office.close())

test('the bell counts, the page lists, reading is kept', async ({browser}) => {
  const head = await signedIn(browser, office, 'gj_yjj_head')
  const count = async () => Number(await head.page.locator('.bell .count').innerText())
  await head.page.goto('/desk')
  const before = await count()
  const mayor = await signedIn(browser, office, 'gj_mayor')
  await mayor.page.goto('/matters/YH-2022-0012')
  await act(mayor.page, 'urge')
  await mayor.page.locator('.form-dialog textarea').fill('请尽快')
  await send(mayor.page)
  await expect(mayor.page.locator('.notice')).toContainText('催办')
  await expect.poll(async () => {
    await head.page.reload()
    return count()
  }, {timeout: 20_000}).toBe(before + 1)
  await head.page.locator('.bell').click()
  const first = head.page.locator('.notices li').first()
  await expect(first).toContainText('YH-2022-0012')
  await expect(first).toHaveClass(/new/)
  await lookAt(head.page, 'notices-unread-1440-zh')
  await head.page.getByRole('button', {name: '全部标为已读'}).click()
  await expect(head.page.locator('.bell .count')).toHaveCount(0)
  await head.page.reload()
  await expect(first).not.toHaveClass(/new/)
  await head.page.getByLabel('只看未读').check()
  await expect(head.page.getByText('没有未读的通知')).toBeVisible()
  expect([...head.faults, ...mayor.faults]).toEqual([])
})

test('the system administrator sees what went out, nobody else', async ({browser}) => {
  const admin = await signedIn(browser, office, 'sys_admin')
  await admin.page.goto('/desk')
  await admin.page.getByRole('link', {name: '外发情况'}).click()
  await expect(admin.page.getByText('还没有外发消息')).toBeVisible()
  await lookAt(admin.page, 'deliveries-1440-zh')
  const other = await signedIn(browser, office, 'gj_yjj_head')
  await other.page.goto('/notice-deliveries')
  await expect(other.page.getByRole('alert')).not.toBeEmpty()
})
