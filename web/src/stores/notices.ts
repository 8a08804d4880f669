// How many notices are unread, for the bell: asked when somebody comes in, every minute while the page is looked at, and
// when it is looked at again.
import {defineStore} from 'pinia'
import {ref} from 'vue'
import {get} from '@/api/client'

export const useNotices = defineStore('notices', () => {
  const unread = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  async function look(): Promise<void> {
    if (document.visibilityState === 'hidden') return
    try {
      unread.value = (await get('/notices', {query: {limit: 1}})).unread
    } catch {
      // The bell keeps what it knew; the page of notices says what is wrong.
    }
  }
  function start(): void {
    if (timer) return
    void look()
    timer = setInterval(() => void look(), 60_000)
    document.addEventListener('visibilitychange', look)
  }
  function stop(): void {
    clearInterval(timer)
    timer = undefined
    unread.value = 0
    document.removeEventListener('visibilitychange', look)
  }
  return {unread, look, start, stop}
})
