import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/dispatch', component: () => import('./DispatchPage.vue'),
    meta: {nav: {text: 'dispatch.nav', order: 25, group: 'work'}, title: 'dispatch.nav'},
  },
]
