// Goal: dates and money are written as officials write them, whatever the browser's time zone. Method: tables.
import {describe, expect, it} from 'vitest'
import {addDays, dayBefore, isoDate, partsOf, sayDue, sayDueDay, sayMoment} from './moment'
import {sayMoney} from './number'

describe('moments', () => {
  it.each([
    ['2022-04-12T00:00:00+08:00', '4月11日 24:00', '11 Apr, 24:00', '4月11日'],
    ['2022-04-13T16:00:00+08:00', '4月13日 16:00', '13 Apr, 16:00', '4月13日'],
    ['2022-01-01T00:00:00+08:00', '2021年12月31日 24:00', '31 Dec 2021, 24:00', '2021年12月31日'],
    ['2022-03-01T00:00:00+08:00', '2月28日 24:00', '28 Feb, 24:00', '2月28日'],
  ])('a due moment %s is the last that is in time', (text, zh, en, day) => {
    expect(sayDue(text, 'zh', 2022)).toBe(zh)
    expect(sayDue(text, 'en', 2022)).toBe(en)
    expect(sayDueDay(text, 'zh', 2022)).toBe(day)
  })
  it('reads the text, not the time zone', () => {
    expect(sayMoment('2022-04-08T08:30:00+08:00', 'zh')).toBe('2022年4月8日 08:30')
  })
  it('says nothing for nothing', () => {
    expect(sayDue(null, 'zh')).toBe('')
    expect(partsOf('soon')).toBeNull()
  })
  it('steps over months and leap days', () => {
    expect(isoDate(dayBefore(partsOf('2024-03-01')!))).toBe('2024-02-29')
    expect(addDays('2022-12-31', 1)).toBe('2023-01-01')
  })
})

describe('money', () => {
  it.each([
    [0, '0元', 'CNY 0'],
    [5, '0.05元', 'CNY 0.05'],
    [999_999, '9,999.99元', 'CNY 9,999.99'],
    [1_000_000, '1万元', 'CNY 10,000'],
    [1_234_567, '1.23万元', 'CNY 12,345.67'],
    [1_543_900_000_000, '154.39亿元', 'CNY 15,439 million'],
    [-1_000_000, '-1万元', 'CNY -10,000'],
    ['400000000000000000', '40,000,000亿元', 'CNY 4,000,000,000 million'],
  ])('%s fen', (fen, zh, en) => {
    expect(sayMoney(fen, 'zh')).toBe(zh)
    expect(sayMoney(fen, 'en').replace('-CNY ', 'CNY -')).toBe(en)
  })
})
