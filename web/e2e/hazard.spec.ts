// Goal: a hazard goes its whole way by clicks: found with a photo, handed out, rectified, refused to whom it may not be
// struck off by, verified by another, struck off. Method: four people in four browsers, over the demo city.
import {expect, test} from '@playwright/test'
import {act, choose, field, pick, seat, type Seat, send, signIn} from './steps'

// A photo of one pixel.
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

test('four people, one hazard', async ({browser}) => {
  const seats: Seat[] = []
  const person = async (name: string, to?: string) => {
    const s = await seat(browser)
    seats.push(s)
    await signIn(s.page, name, to)
    return s.page
  }
  let number = ''

  const finder = await person('gj_insp_1')
  await test.step('the inspector opens it, with a photo', async () => {
    await finder.goto('/open/hazard')
    await pick(finder, '所属主体', '矿山', /某矿山企业/)
    await field(finder, 'title').fill('副井信号闭锁失效')
    await choose(finder, 'grade', '一般')
    await choose(finder, 'found_in', '执法检查')
    await finder.locator('.later summary').click()
    await finder.locator('[data-field=photos] [data-role=camera]').setInputFiles({name: '副井.png', mimeType: 'image/png', buffer: photo})
    await expect(finder.locator('[data-field=photos] li .el-button')).toBeVisible()
    await finder.getByRole('button', {name: '立项'}).click()
    await expect(finder.locator('.matter-page h1')).toHaveText('副井信号闭锁失效')
    number = /YH-\d{4}-\d{4}/.exec(finder.url())![0]
    await expect(finder.locator('dd[data-field=photos] img')).toBeVisible()
  })
  await test.step('what is missing is said at the field', async () => {
    await act(finder, 'assign_out')
    await send(finder)
    await expect(finder.locator('[data-field=measure] .el-form-item__error')).toBeVisible()
  })
  await test.step('and hands it to another inspector to rectify', async () => {
    await field(finder, 'measure').fill('更换信号闭锁装置并试验')
    await pick(finder, '整改责任人', '检查员二', /古交市应急管理局检查员二/)
    await field(finder, 'fund').fill('3.5万')
    await send(finder)
    await expect(finder.locator('.notice')).toContainText('交办整改')
    await expect(finder.locator('dd[data-field=fund]')).toHaveText('3.5万元')
    // What is not the finder's to do is not offered.
    await expect(finder.locator('[data-move=submit]')).toHaveCount(0)
  })

  const doer = await person('gj_insp_2')
  await test.step('who rectifies finds it on the desk and reports', async () => {
    await doer.locator('[data-part=mine] tr', {hasText: number}).getByRole('link', {name: '报整改完成'}).click()
    await field(doer, 'result').fill('已更换，试验三次正常')
    await send(doer)
    await expect(doer.locator('.notice')).toContainText('报整改完成')
  })
  await test.step('and is told why they cannot verify it themselves', async () => {
    await expect(doer.locator('[data-refused=accept]')).toContainText('不能自己核查自己')
    await expect(doer.locator('[data-move=accept]')).toHaveCount(0)
  })

  await test.step('the head asks for it to be done again, and it is', async () => {
    const head = await person('gj_yjj_head', `/matters/${number}`)
    await act(head, 'refuse')
    await head.locator('.form-dialog textarea').fill('试验记录没有签字')
    await send(head)
    await expect(head.locator('.notice')).toContainText('复查不合格')
    await doer.reload()
    await act(doer, 'submit')
    await field(doer, 'result').fill('已补签试验记录')
    await send(doer)
    await expect(doer.locator('.notice')).toContainText('报整改完成')
  })

  await test.step('another verifies it and it is struck off', async () => {
    await finder.goto('/desk')
    await finder.locator('[data-part=verify] tr', {hasText: number}).getByRole('link', {name: '复查合格销号'}).click()
    await expect(finder.locator('.form-dialog')).toContainText('古交市应急管理局检查员二')
    await field(finder, 'recheck_note').fill('现场查看，闭锁有效')
    await send(finder)
    await expect(finder.locator('.matter-page')).toContainText('已销号')
    await expect(finder.locator('.acts')).toContainText('已办结：完成')
  })

  await test.step('the mayor reads the whole way, and how it stood before', async () => {
    const mayor = await person('gj_mayor', `/matters/${number}`)
    const lines = mayor.locator('.history tbody tr')
    await expect(lines.filter({hasText: '复查合格销号'})).toHaveCount(1)
    await lines.filter({hasText: '交办整改'}).getByRole('link').click()
    await expect(mayor.locator('.as-of')).toBeVisible()
    await expect(mayor.locator('.matter-page .now')).toContainText('整改中')
  })
  expect(seats.flatMap((s) => s.complaints)).toEqual([])
})

test('what somebody else did meanwhile is not overwritten', async ({browser}) => {
  const a = await seat(browser)
  const b = await seat(browser)
  await signIn(a.page, 'gj_yjj_head', '/matters/YH-2022-0012')
  await act(a.page, 'send_back')
  await a.page.locator('.form-dialog textarea').fill('先看检测报告')
  await signIn(b.page, 'gj_mayor', '/matters/YH-2022-0012')
  await act(b.page, 'urge')
  await b.page.locator('.form-dialog textarea').fill('请尽快')
  await send(b.page)
  await expect(b.page.locator('.notice')).toContainText('催办')
  await send(a.page)
  await expect(a.page.locator('.form-dialog .changed')).toBeVisible()
  await a.page.getByRole('button', {name: '查看最新情况'}).click()
  await expect(a.page.locator('.notice')).toContainText('已显示最新情况')
  // What was typed is still there.
  await act(a.page, 'send_back')
  await expect(a.page.locator('.form-dialog textarea')).toHaveValue('先看检测报告')
  await send(a.page)
  await expect(a.page.locator('.notice')).toContainText('不同意恢复')
  expect([...a.complaints, ...b.complaints]).toEqual([])
})
