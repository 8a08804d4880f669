// Goal: the way in says what is wrong, leads back to where one wanted to go, and asks administrators for a second factor.
// Method: wrong and right passwords, an authenticator made of the standard (RFC 6238) itself.
import {expect, test} from '@playwright/test'
import {lookAt, password, seat, signIn} from './steps'
import {totp} from './totp'

test('a wrong password is refused with a sentence, the right one leads to where one wanted to go', async ({browser}) => {
  const {page, complaints} = await seat(browser)
  await page.goto('/ledger/hazard?due=late')
  await expect(page).toHaveURL(/sign-in/)
  await page.locator('#name').fill('gj_mayor')
  await page.locator('#password').fill('not-the-password')
  await page.locator('button[type=submit]').click()
  await expect(page.getByRole('alert')).toBeVisible()
  await lookAt(page, 'sign-in-wrong-1440-zh')
  await page.locator('#password').fill(password)
  const answered = page.waitForResponse('**/api/v1/session')
  await page.locator('button[type=submit]').click()
  const cookies = (await (await answered).headersArray()).filter((h) => h.name.toLowerCase() === 'set-cookie').map((h) => h.value).join('\n')
  await expect(page).toHaveURL(/\/ledger\/hazard\?due=late$/)
  // Scripts of a page cannot read what lets it in.
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(cookies).toMatch(/__Host-guatu=.*HttpOnly.*SameSite=Strict/)

  await test.step('out again, and drafts go along', async () => {
    await page.goto('/open/hazard')
    await page.locator('[data-field=title] input').fill('草稿')
    await page.locator('.user summary').click()
    await page.getByRole('button', {name: '退出'}).click()
    await expect(page.locator('#name')).toBeVisible()
    expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.includes('draft')))).toEqual([])
    await page.goto('/desk')
    await expect(page.locator('#name')).toBeVisible()
  })
  expect(complaints).toEqual([])
})

test('administrators set up a second factor; accounts are reset; the audit says so', async ({browser}) => {
  const enter = async (name: string) => {
    const s = await seat(browser)
    await s.page.goto('/desk')
    await s.page.locator('#name').fill(name)
    await s.page.locator('#password').fill(password)
    await s.page.locator('button[type=submit]').click()
    await expect(s.page.getByRole('heading', {name: '开通两步验证'})).toBeVisible()
    const secret = await s.page.locator('code').innerText()
    await expect(s.page.getByRole('img', {name: '二维码'})).toBeVisible()
    if (name === 'sys_admin') await lookAt(s.page, 'sign-in-enrol-1440-zh')
    await s.page.locator('#code').fill(totp(secret))
    await s.page.locator('button[type=submit]').click()
    await expect(s.page.locator('.codes li').first()).toBeVisible()
    await s.page.getByRole('button', {name: '已收好，进入'}).click()
    await expect(s.page.locator('.app-head')).toBeVisible()
    return s
  }
  const system = await enter('sys_admin')
  await system.page.locator('.app-nav').getByRole('link', {name: '账号管理'}).click()
  const row = system.page.locator('tbody tr', {hasText: 'street_head'})
  await row.getByRole('button', {name: '重置密码'}).click()
  await system.page.getByRole('button', {name: '确定', exact: true}).click()
  await expect(system.page.locator('.code code')).toBeVisible()
  await lookAt(system.page, 'accounts-1440-zh')

  const audit = await enter('audit_admin')
  await audit.page.locator('.app-nav').getByRole('link', {name: '审计'}).click()
  await expect(audit.page.locator('tbody tr', {hasText: '重置密码'}).first()).toContainText('street_head')
  await lookAt(audit.page, 'audit-1440-zh')
  // Neither sees the other's page.
  await expect(audit.page.locator('.app-nav').getByRole('link', {name: '账号管理'})).toHaveCount(0)
  await expect(system.page.locator('.app-nav').getByRole('link', {name: '审计'})).toHaveCount(0)
  expect([...system.complaints, ...audit.complaints]).toEqual([])
})

test('one may look at what one may not', async ({browser}) => {
  const {page, complaints} = await seat(browser)
  await signIn(page, 'chem_safety', '/matters/YH-2022-0006')
  await expect(page.locator('main [role=alert]')).toContainText('没有')
  await page.goto('/accounts')
  await expect(page.locator('main [role=alert]')).toBeVisible()
  expect(complaints).toEqual([])
})
