// The parts of a desk and its filters: pure.
import type {LocationQuery} from 'vue-router'
import type {MatterRow} from '@/api/types'

export type DeskRow = MatterRow

export interface DeskFilter {
  playbook: string
  light: string
  words: string
}

const one = (q: LocationQuery, name: string) => (typeof q[name] === 'string' ? (q[name] as string) : '')

export function readFilter(q: LocationQuery): DeskFilter {
  return {playbook: one(q, 'playbook'), light: one(q, 'light'), words: one(q, 'q')}
}

export function matches(m: MatterRow, f: DeskFilter): boolean {
  if (f.playbook && m.playbook !== f.playbook) return false
  if (f.light && m.light !== f.light) return false
  const words = f.words.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((w) => `${m.number} ${m.title}`.toLowerCase().includes(w))
}

/** What is to be verified (a move that I may make verifies another's), and the rest; the order is kept. */
export function parted(rows: DeskRow[]): {verify: DeskRow[]; act: DeskRow[]} {
  const verify = rows.filter((m) => m.moves?.some((x) => x.verifies !== null))
  return {verify, act: rows.filter((m) => !verify.includes(m))}
}

/** Moves that all of them can make: same playbook, same move. Empty for none or several playbooks. */
export function commonMoves(rows: DeskRow[]) {
  const [first, ...rest] = rows
  if (!first || rest.some((m) => m.playbook !== first.playbook)) return []
  return (first.moves ?? []).filter((x) => rest.every((m) => m.moves?.some((y) => y.move === x.move)))
}
