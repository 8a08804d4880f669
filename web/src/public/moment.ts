// Moments as the office writes them: at +08:00 whatever the phone's zone is; midnight is 24:00 of the day before.
import {dayBefore, isoDate, partsOf} from '@/format/moment'

const two = (n: number) => String(n).padStart(2, '0')

export function minuteOf(text: string): string {
  const p = partsOf(text)
  return p ? `${isoDate(p)} ${two(p.hour)}:${two(p.minute)}` : ''
}

export function dueOf(text: string): string {
  const p = partsOf(text)
  return p && p.hour === 0 && p.minute === 0 ? `${isoDate(dayBefore(p))} 24:00` : minuteOf(text)
}
