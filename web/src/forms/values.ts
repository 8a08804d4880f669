// Values of a form, between what inputs hold and what the API takes.
import type {FormField} from '@/api/types'

export type Values = Record<string, unknown>

export interface FileValue {
  name: string
  sha256: string
  bytes: number
}

export interface PlaceValue {
  at?: string[]
  address?: string
}

export function isEmpty(v: unknown): boolean {
  if (v === undefined || v === null || v === '') return true
  if (Array.isArray(v)) return v.length === 0
  if (typeof v === 'object') return Object.values(v).every(isEmpty)
  return typeof v === 'string' && v.trim() === ''
}

function prepareOne(field: FormField, v: unknown): unknown {
  switch (field.type) {
    case 'place': {
      const place = v as PlaceValue
      const out: PlaceValue = {}
      if (!isEmpty(place.address)) out.address = place.address!.trim()
      if (!isEmpty(place.at)) out.at = place.at
      return out
    }
    case 'list':
      return (v as unknown[]).filter((x) => !isEmpty(x)).map((x) => (field.item ? prepareOne(field.item, x) : x))
    case 'text':
      return String(v).trim()
    default:
      return v
  }
}

/** What is filled in, as the API takes it; empty fields are left out, fields the form does not have too. */
export function prepare(fields: FormField[], values: Values): Values {
  const out: Values = {}
  for (const f of fields) if (!f.is_computed && !isEmpty(values[f.id])) out[f.id] = prepareOne(f, values[f.id])
  return out
}

/** The values of a matter's fields as a form holds them: money in yuan, for reading and typing. */
export function forForm(fields: FormField[], values: Values): Values {
  const out: Values = {}
  for (const f of fields) {
    const v = values[f.id]
    if (v === undefined || v === null) continue
    out[f.id] = f.type === 'money' ? yuanText(v as number | string) : structuredClone(v)
  }
  return out
}

/** 12345 fen as `123.45`. */
export function yuanText(fen: number | string): string {
  const n = BigInt(fen)
  const sign = n < 0n ? '-' : ''
  const abs = n < 0n ? -n : n
  const rest = (abs % 100n).toString().padStart(2, '0').replace(/0+$/, '')
  return `${sign}${abs / 100n}${rest ? `.${rest}` : ''}`
}

/** What differs from `before`, for an amendment; a field that was emptied is null. */
export function changed(fields: FormField[], before: Values, after: Values): Values {
  const a = prepare(fields, before)
  const b = prepare(fields, after)
  const out: Values = {}
  for (const f of fields) {
    if (JSON.stringify(a[f.id]) === JSON.stringify(b[f.id])) continue
    out[f.id] = b[f.id] ?? null
  }
  return out
}
