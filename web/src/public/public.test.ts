// Goal: the page does the work that the server checks, and both languages say the same things.
import {createHash} from 'node:crypto'
import {describe, expect, it} from 'vitest'
import {fits, solve} from './proof'
import {sha256} from './sha256'
import {texts} from './texts'

const hex = (words: Uint32Array) => Array.from(words, (n) => n.toString(16).padStart(8, '0')).join('')

describe('sha256', () => {
  it('is the one of FIPS 180-4, at every length around a block', () => {
    expect(hex(sha256(new TextEncoder().encode('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    for (let n = 0; n < 200; n++) {
      const bytes = Uint8Array.from({length: n}, (_, i) => (i * 37 + n) & 255)
      expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })
})

describe('proof', () => {
  it('finds what the server takes, and no more work than asked', async () => {
    const answer = await solve('99.abc', 10)
    const first = createHash('sha256').update(`99.abc.${answer}`).digest().readUInt32BE()
    expect(Math.clz32(first)).toBeGreaterThanOrEqual(10)
    for (let n = 0; n < Number(answer); n++) expect(fits('99.abc', String(n), 10)).toBe(false)
  })
})

describe('texts', () => {
  it('stand in both languages', () => {
    expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts.zh).sort())
  })
})
