// Dates and moments as officials write them. All of the API is at +08:00, and a moment is read from its text, never through
// the browser's time zone. A due moment is the first that is too late: midnight is written as 24:00 of the day before.
import type {Lang} from '@/i18n'

export interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

/** Null when the text is neither a date nor a moment. */
export function partsOf(text: string | null | undefined): Parts | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(text ?? '')
  if (!m) return null
  return {year: +m[1]!, month: +m[2]!, day: +m[3]!, hour: +(m[4] ?? 0), minute: +(m[5] ?? 0)}
}

const two = (n: number) => String(n).padStart(2, '0')

export function dayBefore(p: Parts): Parts {
  const d = new Date(Date.UTC(p.year, p.month - 1, p.day - 1))
  return {...p, year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate()}
}

export function isoDate(p: Parts): string {
  return `${p.year}-${two(p.month)}-${two(p.day)}`
}

/** 2022-04-08 plus days, as a date. */
export function addDays(date: string, days: number): string {
  const p = partsOf(date)!
  const d = new Date(Date.UTC(p.year, p.month - 1, p.day + days))
  return d.toISOString().slice(0, 10)
}

export function weekdayOf(p: Parts, lang: Lang): string {
  return weekdays[lang][new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay()]!
}

/** 2022年4月8日 · 8 Apr 2022; without the year when it is `year`. */
export function sayDate(text: string | null | undefined, lang: Lang, year?: number): string {
  const p = partsOf(text)
  if (!p) return text ?? ''
  if (lang === 'zh') return `${p.year === year ? '' : `${p.year}年`}${p.month}月${p.day}日`
  return `${p.day} ${monthNames[p.month - 1]}${p.year === year ? '' : ` ${p.year}`}`
}

/** 2022年4月8日 08:30 · 8 Apr 2022, 08:30 */
export function sayMoment(text: string | null | undefined, lang: Lang, year?: number): string {
  const p = partsOf(text)
  if (!p) return text ?? ''
  return `${sayDate(text, lang, year)}${lang === 'zh' ? ' ' : ', '}${two(p.hour)}:${two(p.minute)}`
}

/** A moment that is the first too late: 4月11日24:00 for midnight before the 12th. */
export function sayDue(text: string | null | undefined, lang: Lang, year?: number): string {
  const p = partsOf(text)
  if (!p) return text ?? ''
  if (p.hour || p.minute) return sayMoment(text, lang, year)
  return `${sayDate(isoDate(dayBefore(p)), lang, year)}${lang === 'zh' ? ' ' : ', '}24:00`
}

/** The last day on which it is in time, for lists. */
export function sayDueDay(text: string | null | undefined, lang: Lang, year?: number): string {
  const p = partsOf(text)
  if (!p) return text ?? ''
  return sayDate(isoDate(p.hour || p.minute ? p : dayBefore(p)), lang, year)
}
