// A computed schedule as plain numbers: bars, slack, planned days, months, arrows from what drives to what is driven. Pure;
// the component draws it.
import {addDays} from '@/format/moment'
import type {components} from '@/api/generated'

export type ScheduledTask = components['schemas']['ScheduledTask']

export interface ScheduleBar {
  task: ScheduledTask
  y: number
  x: number
  width: number
  /** From the forecast to the latest day that moves nothing. */
  slack: {x: number; width: number} | null
  /** Right edge of the planned day. */
  planned: number | null
  /** Of the work, what is done. */
  done: number
}

export interface ScheduleLayout {
  width: number
  height: number
  bars: ScheduleBar[]
  months: {x: number; month: string}[]
  today: number
  arrows: {from: string; to: string; path: string; isDriving: boolean; isCritical: boolean}[]
}

export const rowHeight = 28
export const headHeight = 24
const chartWidth = 720
const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000

/** @param left width of the titles @param asOf the day from which what remains is counted */
export function layOut(tasks: ScheduledTask[], asOf: string, left: number): ScheduleLayout {
  const dates = tasks.flatMap((t) => [t.start, t.finish, t.late_finish, t.planned_finish ?? t.finish]).concat(asOf).sort()
  const from = day(dates[0]!) - 2
  const to = day(dates.at(-1)!) + 4
  const x = (d: number) => Math.round((left + ((d - from) / (to - from)) * chartWidth) * 10) / 10
  const bars = tasks.map((task, i): ScheduleBar => {
    const start = x(day(task.start))
    const end = x(day(task.finish) + 1)
    return {
      task, y: headHeight + i * rowHeight, x: start, width: Math.max(4, end - start),
      slack: task.slack_days > 0 ? {x: end, width: x(day(task.late_finish) + 1) - end} : null,
      planned: task.planned_finish ? x(day(task.planned_finish) + 1) : null,
      done: task.is_finished ? 1 : task.share_done / 100,
    }
  })
  const byNumber = new Map(bars.map((b) => [b.task.number, b]))
  const first = new Date(from * 86_400_000).toISOString().slice(0, 10)
  const last = new Date(to * 86_400_000).toISOString().slice(0, 10)
  return {
    width: left + chartWidth, height: headHeight + tasks.length * rowHeight + 6, bars, today: x(day(asOf)),
    months: monthsBetween(first, last).map((month) => ({month, x: x(Math.max(from, day(`${month}-01`)))})),
    arrows: bars.flatMap((b) => b.task.after.flatMap((number) => {
      const a = byNumber.get(number)
      if (!a) return []
      const isDriving = b.task.driven_by === number
      return [{from: number, to: b.task.number, path: arrow(a, b), isDriving, isCritical: isDriving && a.task.is_critical && b.task.is_critical}]
    })),
  }
}

/** `2022-03` to `2022-05`; every second, third, sixth or twelfth when there are many. */
function monthsBetween(first: string, last: string): string[] {
  const all: string[] = []
  for (let m = first.slice(0, 7); m <= last.slice(0, 7); m = addDays(`${m}-01`, 32).slice(0, 7)) all.push(m)
  const step = [1, 2, 3, 6, 12].find((n) => all.length / n <= 14) ?? 24
  return all.filter((m, i) => i === 0 || (Number(m.slice(5)) - 1) % step === 0)
}

function arrow(a: ScheduleBar, b: ScheduleBar): string {
  const [x1, y1] = [a.x + a.width, a.y + rowHeight / 2]
  const [x2, y2] = [b.x, b.y + rowHeight / 2]
  const side = x1 + 5
  if (side <= x2 - 3) return `M${x1} ${y1}H${side}V${y2}H${x2}`
  // It turns back: between the rows to the beginning of the other.
  const between = y1 + (y2 > y1 ? rowHeight / 2 : -rowHeight / 2)
  return `M${x1} ${y1}H${side}V${between}H${x2 - 6}V${y2}H${x2}`
}
