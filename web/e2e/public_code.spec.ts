// Goal: where the office confirms telephones, a resident is led to a code, told what to do when none comes, and nothing is
// taken before it fits. Method: a real office, and a gateway for short messages that checks the signature of each.
import {createHmac} from 'node:crypto'
import {appendFileSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import {join} from 'node:path'
import {expect, test} from '@playwright/test'
import {type Office, openOffice} from './own_office'
import {lookAt, phone, seat} from './steps'

const port = 9625
const secret = 'hook-secret'
const codes: {address: string; code: string}[] = []
let isBroken = false
let gateway: Server
let office: Office

test.beforeAll(async () => {
  gateway = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const want = 'sha256=' + createHmac('sha256', secret).update(`${request.headers['guatu-timestamp'] as string}.${body}`).digest('hex')
      const isSigned = request.headers['guatu-signature'] === want
      if (isSigned && !isBroken) codes.push(JSON.parse(body) as (typeof codes)[0])
      response.writeHead(isSigned ? (isBroken ? 500 : 204) : 403).end()
    })
  })
  await new Promise<void>((done) => gateway.listen(port + 1, '127.0.0.1', done))
  office = await openOffice(port, (data) => {
    writeFileSync(join(data, 'keys', 'sms.txt'), secret)
    writeFileSync(join(data, 'notices.yaml'), `demo: true\nchannels:\n  sms: {kind: webhook, url: "http://127.0.0.1:${port + 1}/in", secret_file: keys/sms.txt}\n`)
    appendFileSync(join(data, 'public.yaml'), 'codes: {phone: sms}\n')
  })
})
test.afterAll(() => {
  office?.close()
  gateway.close()
})

test('a telephone is confirmed before an order is taken', async ({browser}) => {
  const s = await seat(browser, {baseURL: office.url, viewport: phone, hasTouch: true, isMobile: true})
  const {page} = s
  await page.goto('/public#/order/order')
  await page.locator('[data-field="title"] input').fill('换楼道灯泡')
  await page.getByText('助修', {exact: true}).click()
  await page.locator('[data-field="urgent"]').getByText('否', {exact: true}).click()
  const contact = page.locator('[data-field="contact"] input')
  const submit = page.getByRole('button', {name: '提交'})

  await test.step('words around a number are refused with a sentence', async () => {
    await contact.fill('电话 13800001234')
    await submit.click()
    await expect(page.getByRole('alert').first()).toContainText('只填一个能收短信的手机号')
  })
  await test.step('a gateway that is down is said, and what was typed stays', async () => {
    isBroken = true
    await contact.fill('138 0000 1234')
    await submit.click()
    await expect(page.getByText('验证码现在发不出去')).toBeVisible()
    await page.getByText('收不到验证码怎么办').click()
    await lookAt(page, 'public-code-390-zh')
    isBroken = false
  })
  await test.step('nothing is sent without the code, and a wrong one says how many tries are left', async () => {
    await page.getByRole('button', {name: '获取验证码'}).click()
    await expect(page.getByText('验证码已发到手机 138 0000 1234')).toBeVisible()
    await expect(page.getByRole('button', {name: /秒后可重新获取/})).toBeDisabled()
    await submit.click()
    await expect(page.getByText('请先填好：验证码')).toBeVisible()
    await page.getByLabel('验证码', {exact: true}).fill(codes[0]!.code === '000000' ? '000001' : '000000')
    await submit.click()
    await expect(page.getByText('验证码不对；还可以再试 4 次。')).toBeVisible()
  })
  await page.getByLabel('验证码', {exact: true}).fill(codes[0]!.code)
  await submit.click()
  await expect(page.locator('[data-role=number]')).toHaveText(/^SD-/)
  expect(codes.map((c) => c.address)).toEqual(['13800001234'])
  expect(s.complaints).toEqual([])
})
