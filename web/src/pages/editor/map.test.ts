// Goal: a map that is clicked together is the YAML that the server reads, and nothing that was typed breaks out of its place.
// Method: a table.
import {describe, expect, it} from 'vitest'
import {rowsOf, yamlOf} from './map'

describe('the map of a migration', () => {
  it.each([
    [{}, ''],
    [{states: {redoing: {to: 'rectifying'}}}, 'states:\n  redoing: rectifying\n'],
    [{states: {redoing: {}}, moves: {plan: {to: ''}}}, ''],
    [{fields: {fund: {isDropped: true, drop: ' 改由财政系统记 '}}}, 'fields:\n  fund: {drop: "改由财政系统记"}\n'],
    [{fields: {fund: {isDropped: true, drop: ' '}}}, ''],
    [{fields: {fund: {isDropped: true, drop: 'a}, x: "b"\ny: 1'}}}, 'fields:\n  fund: {drop: "a}, x: \\"b\\"\\ny: 1"}\n'],
    [{moves: {on: {to: 'yes'}}, stops: {a: {to: 'b'}}}, 'moves:\n  "on": "yes"\nstops:\n  a: b\n'],
    [{moves: {a: {to: 'b', isDropped: true, drop: 'gone'}}}, 'moves:\n  a: {drop: gone}\n'],
  ])('%j', (map, yaml) => expect(yamlOf(map)).toBe(yaml))
  it('asks first for what has no counterpart', () => {
    const name = (id: string) => ({id, title: id})
    expect(rowsOf({section: 'states', olds: ['a', 'b', 'c'].map(name), news: ['a', 'c', 'd'].map(name)}).map((r) => [r.id, r.isKept]))
      .toEqual([['b', false], ['a', true], ['c', true]])
  })
})
