// Who is signed in. The session itself is a cookie that scripts cannot read; here is only what /me says.
import {defineStore} from 'pinia'
import {computed, ref} from 'vue'
import {call, get} from '@/api/client'
import type {Me} from '@/api/types'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const isIn = computed(() => me.value !== null)

  /** @throws ApiProblem 401 when nobody is signed in. */
  async function load(): Promise<Me> {
    me.value = await get('/me')
    return me.value
  }

  async function signOut(): Promise<void> {
    await call('DELETE', '/session').catch(() => undefined)
    me.value = null
  }

  function forget(): void {
    me.value = null
  }

  return {me, isIn, load, signOut, forget}
})
