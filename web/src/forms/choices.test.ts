// Goal: what was chosen last comes first, then what is near; the same is never offered twice. Method: a server that answers
// what it was asked for.
import {createPinia, setActivePinia} from 'pinia'
import {beforeEach, describe, expect, it, vi} from 'vitest'
import {find, joined, mostShown, recentOf, remember} from './choices'

const asked: string[] = []
const person = (id: string) => ({id, name: `名${id}`, unit: 'u', is_active: true, posts: [], grants: null})
beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
  asked.length = 0
  vi.stubGlobal('fetch', async (url: string) => {
    const query = new URL(url, 'http://x').searchParams
    asked.push([...query.entries()].filter(([k]) => !['limit', 'active_only'].includes(k)).map(([k, v]) => `${k}=${v}`).join('&'))
    const ids = query.get('ids')?.split(',') ?? (query.get('within') ? ['c', 'a'] : ['a', 'b', 'c', 'd'])
    return new Response(JSON.stringify({items: ids.filter((x) => x !== 'gone').map(person), next_cursor: query.get('within') ? null : 'd'}))
  })
})

describe('choices', () => {
  it('offers what was chosen last, in that order, before what is near', async () => {
    for (const id of ['d', 'gone', 'b']) remember('me', 'person', id)
    const found = await find('person', '', 'me', 'u')
    expect(found.items.map((c) => c.id)).toEqual(['b', 'd', 'c', 'a'])
    expect(found.hasMore).toBe(true)
    expect(asked.sort()).toEqual(['', 'ids=b,gone,d', 'within=u'])
  })
  it('asks the server for words, and leaves what was chosen last alone', async () => {
    remember('me', 'person', 'd')
    const found = await find('person', ' 王 ', 'me')
    expect(asked).toEqual(['find=王'])
    expect(found.items.map((c) => c.id)).toEqual(['a', 'b', 'c', 'd'])
  })
  it('remembers a few, by person and kind', () => {
    for (const id of ['1', '2', '3', '4', '5', '6', '7', '3']) remember('me', 'unit', id)
    expect(recentOf('me', 'unit')).toEqual(['3', '7', '6', '5', '4', '2'])
    expect(recentOf('you', 'unit')).toEqual([])
    expect(recentOf('me', 'person')).toEqual([])
  })
  it('is bounded', () => {
    const many = Array.from({length: 60}, (_, i) => ({id: String(i), name: '', hint: ''}))
    expect(joined(many, many)).toHaveLength(mostShown)
  })
})
