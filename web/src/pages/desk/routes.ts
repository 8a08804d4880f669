import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/desk', component: () => import('./DeskPage.vue'),
    meta: {nav: {text: 'desk.title', order: 10, group: 'work'}, title: 'desk.title'},
  },
]
