// Published lists that have a page of their own: the reception calendar and the service finder. Pure, but for `all`.
import {get} from '@/api/client'
import type {PublishedMatter} from './types'

const mostPages = 20

/** The whole list, fifty at a time, a thousand at most. @throws ApiProblem */
export async function all(playbook: string): Promise<PublishedMatter[]> {
  const out: PublishedMatter[] = []
  let cursor: string | undefined
  for (let n = 0; n < mostPages; n++) {
    const page = await get('/public/lists/{playbook}', {path: {playbook}, query: {cursor, limit: 50}})
    out.push(...page.items)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  return out
}

/** A published value as it is written in Chinese; empty when there is none. */
export const valueOf = (m: PublishedMatter, id: string) => m.fields.find((f) => f.id === id)?.value.zh ?? ''

const iso = /^\d{4}-\d{2}-\d{2}$/
/** Days with who receives, in order of date and hours. */
export function receptions(matters: PublishedMatter[]): PublishedMatter[] {
  const key = (m: PublishedMatter) => `${valueOf(m, 'held_on')} ${valueOf(m, 'hours')} ${m.number ?? ''}`
  return matters.filter((m) => iso.test(valueOf(m, 'held_on'))).sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** Days of a month in weeks from Monday; null before and after it. @param month `2022-04` */
export function weeksOf(month: string): (string | null)[][] {
  const [year, m] = month.split('-').map(Number) as [number, number]
  const before = (new Date(Date.UTC(year, m - 1, 1)).getUTCDay() + 6) % 7
  const count = new Date(Date.UTC(year, m, 0)).getUTCDate()
  const cells: (string | null)[] = Array<null>(before).fill(null)
  for (let d = 1; d <= count; d++) cells.push(`${month}-${String(d).padStart(2, '0')}`)
  while (cells.length % 7) cells.push(null)
  return Array.from({length: cells.length / 7}, (_, i) => cells.slice(i * 7, i * 7 + 7))
}
export function monthAfter(month: string, by: number): string {
  const [year, m] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, m - 1 + by, 1)).toISOString().slice(0, 7)
}

/** A text of RFC 5545: escaped, and folded so that no line has more than 75 bytes. */
function line(name: string, text: string): string {
  const whole = `${name}:${text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')}`
  let out = ''
  let bytes = 0
  for (const c of whole) {
    const size = new TextEncoder().encode(c).length
    if (bytes + size > 74) {
      out += '\r\n '
      bytes = 1
    }
    out += c
    bytes += size
  }
  return out
}
/** An iCalendar file (RFC 5545) of reception days; those of unclear hours last the whole day. Times are those of +08:00. */
export function icsOf(days: PublishedMatter[], say: (m: PublishedMatter) => string, stamp: Date): string {
  const compact = (d: Date) => d.toISOString().replace(/[-:]|\.\d+/g, '')
  const out = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//guatu//reception//EN']
  for (const m of days) {
    const day = valueOf(m, 'held_on')
    const span = /^(\d{1,2}):(\d{2})\s*[–—~-]\s*(\d{1,2}):(\d{2})$/.exec(valueOf(m, 'hours').trim())
    const at = (h: string, min: string) => compact(new Date(`${day}T${h.padStart(2, '0')}:${min}:00+08:00`))
    out.push('BEGIN:VEVENT', line('UID', `${m.number ?? day}@guatu`), `DTSTAMP:${compact(stamp)}`)
    if (span) out.push(`DTSTART:${at(span[1]!, span[2]!)}`, `DTEND:${at(span[3]!, span[4]!)}`)
    else out.push(`DTSTART;VALUE=DATE:${day.replace(/-/g, '')}`)
    if (m.outcome === 'refused') out.push('STATUS:CANCELLED')
    out.push(line('SUMMARY', say(m)), line('LOCATION', valueOf(m, 'place')), 'END:VEVENT')
  }
  return [...out, 'END:VCALENDAR', ''].join('\r\n')
}

/** Is its channel down just now? By the state's id, which every service of ours has. */
export const isDown = (m: PublishedMatter) => m.outcome === '' && m.state_id === 'down'

/** Services in which every word stands somewhere; those with it in the title first. No words: all that are not ended. */
export function found(matters: PublishedMatter[], words: string): PublishedMatter[] {
  const want = words.toLowerCase().split(/[\s，。？?、,]+/).filter(Boolean)
  const text = (m: PublishedMatter) => [m.title, ...m.fields.flatMap((f) => [f.value.zh, f.value.en])].join(' ').toLowerCase()
  const inTitle = (m: PublishedMatter) => want.filter((w) => `${m.title ?? ''} ${valueOf(m, 'keywords')}`.toLowerCase().includes(w)).length
  return matters.filter((m) => m.outcome === '' && want.every((w) => text(m).includes(w))).sort((a, b) => inTitle(b) - inTitle(a))
}
