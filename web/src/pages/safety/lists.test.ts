// Goal: the two lists meet from both sides, and a gap is what is empty, not what is false or zero. Proves: R3.
import {describe, expect, it} from 'vitest'
import {broken, colourOf, placeOf, type Row, uncontrolled, unmeasured, unsupervised, untested} from './lists'

const row = (id: string, fields: Record<string, unknown> = {}, state = '') => ({id, state, fields}) as Row

describe('the two lists', () => {
  const measures = [row('m1', {risk_point: 'p1'}, 'untested'), row('m2', {risk_point: 'p2'}, 'in_force')]
  const hazards = [row('h1', {control: 'm2'}), row('h2'), row('h3', {control: ''}), row('h4', {control: null})]
  it('a problem with no measure', () => expect(unmeasured(hazards).map((h) => h.id)).toEqual(['h2', 'h3', 'h4']))
  it('a measure never tested', () => expect(untested(measures).map((m) => m.id)).toEqual(['m1']))
  it('a measure that a problem names', () => expect(broken(measures, hazards).map((x) => [x.measure.id, x.hazards.length])).toEqual([['m2', 1]]))
  it('a risk point without a measure', () => expect(uncontrolled([row('p1'), row('p3')], measures).map((p) => p.id)).toEqual(['p3']))
  it('an enterprise without a supervisor', () => expect(unsupervised([row('e1', {supervised_by: 'u'}), row('e2')]).map((e) => e.id)).toEqual(['e2']))
})

it('knows four colours and places that are numbers', () => {
  expect(colourOf(row('p', {colour: 'orange'}))).toBe('orange')
  expect(colourOf(row('p', {colour: 'pink'}))).toBeUndefined()
  expect(placeOf(row('p', {place: {at: ['112.3', '37.6']}}))).toEqual([112.3, 37.6])
  expect(placeOf(row('p', {place: {at: ['x', '37.6']}}))).toBeUndefined()
  expect(placeOf(row('p', {place: {address: 'somewhere'}}))).toBeUndefined()
})
