// Goal: a desk is parted and filtered as it says, and only what all can do is offered for all. Method: small rows.
import {expect, it} from 'vitest'
import {commonMoves, type DeskRow, matches, parted, readFilter} from './desk'

const move = (id: string, verifies: string | null = null) => ({move: id, title: id, to: 'x', to_title: 'x', needs: [], asks: [], verifies})
const row = (id: string, more: Partial<DeskRow> = {}) => ({id, number: `YH-${id}`, title: '皮带机', playbook: 'hazard', light: 'green', moves: [], ...more}) as unknown as DeskRow

it('parts what is to be verified from the rest, in order', () => {
  const rows = [row('1'), row('2', {moves: [move('refuse'), move('accept', 'submit')]}), row('3', {moves: [move('submit')]})]
  const parts = parted(rows)
  expect(parts.verify.map((m) => m.id)).toEqual(['2'])
  expect(parts.act.map((m) => m.id)).toEqual(['1', '3'])
})
it('filters by all words, playbook and light', () => {
  const m = row('7')
  expect(matches(m, readFilter({q: 'yh 皮带'}))).toBe(true)
  expect(matches(m, readFilter({q: 'yh 水泵'}))).toBe(false)
  expect(matches(m, readFilter({light: 'red'}))).toBe(false)
  expect(matches(m, readFilter({playbook: ['a', 'b']}))).toBe(true)
})
it('offers for all what all can do', () => {
  const a = row('1', {moves: [move('a'), move('b')]})
  const b = row('2', {moves: [move('b'), move('c')]})
  expect(commonMoves([a, b]).map((m) => m.move)).toEqual(['b'])
  expect(commonMoves([a, row('3', {playbook: 'order', moves: [move('b')]})])).toEqual([])
  expect(commonMoves([])).toEqual([])
})
