import {describe, expect, it} from 'vitest'
import {addMonths, weeksOf} from './month'

describe('a month as weeks', () => {
  it('begins on Monday and fills the last week', () => {
    const days = Array.from({length: 30}, (_, i) => ({date: `2022-04-${String(i + 1).padStart(2, '0')}`}))
    const weeks = weeksOf(days)
    expect(weeks).toHaveLength(5)
    expect(weeks[0]!.filter(Boolean)).toHaveLength(3)
    expect(weeks[1]![0]!.date).toBe('2022-04-04')
    expect(weeks.every((w) => w.length === 7)).toBe(true)
    expect(weeksOf([])).toEqual([])
  })
  it('goes over the year', () => {
    expect(addMonths('2022-12', 1)).toBe('2023-01')
    expect(addMonths('2022-01', -1)).toBe('2021-12')
  })
})
