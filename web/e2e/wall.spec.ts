// Goal: an official reads the wall, goes back in time, sees a large screen follow, and a meeting's decision becomes a
// matter. Method: a demo office, a real browser; screenshots in build/screens are for looking at.
import {expect, type Page, test} from '@playwright/test'
import {expectAccessible, expectNothingCut, type Office, openOffice, screens, signedIn} from './own_office'
import {pick} from './steps'

let office: Office
test.beforeAll(async () => {
  office = await openOffice(9410)
})
test.afterAll(() => office.close())

/** The map is drawn: its last request is answered and its canvas painted. */
async function mapDrawn(page: Page) {
  await page.waitForFunction(() => {
    const canvas = document.querySelector('.wall-map .canvas') as (HTMLElement & {olMap?: {getLayers(): {item(i: number): {getSource(): {getFeatures(): unknown[]}}}}}) | null
    const layers = canvas?.olMap?.getLayers()
    return layers && layers.item(0).getSource().getFeatures().length > 0 && layers.item(1).getSource().getFeatures().length > 0
  })
  await page.evaluate(() => new Promise<void>((done) => {
    const map = (document.querySelector('.wall-map .canvas') as HTMLElement & {olMap: {once(e: string, f: () => void): void; render(): void}}).olMap
    map.once('rendercomplete', () => done())
    map.render()
  }))
}

/** So many are open, as the morning brief says. */
async function openNow(page: Page): Promise<number> {
  const answer = await page.context().request.get('/api/v1/brief')
  expect(answer.status()).toBe(200)
  return ((await answer.json()) as {open: number}).open
}

test('the wall: map, four views, table twin, both languages', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'mayor')
  await page.goto('/wall')
  await mapDrawn(page)
  await expect(page.locator('.totals dd').first()).toHaveText(String(await openNow(page)))
  await expect(page.getByText('示意：由单位中心点画成')).toBeVisible()
  await page.screenshot({path: `${screens}/wall-targets-1440.png`})
  await expectAccessible(page)
  await expectNothingCut(page)

  await page.getByRole('tab', {name: '清单'}).click()
  await expect(page.locator('.views table.matters tbody tr').first()).toBeVisible()
  await page.screenshot({path: `${screens}/wall-list-1440.png`})

  await page.getByRole('tab', {name: '节点'}).click()
  await expect(page.locator('.sheet .cell.ahead').first()).toBeVisible()
  await expect(page.locator('.sheet tbody tr')).toHaveCount(9)
  await page.screenshot({path: `${screens}/wall-milestones-1440.png`})
  await expectAccessible(page)

  await page.getByRole('tab', {name: '责任'}).click()
  await page.getByRole('button', {name: '古交市', exact: true}).click()
  await expect(page).toHaveURL(/unit=gujiao/)
  await expect(page.getByRole('region', {name: '经办人'}).locator('tbody tr').first()).toBeVisible()
  await page.screenshot({path: `${screens}/wall-loads-1440.png`})
  await expectAccessible(page)

  await page.getByRole('button', {name: '看表格'}).click()
  await expect(page.getByText(/图上的 \d+ 件/)).toBeVisible()
  await page.screenshot({path: `${screens}/wall-table-1440.png`})
  await expectAccessible(page)
  // The address is the view: a reload loses nothing.
  await page.reload()
  await expect(page.getByRole('tab', {name: '责任'})).toHaveAttribute('aria-selected', 'true')

  await page.evaluate(() => localStorage.setItem('guatu.lang', 'en'))
  await page.goto('/wall?playbook=project&view=targets')
  await mapDrawn(page)
  await expect(page.getByRole('tab', {name: 'Milestones'})).toBeVisible()
  await page.screenshot({path: `${screens}/wall-en-1440.png`})
  await expectNothingCut(page)
  expect(faults).toEqual([])
  await context.close()
})

test('a mark near by is one matter, and opens it', async ({browser}) => {
  const {page, context} = await signedIn(browser, office, 'mayor')
  await page.goto('/wall')
  await mapDrawn(page)
  // Zooms in on the school's canteen, which stands alone there.
  await page.evaluate(() => {
    type View = {setZoom(z: number): void; setCenter(c: number[]): void}
    const map = (document.querySelector('.wall-map .canvas') as HTMLElement & {olMap: {getView(): View}}).olMap
    const [lon, lat] = [112.58, 37.9]
    map.getView().setCenter([lon * 111319.49079327358, 6378137 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))])
    map.getView().setZoom(17)
  })
  await expect.poll(() => page.evaluate(() => {
    const map = (document.querySelector('.wall-map .canvas') as HTMLElement & {olMap: {getLayers(): {item(i: number): {getSource(): {getFeatures(): {get(k: string): unknown}[]}}}}}).olMap
    return map.getLayers().item(1).getSource().getFeatures().map((f) => f.get('title'))
  })).toContain('某学校食堂（演示）')
  const box = (await page.locator('.wall-map .canvas').boundingBox())!
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await expect(page).toHaveURL(/\/matters\/|unit=/)
  await context.close()
})

test('the slider shows the whole wall as it stood', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'mayor')
  await page.goto('/wall?day=2022-02-28')
  await mapDrawn(page)
  await expect(page.locator('.slider output')).toHaveText('2022年2月28日')
  const then = Number(await page.locator('.totals dd').first().textContent())
  expect(then).toBeGreaterThan(0)
  expect(then).toBeLessThan(await openNow(page))
  await page.screenshot({path: `${screens}/wall-as-of-1440.png`})
  await page.getByRole('button', {name: '后一天'}).click()
  await expect(page).toHaveURL(/day=2022-03-01/)
  await page.getByRole('tab', {name: '节点'}).click()
  await expect(page.locator('.sheet tbody tr').first()).toBeVisible()
  await page.getByRole('button', {name: '回到现在'}).click()
  await expect(page).not.toHaveURL(/day=/)
  await page.getByRole('tab', {name: '目标'}).click()
  await expect(page.locator('.totals dd').first()).toHaveText(String(await openNow(page)))
  // A day before the ledger began is refused in words, not with an empty wall.
  await page.goto('/wall?day=2019-01-01')
  await expect(page.getByRole('alert').first()).toContainText('台账')
  expect(faults.filter((f) => !f.includes('status of'))).toEqual([])
  await context.close()
})

test('the large screen follows, turns, and says when the connection is lost', async ({browser}) => {
  const {page, context} = await signedIn(browser, office, 'mayor', {width: 1920, height: 1080})
  await page.goto('/wall/screen')
  await mapDrawn(page)
  const before = await openNow(page)
  await expect(page.locator('.sums dd').first()).toHaveText(String(before))
  await page.screenshot({path: `${screens}/screen-targets-1920.png`})
  await expectAccessible(page)
  await expectNothingCut(page)
  for (const [name, file] of [['清单', 'list'], ['节点', 'milestones'], ['责任', 'loads']]) {
    await page.getByRole('button', {name: name!}).click()
    await expect(page.locator('.turn tbody tr').first()).toBeVisible()
    await page.screenshot({path: `${screens}/screen-${file}-1920.png`})
  }
  // Somebody works: the screen shows it without being touched.
  const other = await signedIn(browser, office, 'gj_dispatch')
  const opened = await other.context.request.post('/api/v1/matters', {
    headers: {Origin: office.url, 'Idempotency-Key': 'screen-1'},
    data: {playbook: 'dispatch_decision', unit: 'gujiao', fields: {title: '屏幕上要看得到', meeting_on: '2022-04-08', owner: 'team_si', due_on: '2022-04-15'}},
  })
  expect(opened.status(), await opened.text()).toBe(201)
  await expect(page.locator('.sums dd').first()).toHaveText(String(before + 1))
  await expect(page.locator('footer .item').first()).toBeVisible()
  await other.context.close()

  office.stop()
  await expect(page.getByText('与服务器的连接断了')).toBeVisible({timeout: 40_000})
  await page.screenshot({path: `${screens}/screen-lost-1920.png`})
  await office.start()
  await expect(page.getByText('与服务器的连接断了')).toBeHidden({timeout: 60_000})
  await context.close()
})

test('the milestones print on A3, the minutes on A4', async ({browser}) => {
  const {page, context} = await signedIn(browser, office, 'mayor')
  const sizeOf = (pdf: Buffer) => /MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString('latin1'))!.slice(1, 3).map((n) => Math.round(Number(n) / 72 * 25.4))
  await page.goto('/wall/sheet')
  await expect(page.locator('.sheet tbody tr').first()).toBeVisible()
  await page.screenshot({path: `${screens}/sheet-1440.png`})
  await expectAccessible(page)
  expect(sizeOf(await page.pdf({path: `${screens}/sheet-a3.pdf`, preferCSSPageSize: true}))).toEqual([420, 297])
  await page.goto('/dispatch?unit=gujiao')
  await expect(page.locator('.part').first()).toBeVisible()
  expect(sizeOf(await page.pdf({path: `${screens}/minutes-a4.pdf`, preferCSSPageSize: true}))).toEqual([210, 297])
  await context.close()
})

test('a decision typed in the meeting is a matter before it ends', async ({browser}) => {
  const {page, context, faults} = await signedIn(browser, office, 'gj_dispatch')
  await page.goto('/dispatch?unit=gujiao')
  await expect(page.getByRole('heading', {name: '古交市 周调度'})).toBeVisible()
  // Last week's decisions come first.
  await expect(page.locator('.dispatch h2').first()).toHaveText('上周议定事项')
  await page.screenshot({path: `${screens}/dispatch-1440.png`, fullPage: true})
  await expectAccessible(page)
  await expectNothingCut(page)
  await page.getByRole('button', {name: '立项'}).click()
  await expect(page.getByRole('alert')).toContainText('承办人')
  await page.getByRole('textbox', {name: '议定事项'}).fill('四月十五日前拿到压覆矿产批复')
  await pick(page, '承办人', '硅材料 专班', /硅材料专班负责人/)
  await page.getByLabel('办结日期').fill('2022-04-15')
  // What was typed outlives a reload.
  await page.reload()
  await expect(page.getByRole('textbox', {name: '议定事项'})).toHaveValue('四月十五日前拿到压覆矿产批复')
  await page.getByRole('button', {name: '立项'}).click()
  await expect(page.getByRole('status')).toContainText(/已立项：DD-2022-\d{4}，承办人 硅材料专班负责人，2022年4月15日/)
  await expect(page.getByRole('region', {name: '本次会议议定'}).getByText('四月十五日前拿到压覆矿产批复')).toBeVisible()
  await page.screenshot({path: `${screens}/dispatch-decided-1440.png`, fullPage: true})
  // The command line sees it at once: there is one ledger.
  expect(office.guatu('matter', 'list', '--holder', 'team_si')).toContain('四月十五日前拿到压覆矿产批复')
  expect(faults).toEqual([])
  await context.close()
})

test('on a phone the wall and the meeting are one column', async ({browser}) => {
  const {page, context} = await signedIn(browser, office, 'gj_mayor', {width: 390, height: 844})
  await page.goto('/wall')
  await mapDrawn(page)
  await page.screenshot({path: `${screens}/wall-390.png`})
  await expectNothingCut(page)
  await page.goto('/dispatch')
  await expect(page.locator('.part').first()).toBeVisible()
  await page.screenshot({path: `${screens}/dispatch-390.png`})
  await expectNothingCut(page)
  await context.close()
})
