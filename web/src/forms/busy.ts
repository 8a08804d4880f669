// One thing at a time: which one runs, and what came of it when it failed. For pages with several buttons that ask the server.
import {ref, shallowRef} from 'vue'
import {type ApiProblem, problemOf} from '@/api/problem'

export function useBusy() {
  const busy = ref('')
  const problem = shallowRef<ApiProblem>()
  async function run(what: string, f: () => Promise<void>) {
    busy.value = what
    problem.value = undefined
    try {
      await f()
    } catch (e) {
      problem.value = problemOf(e)
    } finally {
      busy.value = ''
    }
  }
  return {busy, problem, run}
}
