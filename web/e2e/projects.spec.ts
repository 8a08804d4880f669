// Goal: the schedule of a project is read, a change of a date shows every date that moves and why before anything is saved,
// and is then saved. Method: the head of the county, over the demo city, by keyboard and mouse; looked at with axe.
import {expect, test} from '@playwright/test'
import {lookAt, phone, seat, signIn} from './steps'

test('a date is moved on the critical path', async ({browser}) => {
  const {page, complaints} = await seat(browser)
  await signIn(page, 'gj_mayor')
  const found = await page.request.get('/api/v1/search?q=' + encodeURIComponent('共享储能示范站'))
  const {items} = await found.json() as {items: {number: string; playbook: string}[]}
  const number = items.find((m) => m.playbook === 'project')!.number
  await page.goto(`/matters/${number}`)
  await page.getByRole('button', {name: '进度图'}).click()
  const panel = page.locator('.schedule')
  const row = (title: string) => panel.locator('tbody tr', {hasText: title})

  await test.step('the critical path is marked in words, and each date says what drives it', async () => {
    await expect(panel.locator('[data-role=forecast]')).toContainText('预计完成')
    await expect(row('电池舱和变流器到货')).toContainText('◆ 关键')
    await expect(row('主变基础浇筑完成')).not.toContainText('关键')
    await expect(row('并网调试')).toContainText('等 JD-')
    await expect(panel.locator('svg .bar')).toHaveCount(await panel.locator('tbody tr').count())
    await lookAt(page, 'schedule')
  })

  const forecast = await panel.locator('[data-role=forecast]').textContent()
  await test.step('what would move is shown, and nothing is saved', async () => {
    await row('电池舱和变流器到货').getByRole('button').press('Enter')
    const form = panel.locator('form.change')
    await form.locator('[data-role=preview]').click()
    await expect(form).toContainText('没有改动')
    await form.locator('[name=duration]').fill('65')
    await form.locator('[data-role=preview]').click()
    const moves = form.locator('[data-role=moves]')
    await expect(moves).toContainText('整个项目的预计完成日')
    await expect(moves.locator('li', {hasText: '电池舱和变流器到货'})).toContainText('改了工期')
    await expect(moves.locator('li', {hasText: '并网调试'})).toContainText('受 JD-')
    await expect(panel.locator('[data-role=forecast]')).toHaveText(forecast!)
    await lookAt(page, 'schedule-preview')
  })
  await test.step('then it is saved by an amendment and computed anew', async () => {
    await panel.locator('[name=reason]').fill('厂家排产推迟')
    await panel.locator('[data-role=save]').click()
    await expect(panel.locator('form.change')).toHaveCount(0)
    await expect(panel.locator('[data-role=forecast]')).not.toHaveText(forecast!)
  })
  await test.step('on a phone', async () => {
    await page.setViewportSize(phone)
    await page.reload()
    await expect(panel.locator('tbody tr').first()).toBeVisible()
    await lookAt(page, 'schedule-phone')
  })
  expect(complaints).toEqual([])
})
