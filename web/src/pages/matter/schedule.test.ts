import {describe, expect, it} from 'vitest'
import {layOut, type ScheduledTask} from './schedule'

const task = (number: string, more: Partial<ScheduledTask>): ScheduledTask => ({
  matter: number, number, title: number, playbook: 'milestone', parent: '1', state: 'ahead', state_title: '', holder: null, has_parts: false,
  duration_days: 5, remaining_days: 5, share_done: 0, after: [], not_before: null, started_on: null, planned_finish: null,
  start: '2022-04-11', finish: '2022-04-15', late_start: '2022-04-11', late_finish: '2022-04-15', slack_days: 0, is_critical: true,
  is_finished: false, is_assumed: false, driver: 'today', driven_by: null, light: 'green', ...more,
})

describe('the layout of a schedule', () => {
  const chart = layOut([
    task('a', {}),
    task('b', {start: '2022-04-18', finish: '2022-04-22', late_finish: '2022-04-29', slack_days: 5, is_critical: false, after: ['a', 'gone'], driven_by: 'a'}),
    task('c', {after: ['b'], start: '2022-05-05', finish: '2022-05-05', planned_finish: '2022-05-20'}),
  ], '2022-04-08', 100)

  it('puts later days to the right, and slack behind the bar', () => {
    const [a, b, c] = chart.bars
    expect(chart.today).toBeLessThan(a!.x)
    expect(a!.x + a!.width).toBeLessThan(b!.x)
    expect(a!.slack).toBeNull()
    expect(b!.slack!.x).toBeCloseTo(b!.x + b!.width, 0)
    expect(b!.slack!.width).toBeGreaterThan(0)
    expect(c!.planned!).toBeGreaterThan(c!.x)
    expect(chart.months.map((m) => m.month)).toEqual(['2022-04', '2022-05'])
  })
  it('draws the links that it has both ends of, and says which of them drives', () => {
    expect(chart.arrows.map((a) => [a.from, a.to, a.isDriving, a.isCritical])).toEqual([['a', 'b', true, false], ['b', 'c', false, false]])
  })
})
