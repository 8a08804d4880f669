// A ledger's filters in the address, and as the API takes them: pure.
import type {LocationQuery} from 'vue-router'
import {addDays} from '@/format/moment'

export interface LedgerFilter {
  which: 'all' | 'open' | 'closed'
  state: string
  unit: string
  holder: string
  due: '' | 'late' | 'today' | 'week' | 'month'
  opened_from: string
  opened_to: string
  closed_from: string
  closed_to: string
  /** Open and late on this day, as bulletins count: due before it ended. */
  late_on: string
  /** A position of the ledger: the list as it was known there. */
  as_of: string
  returned: boolean
  q: string
  sort: 'due' | 'opened' | 'number'
  order: 'asc' | 'desc'
  cursor: string
}

const one = (q: LocationQuery, name: string) => (typeof q[name] === 'string' ? (q[name] as string) : '')
function among<T extends string>(text: string, words: readonly T[], otherwise: T): T {
  return (words as readonly string[]).includes(text) ? (text as T) : otherwise
}
const isDate = (s: string) => (/^\d{4}-\d{2}-\d{2}$/.test(s) ? s : '')

export function readLedger(q: LocationQuery): LedgerFilter {
  return {
    which: among(one(q, 'which'), ['all', 'open', 'closed'] as const, one(q, 'q') ? 'all' : 'open'),
    state: one(q, 'state'),
    unit: one(q, 'unit'),
    holder: one(q, 'holder'),
    due: among(one(q, 'due'), ['', 'late', 'today', 'week', 'month'] as const, ''),
    opened_from: isDate(one(q, 'opened_from')),
    opened_to: isDate(one(q, 'opened_to')),
    closed_from: isDate(one(q, 'closed_from')),
    closed_to: isDate(one(q, 'closed_to')),
    late_on: isDate(one(q, 'late_on')),
    as_of: /^[1-9]\d{0,17}$/.test(one(q, 'as_of')) ? one(q, 'as_of') : '',
    returned: one(q, 'returned') === '1',
    q: one(q, 'q'),
    sort: among(one(q, 'sort'), ['due', 'opened', 'number'] as const, 'due'),
    order: among(one(q, 'order'), ['asc', 'desc'] as const, 'asc'),
    cursor: one(q, 'cursor'),
  }
}

const midnight = (date: string) => `${date}T00:00:00+08:00`

/** Parameters of /matters and /counts. A due moment is the first that is too late: today's end is tomorrow's midnight, so
 * what is due today is due before the second after it. @param today `2022-04-08`, of the server */
export function toQuery(f: LedgerFilter, playbook: string, today: string, now: string) {
  const until = (days: number) => `${addDays(today, days)}T00:00:01+08:00`
  const due = {'': undefined, late: now, today: until(1), week: until(7), month: until(30)}[f.due]
  return {
    playbook: playbook || undefined,
    which: f.due || f.late_on ? ('open' as const) : f.which,
    state: f.state || undefined,
    unit: f.unit || undefined,
    holder: f.holder || undefined,
    due_before: f.late_on ? midnight(addDays(f.late_on, 1)) : due,
    due_from: f.due === 'today' ? now : undefined,
    opened_from: f.opened_from ? midnight(f.opened_from) : undefined,
    opened_to: f.opened_to ? midnight(addDays(f.opened_to, 1)) : undefined,
    closed_from: f.closed_from ? midnight(f.closed_from) : undefined,
    closed_to: f.closed_to ? midnight(addDays(f.closed_to, 1)) : undefined,
    returns_at_least: f.returned ? 1 : undefined,
    as_of: f.as_of || undefined,
  }
}

export const usualColumns = ['light', 'number', 'title', 'state', 'holder', 'unit', 'due']
export const allColumns = ['light', 'number', 'title', 'playbook', 'state', 'holder', 'unit', 'due', 'opened', 'moved', 'closed_at', 'opener', 'returns']

/** Columns that were chosen, as the address or this browser has them. */
export function readColumns(text: string | null | undefined): string[] {
  const list = (text ?? '').split(',').filter((c) => allColumns.includes(c) || /^f\.[a-z0-9_]+$/.test(c))
  return list.length ? list : usualColumns
}
