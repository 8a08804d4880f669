// Weeks of a month for a table, and months before and after. Pure.

/** Weeks from Monday; null outside the month. */
export function weeksOf<D extends {date: string}>(days: D[]): (D | null)[][] {
  if (days.length === 0) return []
  const first = (new Date(`${days[0]!.date}T00:00:00Z`).getUTCDay() + 6) % 7
  const cells: (D | null)[] = [...Array<null>(first).fill(null), ...days]
  while (cells.length % 7) cells.push(null)
  return Array.from({length: cells.length / 7}, (_, i) => cells.slice(i * 7, i * 7 + 7))
}

/** `2022-04` moved by `n` months. */
export function addMonths(month: string, n: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + n
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}
