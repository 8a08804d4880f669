// A Gantt chart of parts as plain numbers: bars, months, today, arrows of what comes before what. Pure; the component draws it.
import {addDays} from '@/format/moment'

export interface GanttRow {
  id: string
  number: string
  title: string
  depth: number
  opened_at: string | null
  due_at: string | null
  closed_at: string | null
  light: string
  /** Ids of parts that this one comes before. */
  before: string[]
}

export interface Bar {
  row: GanttRow
  y: number
  x: number
  width: number
  /** From the due moment to now, of a part that is late. */
  late: {x: number; width: number} | null
  /** It has no due moment: the bar ends now, open. */
  isOpenEnded: boolean
}

export interface Gantt {
  width: number
  height: number
  bars: Bar[]
  /** Left edges of months, with the month they begin. */
  months: {x: number; month: string}[]
  today: number
  arrows: {from: string; to: string; path: string; isBroken: boolean}[]
}

export const rowHeight = 26
export const headHeight = 26
const dayMs = 86_400_000
const chartWidth = 720

const at = (moment: string) => Date.parse(moment)
const dateOf = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
const midnight = (date: string) => Date.parse(`${date}T00:00:00+08:00`)

/** @param left width of the titles @param now of the server. Rows that were never opened (no moment) have no bar. */
export function layOut(rows: GanttRow[], now: string, left: number): Gantt {
  const drawn = rows.filter((r) => r.opened_at)
  const ends = drawn.map((r) => r.closed_at ?? r.due_at ?? now)
  const first = Math.min(at(now), ...drawn.map((r) => at(r.opened_at!)))
  const last = Math.max(at(now), ...ends.map(at))
  const pad = Math.max(2 * dayMs, (last - first) * 0.03)
  const from = first - pad
  const to = last + pad
  const x = (ms: number) => Math.round((left + ((ms - from) / (to - from)) * chartWidth) * 10) / 10

  const bars = drawn.map((row): Bar => {
    const start = at(row.opened_at!)
    const end = at(row.closed_at ?? row.due_at ?? now)
    const isLate = !row.closed_at && row.due_at !== null && at(row.due_at) < at(now)
    return {
      row, y: headHeight + rows.indexOf(row) * rowHeight, x: x(start), width: Math.max(3, x(end) - x(start)),
      late: isLate ? {x: x(at(row.due_at!)), width: Math.max(2, x(at(now)) - x(at(row.due_at!)))} : null,
      isOpenEnded: !row.closed_at && !row.due_at,
    }
  })
  return {
    width: left + chartWidth, height: headHeight + rows.length * rowHeight + 6, bars, today: x(at(now)),
    months: monthsBetween(dateOf(from), dateOf(to)).map((month) => ({month, x: Math.max(left, x(midnight(`${month}-01`)))})),
    arrows: bars.flatMap((b) => b.row.before.flatMap((id) => {
      const next = bars.find((n) => n.row.id === id)
      return next ? [{from: b.row.id, to: id, path: arrow(b, next), isBroken: isBroken(b, next)}] : []
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

/** The later one began before what comes before it was closed (or is due, while it is open). */
function isBroken(a: Bar, b: Bar): boolean {
  return b.row.opened_at! < (a.row.closed_at ?? a.row.due_at ?? '9999')
}

function arrow(a: Bar, b: Bar): string {
  const [x1, y1] = [a.x + a.width, a.y + rowHeight / 2]
  const [x2, y2] = [b.x, b.y + rowHeight / 2]
  const side = x1 + 8
  if (side <= x2 - 6) return `M${x1} ${y1}H${side}V${y2}H${x2}`
  // It turns back: around the end of the one, between the rows, to the beginning of the other.
  const between = y1 + (y2 > y1 ? rowHeight / 2 : -rowHeight / 2)
  return `M${x1} ${y1}H${side}V${between}H${x2 - 8}V${y2}H${x2}`
}
