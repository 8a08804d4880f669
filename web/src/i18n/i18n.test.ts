// Goal: no text is missing in a language and none is left untranslated. Method: both languages are flattened and compared
// key by key, with their placeholders.
import {describe, expect, it} from 'vitest'
import en from './en'
import zh from './zh'

function flat(x: unknown, at = '', out = new Map<string, string>()): Map<string, string> {
  for (const [k, v] of Object.entries(x as Record<string, unknown>)) {
    const key = at ? `${at}.${k}` : k
    if (typeof v === 'string') out.set(key, v)
    else flat(v, key, out)
  }
  return out
}
const placeholders = (s: string) => [...new Set([...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort().join()

describe('texts', () => {
  const a = flat(zh)
  const b = flat(en)
  it('has the same keys in both languages', () => {
    expect([...b.keys()].sort()).toEqual([...a.keys()].sort())
  })
  it('has the same placeholders in both languages', () => {
    for (const [k, text] of a) expect(placeholders(b.get(k) ?? ''), k).toBe(placeholders(text))
  })
  it('has no Chinese in English and no empty text', () => {
    for (const [k, text] of b) {
      expect(text.trim(), k).not.toBe('')
      expect(/[\u4e00-\u9fff]/.test(text), k).toBe(false)
    }
  })
})
