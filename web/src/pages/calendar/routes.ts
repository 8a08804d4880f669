import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/calendar', component: () => import('./CalendarPage.vue'),
    meta: {nav: {text: 'calendar.title', order: 70, group: 'rules'}, title: 'calendar.title'},
  },
]
