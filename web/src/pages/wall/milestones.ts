// Months and signs of the sheet of milestones. Pure.
import type {Milestone, Milestones} from './types'

export const courses: Milestone['course'][] = ['done', 'done_late', 'late', 'soon', 'ahead', 'dropped']
/** Read in black and white too. */
export const signs: Record<Milestone['course'], string> = {
  done: '✔', done_late: '✔⚑', late: '⚑', soon: '▲', ahead: '○', dropped: '×',
}

/** 2022-11 plus months. */
export function addMonths(month: string, n: number): string {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + n
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`
}

/** `count` months in a row around the day of the sheet: a quarter behind it, the rest ahead; fewer behind when nothing is there. */
export function monthsOf(sheet: Pick<Milestones, 'items' | 'now'>, count: number): string[] {
  const now = sheet.now.slice(0, 7)
  const first = sheet.items.flatMap((r) => r.cells.map((c) => c.month)).sort()[0] ?? now
  const earliest = addMonths(now, -Math.floor(count / 4))
  const from = first > earliest ? (first < now ? first : now) : earliest
  return Array.from({length: count}, (_, i) => addMonths(from, i))
}
