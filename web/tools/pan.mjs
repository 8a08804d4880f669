// How many frames a second the wall map pans at: headless Chromium, software rendering, 1440 × 900, the map dragged to and
// fro for ten seconds at three zooms. Usage: node tools/pan.mjs URL NAME PASSWORD, against a served ledger, for example that of
// bench/map_bench.cpp. Prints the median and the slowest tenth of the frames.
import {chromium} from '@playwright/test'

const [url, name, password] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu'],
})
const context = await browser.newContext({baseURL: url, viewport: {width: 1440, height: 900}, locale: 'zh-CN'})
const answer = await context.request.post('/api/v1/session', {headers: {Origin: url}, data: {name, password}})
if (answer.status() !== 200) throw new Error(await answer.text())
const page = await context.newPage()
await page.goto('/wall?view=loads')
await page.waitForFunction(() => document.querySelector('.wall-map .canvas')?.olMap?.getLayers().item(1).getSource().getFeatures().length > 0)
for (const zoom of [10, 13, 16]) {
  await page.evaluate((z) => document.querySelector('.wall-map .canvas').olMap.getView().setZoom(z), zoom)
  await page.waitForTimeout(1500)
  await page.evaluate(() => {
    window.frames_ = []
    let last = performance.now()
    const frame = (t) => {
      window.frames_.push(t - last)
      last = t
      window.raf_ = requestAnimationFrame(frame)
    }
    window.raf_ = requestAnimationFrame(frame)
  })
  const box = await page.locator('.wall-map .canvas').boundingBox()
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const until = Date.now() + 10_000
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let i = 0; Date.now() < until; ++i) await page.mouse.move(x + 180 * Math.sin(i / 9), y + 120 * Math.cos(i / 11))
  await page.mouse.up()
  const frames = await page.evaluate(() => {
    cancelAnimationFrame(window.raf_)
    return window.frames_.slice(5)
  })
  const marks = await page.evaluate(() => document.querySelector('.wall-map .canvas').olMap.getLayers().item(1).getSource().getFeatures().length)
  frames.sort((a, b) => a - b)
  const at = (part) => frames[Math.floor(part * (frames.length - 1))]
  console.log(`zoom ${zoom}: ${(1000 / at(0.5)).toFixed(0)} frames a second (median), slowest tenth ${(1000 / at(0.9)).toFixed(0)}; ${frames.length} frames in 10 s, ${marks} clusters drawn`)
}
await browser.close()
