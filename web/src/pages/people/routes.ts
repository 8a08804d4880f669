import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/people', component: () => import('./PeoplePage.vue'),
    meta: {nav: {text: 'people.title', order: 80, group: 'office'}, title: 'people.title'},
  },
]
