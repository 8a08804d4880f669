import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/safety', component: () => import('./SafetyPage.vue'),
    meta: {nav: {text: 'safety.nav', order: 27, group: 'work'}, title: 'safety.nav'},
  },
]
