// Routes are found by pattern: each folder below pages/ has a routes.ts, so a new page touches no shared file. A route's
// `meta.nav` puts it into the navigation; `meta.alone` leaves the shell away; `meta.open` needs no session.
import {createRouter, createWebHistory, type RouteRecordRaw} from 'vue-router'
import {whenSignedOut} from '@/api/client'
import {problemOf} from '@/api/problem'
import {useSession} from '@/stores/session'

export interface NavEntry {
  /** Key of its text. */
  text: string
  /** Place in the navigation, small first. */
  order: number
  /** Heading that it stands under: `work`, `rules`, `office`. */
  group: 'work' | 'rules' | 'office'
  /** Roles of which the caller needs one; everybody when left out. */
  roles?: string[]
}

declare module 'vue-router' {
  interface RouteMeta {
    nav?: NavEntry
    /** Key of the title of the window. */
    title?: string
    alone?: boolean
    open?: boolean
  }
}

const files = import.meta.glob<{routes: RouteRecordRaw[]}>('../pages/*/routes.ts', {eager: true})
export const pageRoutes: RouteRecordRaw[] = Object.values(files).flatMap((f) => f.routes)

/** Only paths of our own may be gone to after signing in. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}

export function makeRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      {path: '/', redirect: '/desk'},
      ...pageRoutes,
      {path: '/:rest(.*)*', component: () => import('@/layout/NotFound.vue')},
    ],
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : {top: 0}),
  })

  router.beforeEach(async (to) => {
    if (to.meta.open) return true
    const session = useSession()
    if (session.isIn) return true
    try {
      await session.load()
      return true
    } catch (e) {
      // Without a network the page comes up and says so itself.
      if (problemOf(e).status !== 401) return true
      return {path: '/sign-in', query: to.fullPath === '/' ? {} : {next: to.fullPath}}
    }
  })

  whenSignedOut(() => {
    const session = useSession()
    const here = router.currentRoute.value
    session.forget()
    if (!here.meta.open && here.matched.length) void router.push({path: '/sign-in', query: {next: here.fullPath}})
  })
  return router
}
