// R7: on a phone, without an account: what is down says what serves instead, and a call is booked; the keeper mends, the head verifies.
// Method: a public phone and two people over the demo city.
import {expect, test} from '@playwright/test'
import {lookAt, phone, seat} from './steps'
import {make, people} from './walk'

test('a channel that is down says what serves instead, and is mended', async ({browser}) => {
  const who = people(browser)
  const keeper = await who.as('sb_keeper', '/desk')
  const service = await who.number('service', '查全国社保')
  await keeper.goto(`/matters/${service}`)
  await make(keeper, 'stop', {cause: '平台升级', instead: '用电子社保卡小程序'}, '报停')

  const s = await seat(browser, {viewport: phone, hasTouch: true, isMobile: true})
  const page = s.page
  await page.goto('/public#/list/service')
  await page.locator('#words').fill('全国')
  const card = page.locator('.card', {hasText: '查全国社保'})
  await expect(card.locator('.stopped')).toContainText('现在停办')
  await expect(card.locator('.stopped')).toContainText('用电子社保卡小程序')
  await lookAt(page, 'row-R7')

  await page.goto('/public#/order/phone_booking')
  await page.locator('[data-field=title] input').fill('养老金哪天发')
  await page.locator('[data-field=topic]').getByText('养老', {exact: true}).click()
  await page.locator('[data-field=call_on] input').fill('2022-04-11')
  await page.locator('[data-field=slot]').getByText('上午', {exact: true}).click()
  await page.locator('[data-field=phone] input').fill('13800002222')
  await page.getByRole('button', {name: '提交'}).click()
  await expect(page.locator('[data-role=number]')).toHaveText(/^YY-DH-2022-\d{4}$/)
  const booking = await page.locator('[data-role=number]').innerText()

  const head = await who.as('sb_head', `/matters/${booking}`)
  await make(head, 'answer', {answer: '每月十五日前'}, '已答复')
  await expect(head.locator('.acts [data-move=verify]')).toHaveCount(0)

  const outage = await who.number('outage', '公众号')
  await keeper.goto(`/matters/${outage}`)
  await expect(keeper.locator('.acts [data-move=verify]')).toHaveCount(0)
  await head.goto(`/matters/${service}`)
  await make(head, 'restore', {review_note: '试过，能用'}, '恢复')
  await expect(head.locator('.matter-page .now')).toContainText('正常办理')
  who.isQuiet()
  expect(s.complaints).toEqual([])
})
