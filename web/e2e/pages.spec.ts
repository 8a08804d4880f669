// Goal: every page is whole at two widths and in both languages: nothing serious for axe, no text cut, nothing untranslated,
// no complaint on the console. Method: each is opened by somebody whose page it is and looked at; pictures in build/screens/.
import {expect, test} from '@playwright/test'
import {lookAt, phone, seat, signIn, wide} from './steps'

const pages: [who: string, name: string, path: string][] = [
  ['gj_yjj_head', 'desk', '/desk'],
  ['gj_yjj_head', 'matter', '/matters/YH-2022-0006'],
  ['gj_yjj_head', 'matter-standing', '/matters/QY-2022-0002'],
  ['gj_yjj_head', 'move', '/matters/YH-2022-0013?do=upgrade'],
  ['gj_yjj_head', 'open-choose', '/open'],
  ['gj_yjj_head', 'open-hazard', '/open/hazard'],
  ['gj_yjj_head', 'notices', '/notices'],
  ['gj_yjj_head', 'import', '/ledger/hazard/import'],
  ['mayor', 'matter-project', '/matters/XM-2022-003'],
  ['mayor', 'ledgers', '/ledger'],
  ['mayor', 'ledger', '/ledger/hazard?which=all&cols=light,number,title,state,holder,due,f.grade,f.fund'],
  ['mayor', 'ledger-all', '/ledger/all'],
  ['mayor', 'ledger-empty', '/ledger/hazard?opened_from=2030-01-01'],
  ['mayor', 'search', '/search?q=矿山'],
  ['mayor', 'playbooks', '/playbooks'],
  ['mayor', 'playbook', '/playbooks/hazard'],
  ['mayor', 'playbook-project', '/playbooks/project'],
  ['mayor', 'people', '/people?unit=gj_yjj'],
  ['mayor', 'calendar', '/calendar'],
  ['mayor', 'account', '/account'],
  ['mayor', 'unknown-matter', '/matters/YH-1999-0001'],
  ['mayor', 'unknown-page', '/nowhere'],
]

for (const [size, viewport] of Object.entries({1440: wide, 390: phone})) {
  for (const lang of ['zh', 'en']) {
    test(`all pages, ${size} px, ${lang}`, async ({browser}) => {
      test.setTimeout(240_000)
      const complaints: string[] = []
      let who = ''
      let s = await seat(browser, {viewport})
      for (const [person, name, path] of pages) {
        if (person !== who) {
          await s.context.close()
          s = await seat(browser, {viewport})
          await s.context.addInitScript((l) => localStorage.setItem('guatu.lang', l), lang)
          if (!who) {
            await s.page.goto('/sign-in')
            await lookAt(s.page, `sign-in-${size}-${lang}`)
          }
          await signIn(s.page, person)
          who = person
        }
        await s.page.goto(path)
        await expect(s.page.locator('main h1, main [role=alert], .el-dialog')).not.toHaveCount(0)
        await lookAt(s.page, `${name}-${size}-${lang}`)
        complaints.push(...s.complaints.splice(0).map((c) => `${name}: ${c}`))
      }
      await s.context.close()
      expect(complaints).toEqual([])
    })
  }
}

test('the clock explains itself, in the dark too, and on paper', async ({browser}) => {
  const s = await seat(browser, {colorScheme: 'dark'})
  await signIn(s.page, 'gj_yjj_head', '/matters/YH-2022-0006')
  await s.page.getByRole('button', {name: '怎么算的'}).first().click()
  await expect(s.page.locator('.month td.due')).toBeVisible()
  await lookAt(s.page, 'clock-dark-1440-zh')
  await s.page.goto('/desk')
  await lookAt(s.page, 'desk-dark-1440-zh')
  await s.page.goto('/matters/YH-2022-0006')
  await expect(s.page.locator('.matter-page h1')).toBeVisible()
  await s.page.emulateMedia({media: 'print'})
  await expect(s.page.locator('.app-nav')).toBeHidden()
  await expect(s.page.locator('.acts')).toBeHidden()
  await s.page.screenshot({path: '../build/screens/matter-print.png', fullPage: true})
  expect(s.complaints).toEqual([])
})
