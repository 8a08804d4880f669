// Follows the ledger by long poll: whoever shows something learns that it changed, and that the connection is lost. Waits
// longer after each failure, up to half a minute. One request at a time.
import {onScopeDispose, ref} from 'vue'
import {get} from '@/api/client'
import {problemOf} from '@/api/problem'
import type {LedgerEvent} from '@/api/types'

const longest = 30_000

export function useFollow(changed: (events: LedgerEvent[]) => void) {
  /** Since when nothing was heard; 0 while all is well. */
  const lostAt = ref(0)
  const heardAt = ref(Date.now())
  const isSignedOut = ref(false)
  const stop = new AbortController()
  let after = -1

  const pause = (ms: number) => new Promise<void>((done) => {
    const timer = setTimeout(done, ms)
    stop.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      done()
    })
  })

  /** The end of the ledger: what lies before it is on the screen already. */
  async function begin() {
    const matters = await get('/brief', {query: {}, signal: stop.signal})
    after = Number(matters.position)
  }

  async function run() {
    let wait = 1000
    while (!stop.signal.aborted) {
      try {
        if (after < 0) await begin()
        const answer = await get('/events', {query: {after, wait: 20, limit: 50}, signal: stop.signal})
        after = Number(answer.after)
        const wasLost = lostAt.value > 0
        lostAt.value = 0
        isSignedOut.value = false
        heardAt.value = Date.now()
        wait = 1000
        if (answer.items.length || wasLost) changed(answer.items)
      } catch (e) {
        if (stop.signal.aborted) return
        isSignedOut.value = problemOf(e).status === 401
        lostAt.value ||= Date.now()
        await pause(wait)
        wait = Math.min(longest, wait * 2)
      }
    }
  }
  void run()
  onScopeDispose(() => stop.abort())
  return {lostAt, heardAt, isSignedOut}
}
