// What the parts of a matter amount to, by the names of their fields, so that any playbook that uses the same words has it:
// `blocks` (it holds its parent up), `planned` and `built` (a checklist), `total` with `round` (independent score sheets).
// Pure. The parts come with their fields (`with=fields`).
import type {MatterRow} from '@/api/types'

export type Part = MatterRow & {fields?: Record<string, unknown>}

const number = (v: unknown) => (v === null || v === undefined || v === '' ? undefined : Number(v))

/** Open parts that hold the matter up, the most urgent first. */
export function holding(parts: Part[]): Part[] {
  const order = {red: 0, yellow: 1, green: 2, none: 3}
  return parts.filter((p) => !p.outcome && p.fields?.blocks === true).sort((a, b) => order[a.light] - order[b.light])
}

export interface CheckRow { part: Part; planned: number; built: number; isThere: boolean }
/** What was to be there and how much of it is; what was verified counts as whole. */
export function checklist(parts: Part[]): CheckRow[] {
  return parts.flatMap((part) => {
    const planned = number(part.fields?.planned)
    if (planned === undefined || (part.outcome && part.outcome !== 'done')) return []
    return [{part, planned, built: number(part.fields?.built) ?? 0, isThere: part.outcome === 'done'}]
  })
}

export interface Spread { round: string; sheets: {part: Part; total: number}[]; low: number; high: number; mean: number }
/** Sheets by round in order of appearance: what each gave, the lowest, the highest, the mean. Who stepped back gave none. */
export function spreads(parts: Part[]): Spread[] {
  const rounds = new Map<string, {part: Part; total: number}[]>()
  for (const part of parts) {
    const total = number(part.fields?.total)
    const round = part.fields?.round
    if (total === undefined || Number.isNaN(total) || typeof round !== 'string' || (part.outcome && part.outcome !== 'done')) continue
    rounds.set(round, [...(rounds.get(round) ?? []), {part, total}])
  }
  return [...rounds].map(([round, sheets]) => {
    const all = sheets.map((s) => s.total)
    return {round, sheets, low: Math.min(...all), high: Math.max(...all), mean: all.reduce((a, b) => a + b, 0) / all.length}
  })
}
