// Goal: the months of the sheet are in a row and hold today. Method: a table of sheets.
import {describe, expect, it} from 'vitest'
import {addMonths, monthsOf} from './milestones'
import type {Milestones} from './types'

const sheet = (now: string, ...months: string[]) => ({
  now, items: [{cells: months.map((month) => ({month}))}],
} as unknown as Milestones)

describe('months', () => {
  it('go over the end of a year', () => {
    expect(addMonths('2022-11', 3)).toBe('2023-02')
    expect(addMonths('2022-01', -1)).toBe('2021-12')
  })
  it('begin at most a quarter before today', () => {
    expect(monthsOf(sheet('2022-04-08T08:30:00+08:00', '2021-06', '2022-09'), 12)[0]).toBe('2022-01')
    expect(monthsOf(sheet('2022-04-08T08:30:00+08:00', '2022-03'), 12)[0]).toBe('2022-03')
    expect(monthsOf(sheet('2022-04-08T08:30:00+08:00', '2022-09'), 12)[0]).toBe('2022-04')
    expect(monthsOf(sheet('2022-04-08T08:30:00+08:00'), 12)).toHaveLength(12)
  })
})
