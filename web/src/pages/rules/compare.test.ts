// Goal: what changed is all there and nothing else. Method: small playbooks and texts by hand; the lines are put together again.
import {expect, it} from 'vitest'
import {compareFacts, diffLines} from './compare'

const state = (id: string, facts: Record<string, string>) => ({id, name: id.toUpperCase(), facts})

it('tells added, removed and changed apart, and leaves the rest out', () => {
  const a = {states: [state('x', {limit: '2 days'}), state('y', {}), state('gone', {limit: '1 day'})], moves: [state('m', {to: 'x'})]}
  const b = {states: [state('y', {}), state('x', {limit: '3 days'}), state('z', {limit: '4 days'})], moves: [state('m', {to: 'x'})]}
  expect(compareFacts(a, b)).toEqual([{part: 'states', changes: [
    {kind: 'changed', name: 'X', facts: [{fact: 'limit', before: '2 days', after: '3 days'}]},
    {kind: 'removed', name: 'GONE', facts: [{fact: 'limit', before: '1 day', after: ''}]},
    {kind: 'added', name: 'Z', facts: [{fact: 'limit', before: '', after: '4 days'}]},
  ]}])
  expect(compareFacts(a, a)).toEqual([])
})
it('finds the lines, with their numbers', () => {
  expect(diffLines('a\nb\nc', 'a\nB\nc').map((l) => [l.kind, l.text, l.before, l.after])).toEqual([
    ['same', 'a', 1, 1], ['gone', 'b', 2, 0], ['new', 'B', 0, 2], ['same', 'c', 3, 3],
  ])
  expect(diffLines('a\nb', 'a\nb')).toEqual([])
})
it('loses no line, and cuts what is far from any change', () => {
  const old = Array.from({length: 60}, (_, i) => `${i % 7}`)
  const young = [...old.slice(0, 20), 'new', ...old.slice(25), 'end']
  const whole = diffLines(old.join('\n'), young.join('\n'), 1000)
  expect(whole.filter((l) => l.kind !== 'new').map((l) => l.text)).toEqual(old)
  expect(whole.filter((l) => l.kind !== 'gone').map((l) => l.text)).toEqual(young)
  const short = diffLines(old.join('\n'), young.join('\n'))
  expect(short.filter((l) => l.kind === 'cut').length).toBeGreaterThan(0)
  expect(short.length).toBeLessThan(whole.length)
})
