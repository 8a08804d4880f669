// R5: a reviewer scores alone, the secretary takes the sheet in, the spread is seen; an objection is settled by another, and nothing is named
// before. Method: clicks of four people over the demo city.
import {expect, test} from '@playwright/test'
import {act, choose, field, lookAt, pick, send} from './steps'
import {day, make, people, submit} from './walk'

test('sheets, their spread, an objection, and a certificate', async ({browser}) => {
  const who = people(browser)
  const secretary = await who.as('kx_sec', '/desk')
  const school = await who.number('designation', '地质角')
  await secretary.goto(`/matters/${school}`)
  await expect(secretary.locator('.spread h3').first()).toContainText('最高最低差 36 分')
  await lookAt(secretary, 'row-R5')
  await secretary.locator('.new a', {hasText: '评分表'}).click()
  await field(secretary, 'title').fill('终评评分表')
  await choose(secretary, 'round', '终评')
  await pick(secretary, '评审', '科普评审一', /科普评审一/)
  const sheet = await submit(secretary, 'PF')

  const reviewer = await who.as('kx_rev_1', `/matters/${sheet}`)
  await act(reviewer, 'score')
  for (const [id, points] of Object.entries({content: '15', premises: '21', staff: '13', opening: '12', effect: '14'})) await field(reviewer, id).fill(points)
  await field(reviewer, 'opinion').fill('现场看过，可以')
  await send(reviewer)
  await expect(reviewer.locator('[data-field=premises] .el-form-item__error')).toBeVisible()
  await field(reviewer, 'premises').fill('12')
  await send(reviewer)
  await expect(reviewer.locator('dd[data-field=total]')).toContainText('66')
  await expect(reviewer.locator('.acts [data-move=take_in]')).toHaveCount(0)
  await secretary.goto(`/matters/${sheet}`)
  await make(secretary, 'take_in', {}, '收表计入')
  await secretary.goto(`/matters/${school}`)
  await expect(secretary.locator('.spread')).toHaveCount(2)

  // The notice of the other one has run out, but its objection is open.
  const museum = await who.number('designation', '气象科普馆')
  await secretary.goto(`/matters/${museum}`)
  await make(secretary, 'submit', {}, '公示期满')
  const chair = await who.as('kx_head', `/matters/${museum}`)
  const name = async () => {
    await act(chair, 'name')
    await field(chair, 'certificate').fill('市科普2022-01')
    await day(chair, 'valid_until', '2025-12-31')
    await send(chair)
  }
  await name()
  await expect(chair.locator('.form-dialog')).toContainText(/YY-\d{4}-\d{4}/)
  await chair.goto(`/matters/${await who.number('objection', '开放天数')}`)
  await make(chair, 'settle', {}, '核定答复')
  await chair.goto(`/matters/${museum}`)
  await name()
  await expect(chair.locator('.matter-page')).toContainText('已命名')
  who.isQuiet()
})
