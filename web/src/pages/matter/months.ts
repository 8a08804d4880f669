// Lines of an explanation, laid on months: pure.
import type {Explanation} from '@/api/types'
import {addDays, isoDate, partsOf} from '@/format/moment'

type Line = Explanation['lines'][number]

export interface DayCell {
  day: number
  kinds: Line['kind'][]
  count: number
  notes: string[]
}

export interface Month {
  /** `2022-04` */
  month: string
  /** Seven a week, Monday first; null outside the month. */
  weeks: (DayCell | null)[][]
}

/** Months from the first line to the last; long stretches without a line (a clock of a year) are left out. */
export function monthsOf(lines: Line[]): Month[] {
  const byDay = new Map<string, Line[]>()
  for (const l of lines) {
    const p = partsOf(l.date)
    if (!p || l.kind === 'span') continue
    const day = isoDate(p)
    byDay.set(day, [...(byDay.get(day) ?? []), l])
  }
  const months = [...new Set([...byDay.keys()].map((d) => d.slice(0, 7)))].sort()
  return months.map((month) => ({month, weeks: weeksOf(month, byDay)}))
}

function weeksOf(month: string, byDay: Map<string, Line[]>): (DayCell | null)[][] {
  const cells: (DayCell | null)[] = []
  const first = `${month}-01`
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7
  for (let i = 0; i < lead; ++i) cells.push(null)
  for (let date = first; date.startsWith(month); date = addDays(date, 1)) {
    const lines = byDay.get(date) ?? []
    cells.push({
      day: +date.slice(8),
      kinds: lines.map((l) => l.kind),
      count: Math.max(0, ...lines.map((l) => l.count)),
      notes: lines.map((l) => l.note).filter(Boolean),
    })
  }
  while (cells.length % 7) cells.push(null)
  return Array.from({length: cells.length / 7}, (_, i) => cells.slice(i * 7, i * 7 + 7))
}
