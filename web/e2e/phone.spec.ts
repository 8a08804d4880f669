// Goal: on a phone with a weak signal nothing is lost and nothing is done twice. Method: 390 px, touch, a place by GPS, a
// photo; the network is cut before the photo and again before sending, the page is read anew in between.
import {expect, test} from '@playwright/test'
import {choose, field, lookAt, phone, pick, seat, signIn} from './steps'

const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

test('a hazard is reported from a phone whose network comes and goes', async ({browser}) => {
  const s = await seat(browser, {
    viewport: phone, hasTouch: true, isMobile: true, permissions: ['geolocation'], geolocation: {longitude: 112.16, latitude: 37.9, accuracy: 12},
  })
  const {page, context} = s
  await signIn(page, 'gj_insp_2')
  await page.getByRole('button', {name: '菜单'}).click()
  await page.locator('.app-nav').getByRole('link', {name: '新建事项'}).click()
  await page.getByRole('link', {name: '事故隐患'}).click()
  await pick(page, '所属主体', '矿山', /某矿山企业/)
  await field(page, 'title').fill('井口围栏缺损')
  await choose(page, 'grade', '一般')

  await test.step('where it is comes from the telephone', async () => {
    await page.getByRole('button', {name: '取当前位置'}).click()
    await expect(page.locator('[data-field=place]')).toContainText('112.160000, 37.900000')
  })
  await test.step('what was typed is there after reading the page anew', async () => {
    await page.reload()
    await expect(page.getByText('已恢复上次没有提交的内容')).toBeVisible()
    await expect(field(page, 'title')).toHaveValue('井口围栏缺损')
    await expect(page.locator('[data-field=place]')).toContainText('112.160000, 37.900000')
  })
  await test.step('a photo waits for the network', async () => {
    await context.setOffline(true)
    await page.locator('.later summary').click()
    await page.locator('[data-field=photos] [data-role=camera]').setInputFiles({name: '围栏.png', mimeType: 'image/png', buffer: photo})
    await expect(page.locator('[data-field=photos]')).toContainText('等网络恢复后接着上传')
    await expect(page.getByRole('button', {name: '正在上传'})).toBeDisabled()
    await context.setOffline(false)
    await expect(page.locator('[data-field=photos] li .el-button')).toBeVisible({timeout: 35_000})
  })
  await lookAt(page, 'open-phone-390-zh')
  await test.step('sending waits too, and happens once', async () => {
    let sent = 0
    page.on('request', (r) => {
      if (r.method() === 'POST' && r.url().endsWith('/api/v1/matters')) sent++
    })
    // The first answer is lost on the way: the server has done it, the phone does not know.
    await page.route('**/api/v1/matters', async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    }, {times: 1})
    await page.getByRole('button', {name: '立项'}).click()
    await expect(page.getByText('连不上服务器')).toBeVisible()
    await context.setOffline(true)
    await context.setOffline(false)
    await expect(page.locator('.matter-page h1')).toHaveText('井口围栏缺损')
    expect(sent).toBe(2)
  })
  await page.goto('/search?q=井口围栏缺损')
  await expect(page.locator('.matters tbody tr', {hasText: '井口围栏缺损'})).toHaveCount(1)
  await lookAt(page, 'search-phone-390-zh')
  expect(s.complaints).toEqual([])
})
