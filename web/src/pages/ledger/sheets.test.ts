// Goal: an export has the columns that are shown, and its file the name that the server gave it. Method: tables.
import {afterEach, expect, it, vi} from 'vitest'
import {begunImports, dropImport, exportColumns, fileName, keepImport, readSheet} from './sheets'

afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})

it('asks for the columns that are shown, by the names of the export', () => {
  expect(exportColumns(['light', 'due', 'opened', 'moved', 'f.grade'], true)).toBe('light,due_at,opened_at,moved_at,field.grade')
  expect(exportColumns(['number', 'f.grade'], false)).toBe('number')
})
it.each([
  [`attachment; filename="a.xlsx"; filename*=UTF-8''%E9%9A%90%E6%82%A3.xlsx`, '隐患.xlsx'],
  ['attachment; filename="a.xlsx"', 'a.xlsx'],
  [`attachment; filename*=UTF-8''%E9%`, 'x.csv'],
  [null, 'x.csv'],
])('%s is saved as %s', (head, name) => expect(fileName(head, 'x.csv')).toBe(name))
it('tells rows and bytes while it comes', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => new Response('甲,乙\r\n', {headers: {'Guatu-Rows': '3'}})))
  const seen: number[][] = []
  const sheet = await readSheet('/matters/export', 'x.csv', (rows, bytes) => seen.push([rows, bytes]))
  expect(seen[0]).toEqual([3, 0])
  expect(seen.at(-1)).toEqual([3, 9])
  expect(sheet.blob.size).toBe(9)
})
it('knows the imports of a ledger, the newest first, each once', () => {
  const one = (id: string, playbook = 'hazard') => ({id, playbook, name: `${id}.csv`, at: '2022-04-08T08:30:00+08:00'})
  for (const x of [one('a'), one('b'), one('c', 'letter'), one('a')]) keepImport(x)
  expect(begunImports('hazard').map((x) => x.id)).toEqual(['a', 'b'])
  dropImport('a')
  expect(begunImports('hazard').map((x) => x.id)).toEqual(['b'])
})
