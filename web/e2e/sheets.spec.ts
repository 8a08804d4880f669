// Goal: a messy table becomes matters by clicks, its errors are named cell by cell, and an import that a dying server broke off
// is gone on with; a ledger goes out as a file. Method: own tables, a server that is killed while it writes.
import {readFileSync} from 'node:fs'
import {expect, type Page, test} from '@playwright/test'
import {openOffice, type Office, signedIn} from './own_office'
import {lookAt, phone} from './steps'

const head = '古交市隐患排查台账,,,,,\n序号,隐患名称,隐患等级,发现途径,所属单位,关联事项,资金（万元）\n'
const row = (n: number, name: string, grade = '一般', unit = '古交市应急管理局', fund = '3.5') => `${n},${name},${grade},执法检查,${unit},QY-2022-0002,${fund}\n`
let office: Office
test.beforeAll(async () => {
  office = await openOffice(9641)
})
test.afterAll(() => office.close())

const give = (page: Page, name: string, text: string) => page.locator('.import input[type=file]').setInputFiles({name, mimeType: 'text/csv', buffer: Buffer.from(text)})

test('a table with errors is put right and accepted', async ({browser}) => {
  test.setTimeout(180_000)
  const {page, faults} = await signedIn(browser, office, 'gj_yjj_head')
  await page.goto('/ledger/hazard/import')
  await lookAt(page, 'import-1440-zh')
  await test.step('what is no table is refused in a sentence', async () => {
    await page.locator('.import input[type=file]').setInputFiles({name: '照片.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('not a table')})
    await expect(page.getByRole('alert')).not.toBeEmpty()
    await lookAt(page, 'import-refused-1440-zh')
    await page.getByRole('button', {name: '换一张表'}).click()
  })
  await test.step('columns are understood, errors name their cells and what to write', async () => {
    await give(page, '隐患.csv', head + row(1, '一号井口护栏缺失') + row(2, '皮带廊积尘', '很大') + row(3, '配电室渗水', '一般', '没有的局') + '合计,3,,,,,\n')
    await expect(page.locator('.progress')).toContainText('共 3 行：1 行可以立项，2 行有问题，另有 1 行合计')
    const problems = page.locator('.problems tbody tr')
    await expect(problems.filter({hasText: '很大'})).toContainText('C4')
    await expect(problems.filter({hasText: '没有的局'})).toContainText('E5')
    await expect(page.getByLabel('含义 B 隐患名称')).toHaveValue('title')
    await lookAt(page, 'import-errors-1440-zh')
    await page.setViewportSize(phone)
    await lookAt(page, 'import-errors-390-zh')
    await page.setViewportSize({width: 1440, height: 900})
  })
  await test.step('another meaning is looked at anew; two columns of one meaning are not sent', async () => {
    await page.getByLabel('含义 D 发现途径').selectOption('title')
    await expect(page.getByText('两列对应了同一项')).toBeVisible()
    await expect(page.getByRole('button', {name: '按此再看一遍'})).toBeDisabled()
    await page.getByLabel('含义 D 发现途径').selectOption('')
    await page.getByRole('button', {name: '按此再看一遍'}).click()
    await expect(page.getByRole('columnheader', {name: '发现途径'})).toHaveCount(0)
    await page.reload()
    await expect(page.getByLabel('含义 D 发现途径')).toHaveValue('')
  })
  await test.step('nothing is written before it is accepted, then the good row once', async () => {
    const accept = page.locator('[data-role=accept]')
    await expect(accept).toBeDisabled()
    await page.getByText('我看过预览，确认立项 1 件').click()
    await accept.click()
    await expect(page.locator('.progress')).toContainText('已立项 1 件')
    await lookAt(page, 'import-done-1440-zh')
    await page.getByRole('link', {name: '查看刚立项的事项'}).click()
    await expect(page.locator('.matters tbody tr').first()).toContainText('一号井口护栏缺失')
  })
  expect(faults.filter((f) => !/Failed to load resource/.test(f))).toEqual([])
})

test('an import that was broken off is gone on with', async ({browser}) => {
  test.setTimeout(240_000)
  const {page} = await signedIn(browser, office, 'gj_yjj_head')
  const count = 12000
  await page.goto('/ledger/hazard/import')
  await give(page, '多.csv', head + Array.from({length: count}, (_, i) => row(i + 1, `排查第${i + 1}处`)).join(''))
  await page.getByText(`我看过预览，确认立项 ${count} 件`).click()
  await page.locator('[data-role=accept]').click()
  await expect(page.locator('.progress[data-state=writing]')).toContainText(/已处理 [1-9]/)
  office.stop()
  await expect(page.getByRole('alert')).toContainText('连不上服务器')
  await office.start()
  await page.goto('/ledger/hazard/import')
  await expect(page.locator('.begun li', {hasText: '多.csv'})).toContainText('中断，可以接着做')
  await lookAt(page, 'import-begun-1440-zh')
  await page.getByRole('button', {name: '多.csv'}).click()
  await page.locator('[data-role=resume]').click()
  await expect(page.locator('.progress')).toContainText(`已立项 ${count} 件`, {timeout: 120_000})
  await page.goto('/search?q=排查第12000处')
  await expect(page.locator('.matters tbody tr')).toHaveCount(1)
})

test('a ledger goes out as it is filtered', async ({browser}) => {
  const {page, faults} = await signedIn(browser, office, 'mayor')
  await page.goto('/ledger/hazard?which=all&due=late&cols=number,title,f.grade,due')
  await page.locator('.export summary').click()
  const total = Number(/共 (\d+) 件/.exec(await page.locator('.page-head').innerText())![1])
  for (const [format, ending] of [['csv', '.csv'], ['xlsx', '.xlsx']] as const) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-format=${format}]`).click()])
    expect(file.suggestedFilename()).toMatch(new RegExp(`\\${ending}$`))
    await expect(page.locator('.export')).toContainText(`已导出 ${total} 行`)
    const bytes = readFileSync(await file.path())
    if (format === 'csv') {
      const text = bytes.toString('utf8')
      expect(text.charCodeAt(0)).toBe(0xfeff)
      const lines = text.trim().split('\r\n')
      expect(lines[0]).toBe('隐患编号,隐患内容,隐患等级,整改期限')
      expect(lines.length).toBe(total + 1)
    } else {
      expect(bytes.subarray(0, 2).toString()).toBe('PK')
    }
  }
  await lookAt(page, 'ledger-export-1440-zh')
  expect(faults).toEqual([])
})
