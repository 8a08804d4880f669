// Money, areas and counts as officials write them. Money comes in fen, as an integer (or its text); no floating point
// touches it until it is rounded for reading.
import type {Lang} from '@/i18n'

function grouped(whole: bigint): string {
  return whole.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** n / 10^digits as a text with at most `keep` decimals, rounded half up, zeros cut. */
function scaled(n: bigint, digits: number, keep: number): string {
  const cut = 10n ** BigInt(digits - keep)
  const rounded = (n + cut / 2n) / cut
  const unit = 10n ** BigInt(keep)
  const rest = (rounded % unit).toString().padStart(keep, '0').replace(/0+$/, '')
  return grouped(rounded / unit) + (rest ? `.${rest}` : '')
}

/** 1234567 fen: 1.23万元 · CNY 12,345.67. From 1亿元 on, 亿元 · CNY 123.4 million. */
export function sayMoney(fen: number | string | bigint, lang: Lang): string {
  let n: bigint
  try {
    n = BigInt(fen)
  } catch {
    return String(fen)
  }
  const sign = n < 0n ? '-' : ''
  if (n < 0n) n = -n
  if (lang === 'en') {
    if (n >= 100_000_000n) return `${sign}CNY ${scaled(n, 8, 2)} million`
    return `${sign}CNY ${scaled(n, 2, 2)}`
  }
  if (n >= 10_000_000_000n) return `${sign}${scaled(n, 10, 4)}亿元`
  if (n >= 1_000_000n) return `${sign}${scaled(n, 6, 2)}万元`
  return `${sign}${scaled(n, 2, 2)}元`
}

export function sayNumber(n: number, lang: Lang): string {
  return new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-GB').format(n)
}
