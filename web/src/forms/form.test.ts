// Goal: what a form holds becomes what the API takes; conditions show fields; drafts outlive a reload and repeat under the
// same id. Method: tables over small forms.
import {beforeEach, describe, expect, it} from 'vitest'
import {nextTick} from 'vue'
import type {FormField} from '@/api/types'
import {forgetDrafts, useDraft} from './draft'
import {isRequired, isShown} from './guards'
import {changed, forForm, isEmpty, prepare, yuanText} from './values'

const field = (id: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  id, type, title: {zh: id, en: id}, help: {zh: '', en: ''}, is_required: false, required_when: '', required_if: [],
  is_personal: false, is_computed: false, unit: '', min: null, max: null, at_most: 0, options: [], to: [], item: null, ...more,
})

describe('values', () => {
  it.each([[undefined, true], ['', true], ['  ', true], [[], true], [{}, true], [{address: ''}, true], [0, false], [false, false], ['0', false]])(
    '%j is empty: %s', (v, is) => expect(isEmpty(v)).toBe(is))
  it('leaves out what is empty and what the form does not have', () => {
    const fields = [field('a', 'text'), field('b', 'text'), field('p', 'place'), field('c', 'text', {is_computed: true}), field('l', 'list', {item: field('x', 'text')})]
    expect(prepare(fields, {a: ' x ', b: ' ', p: {address: ' 古交 ', at: ['112.1', '37.9']}, c: 'no', z: 'no', l: ['1', '']}))
      .toEqual({a: 'x', p: {address: '古交', at: ['112.1', '37.9']}, l: ['1']})
  })
  it('shows money in yuan', () => {
    expect([0, 5, 100, 12345, -150, '1543900000000'].map(yuanText)).toEqual(['0', '0.05', '1', '123.45', '-1.5', '15439000000'])
    expect(forForm([field('m', 'money')], {m: 350000})).toEqual({m: '3500'})
  })
  it('finds what an amendment changes', () => {
    const fields = [field('a', 'text'), field('b', 'text'), field('c', 'text')]
    expect(changed(fields, {a: '1', b: '2', c: '3'}, {a: '1', b: '', c: '4'})).toEqual({b: null, c: '4'})
  })
})

describe('guards', () => {
  const plan = field('plan', 'text', {required_if: [{field: 'grade', test: 'is', any_of: ['major'], number: 0}]})
  it('asks when the condition holds', () => {
    expect(isShown(plan, {grade: 'ordinary'})).toBe(false)
    expect(isShown(plan, {grade: 'ordinary', plan: 'x'})).toBe(true)
    expect(isRequired(plan, {grade: 'major'})).toBe(true)
  })
  it.each([
    ['is_not', 'x', true], ['is_not', 'major', false], ['is_not', '', true], ['is_set', 'x', true], ['is_set', '', false],
    ['is_unset', '', true], ['is_unset', 'x', false], ['at_least', '10', true], ['over', '10', false], ['at_most', '10', true],
    ['under', '9.5', true], ['under', '', false],
  ] as const)('%s of %j is %s', (test, value, holds) => {
    const f = field('f', 'text', {required_if: [{field: 'v', test, any_of: ['major'], number: 10}]})
    expect(isRequired(f, {v: value})).toBe(holds)
  })
})

describe('drafts', () => {
  beforeEach(() => localStorage.clear())
  it('are there again, and go when it is done', async () => {
    const first = useDraft('m1', {grade: 'ordinary'})
    expect(first.wasKept).toBe(false)
    first.values.title = '断电'
    await nextTick()
    const second = useDraft('m1')
    expect(second.wasKept).toBe(true)
    expect(second.values).toEqual({grade: 'ordinary', title: '断电'})
    second.clear()
    expect(useDraft('m1').wasKept).toBe(false)
  })
  it('repeat the same content under the same id, over a reload too', async () => {
    const a = useDraft('m2')
    a.values.x = '1'
    await nextTick()
    const id = a.actFor({x: '1'})
    expect(a.actFor({x: '1'})).toBe(id)
    expect(useDraft('m2').actFor({x: '1'})).toBe(id)
    expect(useDraft('m2').actFor({x: '2'})).not.toBe(id)
  })
  it('go when somebody signs out, and nothing else does', async () => {
    useDraft('m3').values.x = '1'
    localStorage.setItem('guatu.lang', 'en')
    await nextTick()
    forgetDrafts()
    expect(Object.keys(localStorage)).toEqual(['guatu.lang'])
  })
})
