// One act: sent once, however often the network breaks. What was typed stays until the server has it; when the network is
// away it is sent again by itself as soon as it is back.
import {onBeforeUnmount, ref, shallowRef} from 'vue'
import {call} from '@/api/client'
import {type ApiProblem, problemOf} from '@/api/problem'
import type {Answer} from '@/api/types'
import type {Draft} from './draft'

interface Act {
  path: string
  /** None: the act takes no members. */
  body?: Record<string, unknown>
  ifMatch?: string
}

export function useAct(draft: Pick<Draft, 'actFor' | 'clear'>, onDone: (answer: Answer) => void) {
  const isBusy = ref(false)
  const problem = shallowRef<ApiProblem>()
  let waiting: Act | undefined

  async function send(act: Act): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    problem.value = undefined
    waiting = undefined
    try {
      const answer = await call<Answer>('POST', act.path, act.body, {ifMatch: act.ifMatch, act: draft.actFor(act)})
      draft.clear()
      onDone(answer.data)
    } catch (e) {
      problem.value = problemOf(e)
      if (problem.value.key === 'net.unreachable') waiting = act
    } finally {
      isBusy.value = false
    }
  }

  function again() {
    if (waiting) void send(waiting)
  }
  window.addEventListener('online', again)
  onBeforeUnmount(() => window.removeEventListener('online', again))
  return {isBusy, problem, send, again}
}
