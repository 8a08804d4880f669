import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {path: '/notices', component: () => import('./NoticesPage.vue'), meta: {title: 'notices.title', nav: {text: 'notices.title', order: 15, group: 'work'}}},
  {
    path: '/notice-deliveries', component: () => import('./DeliveriesPage.vue'),
    meta: {title: 'notices.deliveries', nav: {text: 'notices.deliveries', order: 92, group: 'office', roles: ['system_admin']}},
  },
]
