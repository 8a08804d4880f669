// Goal: months are whole weeks, words find what they should, and the calendar file is one that calendars read.
import {describe, expect, it} from 'vitest'
import {found, icsOf, monthAfter, receptions, weeksOf} from './published'
import type {PublishedMatter} from './types'

const matter = (title: string, values: Record<string, string>, outcome: PublishedMatter['outcome'] = ''): PublishedMatter => ({
  number: `N-${title}`, title, state: {zh: '', en: ''}, state_id: '', outcome, due_at: null,
  fields: Object.entries(values).map(([id, v]) => ({id, title: {zh: id, en: id}, value: {zh: v, en: v}})),
})

describe('months', () => {
  it('are whole weeks from Monday, leap years too', () => {
    for (const [month, days, first] of [['2022-04', 30, 4], ['2024-02', 29, 3], ['2022-08', 31, 0], ['2021-02', 28, 0]] as const) {
      const weeks = weeksOf(month)
      expect(weeks.every((w) => w.length === 7)).toBe(true)
      expect(weeks.flat().filter(Boolean)).toHaveLength(days)
      expect(weeks[0]!.indexOf(`${month}-01`)).toBe(first)
    }
    expect(monthAfter('2022-12', 1)).toBe('2023-01')
    expect(monthAfter('2022-01', -1)).toBe('2021-12')
  })
})

describe('the calendar file', () => {
  it('has times of +08:00, escapes, folds by bytes, and says what is cancelled', () => {
    const days = receptions([
      matter('二', {held_on: '2022-04-18', hours: '全天', place: 'b'}, 'refused'),
      matter('一', {held_on: '2022-04-11', hours: '09:00–12:00', place: '大厅,三楼;' + '长'.repeat(60)}), matter('无', {held_on: '待定'}),
    ])
    expect(days.map((d) => d.title)).toEqual(['一', '二'])
    const ics = icsOf(days, (m) => m.title!, new Date('2022-04-08T00:30:00Z'))
    expect(ics).toContain('DTSTART:20220411T010000Z\r\nDTEND:20220411T040000Z')
    expect(ics).toContain('DTSTART;VALUE=DATE:20220418\r\nSTATUS:CANCELLED')
    expect(ics).toContain('LOCATION:大厅\\,三楼\\;')
    for (const l of ics.split('\r\n')) expect(new TextEncoder().encode(l).length).toBeLessThanOrEqual(75)
    expect(ics.replace(/\r\n /g, '')).toContain('长'.repeat(60))
  })
})

describe('the finder', () => {
  it('wants every word, puts titles first, and leaves out what has ended', () => {
    const list = [matter('别的', {how: '社保卡'}), matter('社保卡补办', {keywords: '丢了 挂失', how: 'x'}), matter('社保卡旧', {keywords: '丢了'}, 'withdrawn')]
    expect(found(list, '社保卡').map((m) => m.title)).toEqual(['社保卡补办', '别的'])
    expect(found(list, '社保卡，丢了？').map((m) => m.title)).toEqual(['社保卡补办'])
    expect(found(list, '驾照')).toEqual([])
    expect(found(list, ' ')).toHaveLength(2)
  })
})
