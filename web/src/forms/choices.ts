// What a picker of persons or units offers: found by the server as one types, never the whole directory; before anything is
// typed those chosen last in this browser come first, then the nearest.
import {get} from '@/api/client'
import {useDirectory} from '@/stores/directory'
import {readJson, writeJson} from '@/stores/local'

export interface Choice {
  id: string
  name: string
  /** Tells two of the same name apart: the unit of a person, the unit above. */
  hint: string
}
export type Kind = 'person' | 'unit'
export interface Found {
  items: Choice[]
  /** More would have fitted: the person types another word. */
  hasMore: boolean
}

export const mostShown = 20
const mostRecent = 6

const place = (who: string, kind: Kind) => `recent.${who}.${kind}`
export const recentOf = (who: string, kind: Kind) => readJson<string[]>(place(who, kind)) ?? []
export function remember(who: string, kind: Kind, id: string): void {
  writeJson(place(who, kind), [id, ...recentOf(who, kind).filter((x) => x !== id)].slice(0, mostRecent))
}

/** Asks for persons or units; `within` a unit, `ids` alone. */
async function ask(kind: Kind, query: {find?: string; within?: string; ids?: string}): Promise<Found> {
  const directory = useDirectory()
  const more = {...query, active_only: true, limit: mostShown}
  if (kind === 'person') {
    const page = await get('/people', {query: more})
    page.items.forEach(directory.take)
    return {items: page.items.map((p) => ({id: p.id, name: p.name, hint: directory.unitName(p.unit)})), hasMore: !!page.next_cursor}
  }
  const page = await get('/units', {query: more})
  return {
    items: page.items.map((u) => ({id: u.id, name: directory.say(u.title, u.id), hint: directory.unitName(u.parent)})),
    hasMore: !!page.next_cursor,
  }
}

/** What fits, without the same twice: the first lists first, at most `mostShown`. */
export function joined(...lists: Choice[][]): Choice[] {
  const out = new Map<string, Choice>()
  for (const c of lists.flat()) if (!out.has(c.id) && out.size < mostShown) out.set(c.id, c)
  return [...out.values()]
}

/** Those of unit `near` come before the others; without words, those chosen last by `who` before both. */
export async function find(kind: Kind, words: string, who: string, near?: string): Promise<Found> {
  const q = words.trim().slice(0, 200)
  const last = q ? [] : recentOf(who, kind)
  const [recent, close, all] = await Promise.all([
    last.length ? ask(kind, {ids: last.join(',')}) : undefined,
    near ? ask(kind, {find: q, within: near}) : undefined,
    ask(kind, {find: q}),
  ])
  const chosen = last.map((id) => recent?.items.find((c) => c.id === id)).filter((c) => c !== undefined)
  return {items: joined(chosen, close?.items ?? [], all.items), hasMore: all.hasMore}
}
