// Goal: a resident without an account orders something on a phone whose network comes and goes, is told a number and a code,
// and follows it; nothing is lost, nothing done twice, nothing personal comes back. Method: 390 px, touch, both languages.
import {expect, test} from '@playwright/test'
import {lookAt, phone, seat} from './steps'

const box = (id: string) => `[data-field="${id}"]`

test('a resident places an order and follows it', async ({browser}) => {
  const s = await seat(browser, {viewport: phone, hasTouch: true, isMobile: true})
  const {page, context} = s
  await page.goto('/public')
  await expect(page.getByRole('heading', {name: '我要办'})).toBeVisible()
  await lookAt(page, 'public-home-390-zh')
  await page.getByRole('link', {name: /居民订单/}).click()

  await test.step('what is missing is said', async () => {
    await page.locator(`${box('title')} input`).fill('换楼道灯泡 <b>急</b>')
    await page.getByRole('button', {name: '提交'}).click()
    await expect(page.getByRole('alert')).toContainText('请先填好：微帮类别、当天要办')
  })
  await test.step('what was typed is there after reading the page anew', async () => {
    await page.getByText('助修', {exact: true}).click()
    await page.locator(box('urgent')).getByText('否', {exact: true}).click()
    await page.locator(`${box('detail')} textarea`).fill('三单元二层')
    await page.locator(`${box('contact')} input`).fill('13800001234')
    await page.locator(`${box('place')} input`).fill('劲松路1号')
    await page.reload()
    await expect(page.getByText('已恢复上次没有提交的内容')).toBeVisible()
    await expect(page.locator(`${box('contact')} input`)).toHaveValue('13800001234')
    await expect(page.getByRole('radio', {name: '助修'})).toBeChecked()
  })
  await context.setOffline(true)
  await expect(page.getByText('现在没有网络')).toBeVisible()
  await lookAt(page, 'public-order-390-zh')
  await context.setOffline(false)
  await expect(page.getByText('现在没有网络')).toBeHidden()
  await test.step('the network is cut in the middle, and it is done once', async () => {
    const numbers: string[] = []
    // The first answer is lost on the way: the server has done it, the phone does not know.
    await page.route('**/api/v1/public/matters', async (route) => {
      numbers.push(((await (await route.fetch()).json()) as {number: string}).number)
      await route.abort('connectionreset')
    }, {times: 1})
    await page.getByRole('button', {name: '提交'}).click()
    await expect(page.getByText('没有连上')).toBeVisible()
    await context.setOffline(true)
    await context.setOffline(false)
    await expect(page.locator('[data-role=code]')).toHaveText(/^[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}$/)
    await expect(page.locator('[data-role=number]')).toHaveText(numbers[0]!)
    await lookAt(page, 'public-receipt-390-zh')
  })
  const number = await page.locator('[data-role=number]').innerText()
  await page.getByRole('link', {name: '查看进度'}).click()
  await expect(page.locator('section.card')).toContainText('已下单')
  await expect(page.locator('section.card')).toContainText('助修')
  await lookAt(page, 'public-follow-390-zh')
  await test.step('a wrong code and a wrong number are told the same', async () => {
    await page.getByLabel('查询码').fill('aaaa-aaaa-aaaa')
    await page.getByRole('button', {name: '查询'}).click()
    await expect(page.getByRole('alert')).toHaveText('没有查到；请核对编号和查询码，两样都要对。')
    await page.getByLabel('编号').fill('SD-2022-9999')
    await page.getByRole('button', {name: '查询'}).click()
    await expect(page.getByRole('alert')).toHaveText('没有查到；请核对编号和查询码，两样都要对。')
  })
  await test.step('the phone remembers it until it is told to forget', async () => {
    await page.getByRole('link', {name: '首页'}).click()
    await expect(page.getByRole('link', {name: number})).toContainText('换楼道灯泡 <b>急</b>')
    await page.getByRole('button', {name: `从这台手机上删除 ${number}`}).click()
    await expect(page.getByText(number)).toBeHidden()
    await page.reload()
    await expect(page.getByText(number)).toBeHidden()
  })
  expect(s.complaints).toEqual([])
})

test('published lists, in English, without an account', async ({browser}) => {
  const s = await seat(browser, {viewport: phone, hasTouch: true, isMobile: true, locale: 'en-GB'})
  const {page} = s
  await page.goto('/public')
  await expect(page.getByRole('heading', {name: 'What you can ask for'})).toBeVisible()
  await lookAt(page, 'public-home-390-en')
  await page.getByRole('link', {name: 'Published'}).click()
  await page.getByRole('link', {name: 'Hazard'}).click()
  await expect(page.locator('li.card').first()).toContainText('Ordinary')
  await lookAt(page, 'public-list-390-en')
  await page.getByRole('button', {name: '中文'}).click()
  await expect(page.locator('li.card').first()).toContainText('一般')
  expect(s.complaints).toEqual([])
})
