// What the wall shows: filters and the day, all in the address, so that a link is a view. Every request of the wall is
// made from it.
import {computed} from 'vue'
import {useRoute, useRouter} from 'vue-router'

export type View = 'targets' | 'list' | 'milestones' | 'loads'
export const views: View[] = ['targets', 'list', 'milestones', 'loads']

/** `as_of` of the end of a civil day at +08:00: the last instant that belongs to it. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59+08:00`
}

/** A date, or empty. */
export function dayIn(text: unknown): string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return ''
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : ''
}

export function useSelection() {
  const route = useRoute()
  const router = useRouter()
  const one = (name: string) => {
    const v = route.query[name]
    return typeof v === 'string' ? v : ''
  }
  const view = computed<View>(() => views.find((v) => v === one('view')) ?? 'targets')
  const day = computed(() => dayIn(one('day')))
  const filter = computed(() => ({
    playbook: one('playbook'), unit: one('unit'), holder: one('holder'), state: one('state'),
  }))
  /** Query of a request: the filters, and the day when it is not today. Empty members are left out by the client. */
  const query = computed(() => ({...filter.value, as_of: day.value ? endOfDay(day.value) : ''}))

  /** Empty values are taken out of the address. */
  function set(patch: Record<string, string>) {
    const next: Record<string, string> = {}
    for (const [k, v] of Object.entries({...route.query, ...patch})) if (typeof v === 'string' && v) next[k] = v
    return router.replace({query: next})
  }
  return {view, day, filter, query, set}
}
