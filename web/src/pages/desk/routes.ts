import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/desk', component: () => import('./DeskPage.vue'),
    meta: {nav: {text: 'nav.desk', order: 10, group: 'work'}, title: 'nav.desk'},
  },
]
