// R2: a project lacks land; the need holds it up until a plot is there and its own side has said so. Method: clicks of three people.
import {expect, test} from '@playwright/test'
import {act, choose, field, lookAt, pick, send} from './steps'
import {day, make, people, select, submit} from './walk'

test('a need holds a project up until its own side says that it is met', async ({browser}) => {
  const who = people(browser)
  const project = await who.number('project', '工业硅')
  const office = await who.as('gj_dispatch', `/matters/${project}`)
  await expect(office.locator('.held')).toContainText('一期用地')
  await lookAt(office, 'row-R2')
  const team = await who.as('team_si', `/matters/${project}`)
  await team.locator('.new a', {hasText: '要素需求'}).click()
  await field(team, 'title').fill('二期预留地249亩')
  await select(team, 'kind', '用地')
  await choose(team, 'blocks', '是')
  await day(team, 'wanted_by', '2022-04-29')
  const number = await submit(team, 'YS')
  await office.reload()
  await expect(office.locator('.held li', {hasText: number})).toContainText('待交办')
  await office.goto(`/matters/${number}`)
  await act(office, 'assign_out')
  await pick(office, '保障责任人', '标准地', /标准地专班负责人/)
  await send(office)
  await expect(office.locator('.notice')).toContainText('交办')

  const land = await who.as('team_land', `/matters/${number}`)
  // Land without a plot is no land: the other ways are not offered.
  await expect(land.locator('.acts [data-move=give_money]')).toHaveCount(0)
  await act(land, 'give_land')
  await field(land, 'result').fill('原平川一号地块可供')
  await send(land)
  await expect(land.locator('[data-field=plot] .el-form-item__error')).toBeVisible()
  await pick(land, '对接的地块', '原平川一号', /原平川一号地块/)
  await send(land)
  await expect(land.locator('.notice')).toContainText('报用地到位')
  await expect(land.locator('.acts [data-move=confirm_land]')).toHaveCount(0)

  await team.goto(`/matters/${number}`)
  await make(team, 'confirm_land', {confirm_note: '地块已踏勘'}, '确认用地到位')
  await office.goto(`/matters/${project}`)
  await expect(office.locator('.held')).toBeVisible()
  await expect(office.locator('.held li', {hasText: number})).toHaveCount(0)
  const mayor = await who.as('mayor', '/wall?playbook=plot')
  await expect(mayor.locator('.targets')).toContainText('1,955')
  who.isQuiet()
})
