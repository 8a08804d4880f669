// Goal: bars lie where their moments are, late parts grow to now, arrows join what comes before what. Method: small charts.
import {expect, it} from 'vitest'
import {type GanttRow, headHeight, layOut, rowHeight} from './gantt'

const now = '2022-04-08T08:30:00+08:00'
const row = (id: string, more: Partial<GanttRow> = {}): GanttRow => ({
  id, number: id, title: id, depth: 0, opened_at: '2022-03-01T09:00:00+08:00', due_at: null, closed_at: null, light: 'green', before: [], ...more,
})

it('puts later moments further right, and today between past and future', () => {
  const g = layOut([row('a', {closed_at: '2022-03-20T00:00:00+08:00'}), row('b', {opened_at: '2022-04-01T00:00:00+08:00', due_at: '2022-05-01T00:00:00+08:00'})], now, 200)
  const [a, b] = g.bars
  expect(a!.x).toBeGreaterThan(200)
  expect(a!.x + a!.width).toBeLessThan(b!.x)
  expect(b!.x).toBeLessThan(g.today)
  expect(g.today).toBeLessThan(b!.x + b!.width)
  expect(b!.x + b!.width).toBeLessThan(g.width)
  expect([a!.y, b!.y]).toEqual([headHeight, headHeight + rowHeight])
  expect(g.months.map((m) => m.month)).toEqual(['2022-02', '2022-03', '2022-04', '2022-05'])
})
it('shows what is late up to now, and not what was closed late', () => {
  const due_at = '2022-04-01T00:00:00+08:00'
  const [late, closed, open] = layOut([row('a', {due_at}), row('b', {due_at, closed_at: '2022-04-03T00:00:00+08:00'}), row('c')], now, 0).bars
  expect(late!.late!.x).toBeCloseTo(late!.x + late!.width, 0)
  expect(closed!.late).toBeNull()
  expect(open!.isOpenEnded).toBe(true)
})
it('joins what comes before what, and marks what began too early', () => {
  const early = {opened_at: '2022-03-05T00:00:00+08:00'}
  const g = layOut([row('a', {closed_at: '2022-03-20T00:00:00+08:00', before: ['b', 'c', 'elsewhere']}), row('b', early), row('c', {opened_at: '2022-04-01T00:00:00+08:00'})], now, 0)
  expect(g.arrows.map((x) => [x.from, x.to, x.isBroken])).toEqual([['a', 'b', true], ['a', 'c', false]])
})
it('stands for years, a single day, and rows that were never opened', () => {
  expect(layOut([row('a', {opened_at: '2012-01-01T00:00:00+08:00'})], now, 0).months.length).toBeLessThanOrEqual(15)
  const g = layOut([row('a', {opened_at: now}), row('b', {opened_at: null})], now, 0)
  expect(g.bars).toHaveLength(1)
  expect(Number.isFinite(g.bars[0]!.x)).toBe(true)
})
