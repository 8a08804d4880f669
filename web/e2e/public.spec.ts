// Goal: a resident without an account orders something on a phone whose network comes and goes, is told a number and a code,
// and follows it; nothing is lost, nothing done twice, nothing personal comes back. Method: 390 px, touch, both languages.
import {expect, type Page, test} from '@playwright/test'
import {lookAt, phone, seat} from './steps'

/** A JPEG of chance, that no browser makes small: some hundred kilobytes. */
async function bigPhoto(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1200
    const paper = canvas.getContext('2d')!
    const pixels = paper.createImageData(1200, 1200)
    let seed = 20220408
    for (let i = 0; i < pixels.data.length; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      pixels.data[i] = i % 4 === 3 ? 255 : seed >>> 24
    }
    paper.putImageData(pixels, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.9)
  })
  return Buffer.from(text.slice(text.indexOf(',') + 1), 'base64')
}

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
  await test.step('a photo whose connection breaks in the middle goes on where it stopped, also after a reload', async () => {
    const offsets: number[] = []
    await page.route('**/api/v1/public/uploads/*', async (route) => {
      const at = route.request().headers()['upload-offset']
      if (route.request().method() !== 'PATCH') return route.continue()
      offsets.push(Number(at))
      // The third piece never arrives, and then there is no network.
      if (offsets.length !== 3) return route.continue()
      await context.setOffline(true)
      return route.abort('connectionreset')
    })
    await page.locator('[data-role=album]').setInputFiles([{name: 'IMG_0042.jpg', mimeType: 'image/jpeg', buffer: await bigPhoto(page)}])
    await expect(page.getByText('等网络恢复后接着传')).toBeVisible()
    await expect(page.getByText('现在没有网络')).toBeVisible()
    await lookAt(page, 'public-order-390-zh')
    await context.setOffline(false)
    await page.reload()
    await expect(page.getByText('已传好')).toBeVisible()
    expect(offsets.slice(0, 4)).toEqual([0, 131072, 262144, 262144])
    expect(offsets.length).toBeGreaterThan(4)
    await page.unroute('**/api/v1/public/uploads/*')
  })
  await context.setOffline(true)
  await expect(page.getByText('现在没有网络')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('现在没有网络')).toBeHidden()
  await test.step('the network is cut in the middle, and it is done once', async () => {
    const numbers: string[] = []
    const sent: string[] = []
    page.on('request', (r) => {
      if (r.url().endsWith('/public/matters')) sent.push(JSON.stringify((r.postDataJSON() as {fields: unknown}).fields))
    })
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
    expect(sent.length).toBe(2)
    expect(sent[1]).toBe(sent[0])
    expect((JSON.parse(sent[0]!) as {photos: string[]}).photos).toEqual([expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{32}$/)])
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

test('who receives, month by month, to read, to print and for a calendar', async ({browser}) => {
  const s = await seat(browser, {viewport: phone, hasTouch: true, isMobile: true})
  const {page} = s
  await page.goto('/public')
  await page.getByRole('link', {name: '领导接访日历'}).click()
  await expect(page.locator('.turn strong')).toHaveText('2022-04')
  await expect(page.locator('td.held')).toHaveCount(7)
  await expect(page.locator('li.card').first()).toContainText('2022-04-11 市长')
  await expect(page.locator('li.card').first()).toContainText('09:00–12:00')
  await lookAt(page, 'public-calendar-390-zh')
  const download = page.waitForEvent('download')
  await page.getByRole('button', {name: '存到手机日历'}).click()
  expect((await download).suggestedFilename()).toBe('reception-2022-04.ics')
  await page.getByRole('button', {name: '下个月'}).click()
  await expect(page.getByText('这个月没有公布接访')).toBeVisible()
  await page.getByRole('button', {name: '上个月'}).click()
  await page.emulateMedia({media: 'print'})
  await expect(page.locator('.tabs')).toBeHidden()
  await expect(page.locator('td.held')).toHaveCount(7)
  await lookAt(page, 'public-calendar-print-zh')
  expect(s.complaints).toEqual([])
})

test('how something is done, found by words, and what serves while a channel is down', async ({browser}) => {
  const s = await seat(browser, {colorScheme: 'dark'})
  const {page} = s
  await page.goto('/public')
  await page.getByRole('link', {name: '办事指南'}).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/找到 \d+ 项/)).toBeVisible()
  await page.getByLabel('要办什么事？').fill('社保卡 丢了')
  await expect(page.locator('li.card')).toHaveCount(1)
  await expect(page.locator('li.card')).toContainText('先打电话挂失')
  await page.getByLabel('要办什么事？').fill('刷脸')
  await expect(page.locator('li.card')).toContainText('暂停，改走其他渠道')
  await expect(page.locator('li.card')).toContainText('到社区服务站由工作人员代为认证')
  await lookAt(page, 'public-finder-1440-dark-zh')
  await page.getByLabel('要办什么事？').fill('驾照')
  await expect(page.getByText('没有找到')).toBeVisible()
  await page.getByRole('button', {name: 'English'}).click()
  await expect(page.getByText('Nothing was found')).toBeVisible()
  await lookAt(page, 'public-finder-1440-dark-en')
  expect(s.complaints).toEqual([])
})
