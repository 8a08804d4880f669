// Goal: a photo whose way is cut in the middle is there after the page was read anew, and goes on from where it broke.
// Method: a picture of noise in several pieces; the third is cut, the page read anew, then the network is back.
import {deflateSync} from 'node:zlib'
import {randomBytes} from 'node:crypto'
import {expect, test} from '@playwright/test'
import {choose, field, lookAt, phone, pick, seat, signIn} from './steps'

/** A PNG of noise, which no compression makes smaller. */
function noise(side: number): Buffer {
  const crc = (b: Buffer) => {
    let c = ~0
    for (const x of b) {
      c ^= x
      for (let k = 0; k < 8; ++k) c = (c >>> 1) ^ (0xedb88320 & -(c & 1))
    }
    return ~c >>> 0
  }
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length)
    body.copy(out, 4)
    out.writeUInt32BE(crc(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side)
  head.writeUInt32BE(side, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.concat(Array.from({length: side}, () => Buffer.concat([Buffer.from([0]), randomBytes(side * 3)])))
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

test('a photo is kept over a cut and a reload', async ({browser}) => {
  const s = await seat(browser, {viewport: phone, hasTouch: true, isMobile: true})
  const {page} = s
  const picture = noise(800)
  const offsets: number[] = []
  page.on('request', (r) => {
    if (r.method() === 'PATCH') offsets.push(Number(r.headers()['upload-offset']))
  })
  await signIn(page, 'gj_insp_2', '/open/hazard')
  await pick(page, '所属主体', '矿山', /某矿山企业/)
  await field(page, 'title').fill('巷道顶板裂缝')
  await choose(page, 'grade', '一般')
  await page.locator('.later summary').click()
  const photos = page.locator('[data-field=photos]')
  await test.step('the network is cut in the middle', async () => {
    await page.route('**/api/v1/uploads/**', async (route) => {
      if (route.request().method() === 'PATCH' && offsets.length > 2) await route.abort('connectionreset')
      else await route.continue()
    })
    await photos.locator('[data-role=camera]').setInputFiles({name: '顶板.png', mimeType: 'image/png', buffer: picture})
    await expect(photos).toContainText(/等网络恢复后接着上传（已传 5\d%/)
    await expect(page.getByRole('button', {name: '正在上传'})).toBeDisabled()
    await lookAt(page, 'photo-waits-390-zh')
  })
  await test.step('after a reload it goes on from there', async () => {
    await page.reload()
    await page.unroute('**/api/v1/uploads/**')
    offsets.length = 0
    await page.locator('.later summary').click()
    await expect(photos.locator('li .el-button')).toBeVisible({timeout: 30_000})
    await expect(photos).toContainText('顶板.png')
    // Nothing that had arrived is sent again.
    expect(Math.min(...offsets)).toBe(2 * 524288)
    await expect.poll(() => offsets.at(-1)).toBe(3 * 524288)
  })
  await test.step('and is part of the matter, and kept no longer', async () => {
    await page.getByRole('button', {name: '立项'}).click()
    await expect(page.locator('.matter-page h1')).toHaveText('巷道顶板裂缝')
    await expect(page.locator('dd[data-field=photos] img')).toBeVisible()
    await page.goto('/open/hazard')
    await page.locator('.later summary').click()
    await expect(photos.locator('li')).toHaveCount(0)
  })
  await test.step('one that waits may be given up', async () => {
    await page.route('**/api/v1/uploads**', (route) => route.abort('connectionreset'))
    await photos.locator('[data-role=camera]').setInputFiles({name: '多余.png', mimeType: 'image/png', buffer: picture})
    await photos.getByRole('button', {name: '移除 多余.png'}).click()
    await expect(photos.locator('li')).toHaveCount(0)
    await page.unroute('**/api/v1/uploads**')
    await page.reload()
    await page.locator('.later summary').click()
    await expect(photos.getByText('添加文件')).toBeVisible()
    await expect(photos.locator('li')).toHaveCount(0)
  })
  expect(s.complaints).toEqual([])
})
