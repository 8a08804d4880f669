// Goal: an address means one list, whatever is written in it. Method: tables of addresses.
import {expect, it} from 'vitest'
import {readColumns, readLedger, toQuery, usualColumns} from './ledger'

const now = '2022-04-08T08:30:00+08:00'
const query = (q: Record<string, string | string[]>) => toQuery(readLedger(q), 'hazard', '2022-04-08', now)

it('shows what is open unless said otherwise', () => {
  expect(query({})).toEqual({playbook: 'hazard', which: 'open'})
  expect(readLedger({q: '皮带'}).which).toBe('all')
})
it('counts due days by their end', () => {
  expect(query({due: 'today'})).toMatchObject({which: 'open', due_from: now, due_before: '2022-04-09T00:00:01+08:00'})
  expect(query({due: 'late', which: 'all'})).toMatchObject({which: 'open', due_before: now})
  expect(query({due: 'week'}).due_before).toBe('2022-04-15T00:00:01+08:00')
})
it('takes days whole', () => {
  expect(query({opened_from: '2022-03-01', opened_to: '2022-03-31'})).toMatchObject({
    opened_from: '2022-03-01T00:00:00+08:00', opened_to: '2022-04-01T00:00:00+08:00',
  })
})
it('ignores what it does not know', () => {
  const f = readLedger({which: 'some', sort: 'colour', order: 'up', due: 'soon', opened_from: 'yesterday', returned: 'yes', state: ['a', 'b']})
  expect(f).toMatchObject({which: 'open', sort: 'due', order: 'asc', due: '', opened_from: '', returned: false, state: ''})
})
it('reads columns', () => {
  expect(readColumns('number,f.grade,<b>,colour')).toEqual(['number', 'f.grade'])
  expect(readColumns('')).toEqual(usualColumns)
})
