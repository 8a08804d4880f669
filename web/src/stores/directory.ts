// Names for ids: units, persons, playbooks and their states. Units and playbooks are read once a session; the names of persons
// are asked for when they are to be shown, many at once. Until it arrives a name is shown as its id, and a person that the
// caller cannot see stays an id.
import {defineStore} from 'pinia'
import {computed, reactive, ref} from 'vue'
import {get} from '@/api/client'
import type {Person, Playbook, PlaybookHead, Titles, Unit} from '@/api/types'
import {currentLang, i18n} from '@/i18n'

export const useDirectory = defineStore('directory', () => {
  const units = reactive(new Map<string, Unit>())
  const people = reactive(new Map<string, Person>())
  const playbooks = ref<PlaybookHead[]>([])
  const wholes = reactive(new Map<string, Playbook>())
  const asked = new Map<string, Promise<Playbook>>()
  let loading: Promise<void> | null = null

  /** Pages of a thousand; a city has a few. */
  async function readAll<T>(read: (cursor?: string) => Promise<{items: T[]; next_cursor: string | null}>, take: (x: T) => void) {
    let cursor: string | undefined
    for (let page = 0; page < 50; ++page) {
      const answer = await read(cursor)
      answer.items.forEach(take)
      if (!answer.next_cursor) return
      cursor = answer.next_cursor
    }
  }

  function load(): Promise<void> {
    loading ??= Promise.all([
      readAll((cursor) => get('/units', {query: {limit: 1000, cursor}}), (u) => units.set(u.id, u)),
      get('/playbooks').then((answer) => {
        playbooks.value = answer.items
      }),
    ]).then(() => undefined).catch((e) => {
      loading = null
      throw e
    })
    return loading
  }

  // Names of persons that wait to be asked for; one that did not come is not asked for again.
  const wanted = new Set<string>()
  const tried = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const take = (p: Person) => void people.set(p.id, p)

  async function askNames(): Promise<void> {
    timer = undefined
    const ids = [...wanted].slice(0, 100) // as many as the server takes
    ids.forEach((id) => wanted.delete(id))
    if (wanted.size) timer = setTimeout(() => void askNames(), 0)
    try {
      const page = await get('/people', {query: {ids: ids.join(','), limit: 100}})
      page.items.forEach(take)
    } catch {
      // They stay ids; the next page that shows them asks again.
      ids.forEach((id) => tried.delete(id))
    }
  }
  function wantName(id: string): void {
    if (tried.has(id)) return
    tried.add(id)
    wanted.add(id)
    timer ??= setTimeout(() => void askNames(), 0)
  }

  /** After units or persons were changed: read anew, without taking the names away meanwhile. */
  async function refresh(): Promise<void> {
    loading = null
    tried.clear()
    for (const id of people.keys()) wantName(id)
    await load()
  }

  function forget(): void {
    loading = null
    units.clear()
    people.clear()
    wanted.clear()
    tried.clear()
    clearTimeout(timer)
    timer = undefined
    wholes.clear()
    asked.clear()
    playbooks.value = []
  }

  /** A playbook with its states and moves; `version` 0 is the newest. */
  function playbook(id: string, version = 0): Promise<Playbook> {
    const key = `${id}/${version}`
    let answer = asked.get(key)
    if (!answer) {
      answer = get('/playbooks/{playbook}', {path: {playbook: id}, query: version ? {version} : {}})
      asked.set(key, answer)
      answer.then((p) => wholes.set(id, wholes.get(id) ?? p), () => asked.delete(key))
    }
    return answer
  }

  const say = (t: Titles | undefined, otherwise: string) => (t ? t[currentLang()] || t.zh || otherwise : otherwise)
  const unitName = (id: string | null | undefined) => (id ? say(units.get(id)?.title, id) : '')
  /** Asks for the name when it is not there yet. */
  function personName(id: string | null | undefined): string {
    if (!id) return ''
    const known = people.get(id)
    if (!known) wantName(id)
    return known?.name ?? id
  }
  const playbookName = (id: string) => say(playbooks.value.find((p) => p.playbook === id)?.title, id)
  /** Asks for the playbook when it is not there yet. */
  function stateName(playbookId: string, state: string): string {
    const whole = wholes.get(playbookId)
    if (!whole) {
      void playbook(playbookId).catch(() => undefined)
      return state
    }
    return say(whole.states.find((s) => s.id === state)?.title, state)
  }
  /** A post or role in words; one that an office made itself stays as it is. */
  function postName(id: string): string {
    const key = `posts.${id}`
    return i18n.global.te(key) ? i18n.global.t(key) : id
  }
  const activeUnits = computed(() => [...units.values()].filter((u) => u.is_active))

  return {
    units, people, playbooks, activeUnits, take, load, refresh, forget, playbook, say, unitName, personName,
    playbookName, stateName, postName,
  }
})
