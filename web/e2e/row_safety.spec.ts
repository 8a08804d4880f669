// R3: four colours, gaps and the two lists on one page; a point is raised and its colour follows; two inspectors must differ. Method:
// clicks of two people over the demo city.
import {expect, test} from '@playwright/test'
import {act, choose, field, lookAt, phone, pick, send} from './steps'
import {choosePerson, day, people} from './walk'

test('a point is raised, and the page says what has no measure', async ({browser}) => {
  const who = people(browser)
  const mayor = await who.as('mayor', '/safety')
  await expect(mayor.locator('[data-list=unsupervised]')).toContainText('某加油站（演示）')
  await expect(mayor.locator('[data-list=untested]')).toContainText('装卸静电接地联锁')
  await expect(mayor.locator('[data-list=broken]')).toContainText('可燃气体报警联锁')
  await expect(mayor.locator('[data-list=unmeasured] tbody tr').first()).toBeVisible()
  await expect(mayor.locator('.colour-map canvas').first()).toBeVisible()
  await lookAt(mayor, 'row-R3')
  const orange = mayor.getByRole('button', {name: /橙（较大）/})
  await orange.click()
  await expect(mayor.locator('.points tbody')).not.toContainText('食堂留样间')
  const before = Number(/\d+/.exec(await orange.innerText())![0])

  const inspector = await who.as('gj_insp_1', '/desk')
  const point = await who.number('risk_point', '采掘工作面顶板')
  await inspector.goto(`/matters/${point}`)
  await act(inspector, 'raise')
  await choose(inspector, 'raised', '上调一级')
  await field(inspector, 'raise_why').fill('一季度同类隐患反复')
  await send(inspector)
  await expect(inspector.locator('.notice')).toContainText('上调风险等级')
  await expect(inspector.locator('dd[data-field=colour]')).toContainText('红')
  await mayor.goto('/safety')
  await expect(orange).toContainText(String(before - 1))
  await mayor.setViewportSize(phone)
  await lookAt(mayor, 'row-R3-390')
  who.isQuiet()
})

test('two inspectors are two people', async ({browser}) => {
  const who = people(browser)
  const page = await who.as('gj_insp_1', '/open/inspection')
  await pick(page, '所属主体', '矿山', /某矿山企业/)
  await field(page, 'title').fill('矿山回头看')
  await choose(page, 'kind', '回头看')
  await day(page, 'planned_on', '2022-04-12')
  await choosePerson(page, '检查人员一', '检查员一', /古交市应急管理局检查员一/)
  await choosePerson(page, '检查人员二', '检查员一', /古交市应急管理局检查员一/)
  await page.getByRole('button', {name: '立项'}).click()
  await expect(page.locator('.page')).toContainText('不能是同一个人')
  await choosePerson(page, '检查人员二', '检查员二', /古交市应急管理局检查员二/)
  await page.getByRole('button', {name: '立项'}).click()
  await expect(page.locator('.matter-page h1')).toHaveText('矿山回头看')
  who.isQuiet()
})
