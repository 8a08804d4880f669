// Goal: names of persons are asked for when they are shown, many at once, each once. Method: a server that counts.
import {createPinia, setActivePinia} from 'pinia'
import {beforeEach, expect, it, vi} from 'vitest'
import {useDirectory} from './directory'

const asked: string[][] = []
beforeEach(() => {
  setActivePinia(createPinia())
  asked.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async (url: string) => {
    const ids = new URL(url, 'http://x').searchParams.get('ids')!.split(',')
    asked.push(ids)
    const items = ids.filter((id) => id !== 'hidden').map((id) => ({id, name: `名${id}`, unit: null, is_active: true, posts: [], grants: null}))
    return new Response(JSON.stringify({items, next_cursor: null}))
  })
})

it('asks for many names at once, and for each once', async () => {
  const directory = useDirectory()
  const ids = Array.from({length: 130}, (_, i) => `p${i}`)
  expect(directory.personName('p1')).toBe('p1')
  for (const id of [...ids, ...ids, 'hidden']) directory.personName(id)
  await vi.runAllTimersAsync()
  expect(asked.map((a) => a.length)).toEqual([100, 31])
  expect(directory.personName('p129')).toBe('名p129')
  expect(directory.personName('hidden')).toBe('hidden')
  await vi.runAllTimersAsync()
  expect(asked).toHaveLength(2)
})
