// Goal: days stand under their weekday with what was counted. Method: April 2022, whose first day is a Friday.
import {expect, it} from 'vitest'
import {monthsOf} from './months'

it('lays lines on months', () => {
  const months = monthsOf([
    {date: '2022-03-31', kind: 'start', count: 0, note: ''},
    {date: '2022-04-01', kind: 'counted', count: 1, note: ''},
    {date: '2022-04-03', kind: 'holiday', count: 1, note: '清明节'},
    {date: '2022-04-06', kind: 'counted', count: 2, note: ''},
    {date: '2022-04-06', kind: 'due', count: 2, note: ''},
  ])
  expect(months.map((m) => m.month)).toEqual(['2022-03', '2022-04'])
  const april = months[1]!.weeks
  expect(april[0]!.slice(0, 4)).toEqual([null, null, null, null])
  expect(april[0]![4]).toEqual({day: 1, kinds: ['counted'], count: 1, notes: []})
  expect(april[0]![6]).toEqual({day: 3, kinds: ['holiday'], count: 1, notes: ['清明节']})
  expect(april[1]![2]).toEqual({day: 6, kinds: ['counted', 'due'], count: 2, notes: []})
  expect(april.every((w) => w.length === 7)).toBe(true)
  expect(april.flat().filter(Boolean)).toHaveLength(30)
})
it('is empty for nothing', () => expect(monthsOf([])).toEqual([]))
