// One request that follows what it depends on: the newest wins, an older one is broken off.
import {onScopeDispose, ref, shallowRef, watch, type WatchSource} from 'vue'
import {type ApiProblem, problemOf} from '@/api/problem'

/** @param depends asked again when it changes. @param ask the request. `data` keeps the last answer while it is asked. */
export function useAsked<T>(depends: WatchSource<unknown>, ask: (signal: AbortSignal) => Promise<T>) {
  const data = shallowRef<T>()
  const problem = ref<ApiProblem>()
  const isLoading = ref(false)
  let running: AbortController | undefined

  async function again() {
    running?.abort()
    const mine = (running = new AbortController())
    isLoading.value = true
    try {
      const answer = await ask(mine.signal)
      if (running !== mine) return
      data.value = answer
      problem.value = undefined
    } catch (e) {
      if (running !== mine || (e instanceof DOMException && e.name === 'AbortError')) return
      problem.value = problemOf(e)
    } finally {
      if (running === mine) isLoading.value = false
    }
  }
  watch(depends, again, {immediate: true, deep: true})
  onScopeDispose(() => running?.abort())
  return {data, problem, isLoading, again}
}
