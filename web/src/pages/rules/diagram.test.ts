// Goal: every move is in the picture once, and nothing lies on anything else. Method: a playbook with all kinds of moves.
import {expect, it} from 'vitest'
import type {Playbook} from '@/api/types'
import {box, layOut} from './diagram'

const state = (id: string) => ({id, title: {zh: id, en: id}, outcome: '', held_by: 'x', has_limit: true})
const move = (id: string, from: string[], to: string) => ({id, title: {zh: id, en: id}, from, to, by: [], needs: [], asks: [], verifies: '', at_most: 0, when: ''})
const book = {
  states: ['found', 'planning', 'rectifying', 'rechecking', 'done'].map(state),
  moves: [
    move('assign', ['found'], 'rectifying'), move('list', ['found'], 'planning'), move('plan', ['planning'], 'rectifying'),
    move('submit', ['rectifying'], 'rechecking'), move('accept', ['rechecking'], 'done'), move('refuse', ['rechecking'], 'rectifying'),
    move('upgrade', ['rectifying', 'rechecking'], 'planning'), move('note', ['rectifying'], 'rectifying'), move('drop', ['found'], 'done'),
  ],
} as Pick<Playbook, 'states' | 'moves'>

it('draws each move from each of its states', () => {
  const drawn = layOut(book).edges.flatMap((e) => e.numbers.map((n) => `${n} ${e.from}>${e.to}`)).sort()
  const wanted = book.moves.flatMap((m, i) => m.from.map((f) => `${i + 1} ${f}>${m.to}`)).sort()
  expect(drawn).toEqual(wanted)
})
it('keeps numbers apart from each other and from the boxes, inside the picture', () => {
  const d = layOut(book)
  const badges = d.edges.map((e) => e.badge)
  for (const [i, a] of badges.entries()) {
    for (const b of badges.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(18)
    for (const n of d.nodes) expect(a.x > n.x - 9 && a.x < n.x + box.width + 9 && a.y > n.y - 9 && a.y < n.y + box.height + 9).toBe(false)
    expect(a.x > 9 && a.x < d.width - 9 && a.y > 9 && a.y < d.height - 9).toBe(true)
  }
})
