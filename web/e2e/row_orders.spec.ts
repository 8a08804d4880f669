// R11: a resident orders, the grid officer offers it to all, a helper says that they can, does it, and is thanked; an activity is counted
// by another than who held it. Method: clicks of five people over the demo city.
import {expect, test} from '@playwright/test'
import {act, choose, field, lookAt, pick, send} from './steps'
import {day, make, people, select, submit} from './walk'

test('an order is offered, taken, done and thanked for', async ({browser}) => {
  const who = people(browser)
  const resident = await who.as('res_2', '/open/order')
  await field(resident, 'title').fill('帮老人装一个扶手')
  await select(resident, 'kind', '助修')
  await choose(resident, 'urgent', '否')
  const number = await submit(resident, 'SD')
  const at = `/matters/${number}`

  const grid = await who.as('grid_1', at)
  await make(grid, 'offer', {}, '挂出待接')
  await lookAt(grid, 'row-R11')
  const helper = await who.as('help_repair', at)
  await act(helper, 'volunteer')
  await pick(helper, '接单帮手', '维修师傅', /党员维修师傅/)
  await send(helper)
  await expect(helper.locator('.notice')).toContainText('我来接')
  await make(helper, 'take', {}, '接单')
  await make(helper, 'finish', {result: '扶手已装，试过承重'}, '办完')
  // Who did it is told why they do not confirm it.
  await expect(helper.locator('.acts [data-move=confirm]')).toHaveCount(0)

  await resident.goto(at)
  await act(resident, 'confirm')
  await choose(resident, 'content_with', '满意')
  await field(resident, 'thanks').fill('谢谢师傅')
  await send(resident)
  await expect(resident.locator('.matter-page')).toContainText('已销单')
  await expect(resident.locator('dd[data-field=thanks]')).toHaveText('谢谢师傅')
  who.isQuiet()
})

test('an activity is announced, held and counted on the wall', async ({browser}) => {
  const who = people(browser)
  const grid = await who.as('grid_2', '/open/activity')
  await field(grid, 'title').fill('邻里读书会')
  await select(grid, 'kind', '读书分享')
  await day(grid, 'held_on', '2022-04-08')
  await field(grid, 'hours').fill('15:00–16:00')
  await field(grid, 'place').fill('活动室')
  await pick(grid, '组织者', '网格员二', /劲松社区网格员二/)
  const number = await submit(grid, 'HD')
  await make(grid, 'record', {attended: '18', record: '读了一本'}, '登记')
  await expect(grid.locator('.acts [data-move=count]')).toHaveCount(0)
  const station = await who.as('station', `/matters/${number}`)
  await make(station, 'count', {}, '核对计入')
  await expect(station.locator('.matter-page')).toContainText('已计入')
  await station.goto('/wall?playbook=activity&unit=jinsong')
  await expect(station.locator('.targets')).toContainText('到场人数')
  await lookAt(station, 'row-R11-wall')
  // A helper changes their own times, and nobody else's.
  const helper = await who.as('help_repair', `/matters/${await who.number('helper', '党员维修师傅')}`)
  await expect(helper.locator('.acts [data-move=tell_times]')).toBeVisible()
  who.isQuiet()
})
