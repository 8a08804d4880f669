// Goal: what parts amount to is counted from what they say, and parts that were refused or stepped back count for nothing.
import {describe, expect, it} from 'vitest'
import {checklist, holding, type Part, spreads} from './summary'

const part = (more: Partial<Part>, fields: Record<string, unknown> = {}) => ({outcome: '', light: 'green', ...more, fields}) as Part

describe('holding', () => {
  it('names open parts that say so, the most urgent first', () => {
    const got = holding([
      part({number: 'a'}, {blocks: true}), part({number: 'b', light: 'red'}, {blocks: true}), part({number: 'c'}, {blocks: false}),
      part({number: 'd', outcome: 'done', light: 'none'}, {blocks: true}), part({number: 'e'}),
    ])
    expect(got.map((p) => p.number)).toEqual(['b', 'a'])
  })
})

describe('checklist', () => {
  it('leaves out what is no part of it and what was dropped', () => {
    const got = checklist([
      part({}, {planned: 2, built: 1}), part({outcome: 'done'}, {planned: 3, built: 3}), part({}, {planned: 5}),
      part({outcome: 'refused'}, {planned: 1}), part({}, {layout: 'one'}),
    ])
    expect(got.map((r) => [r.planned, r.built, r.isThere])).toEqual([[2, 1, false], [3, 3, true], [5, 0, false]])
  })
})

describe('spreads', () => {
  it('are by round, over those who scored', () => {
    const got = spreads([
      part({outcome: 'done'}, {round: 'first', total: '50'}), part({outcome: 'done'}, {round: 'first', total: 86}),
      part({outcome: 'withdrawn'}, {round: 'first', total: 1}), part({}, {round: 'first'}), part({outcome: 'done'}, {round: 'last', total: 70}),
    ])
    expect(got.map((s) => [s.round, s.low, s.high, s.mean])).toEqual([['first', 50, 86, 68], ['last', 70, 70, 70]])
  })
})
