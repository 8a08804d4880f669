import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {path: '/matters/:number', component: () => import('./MatterPage.vue')},
  {path: '/open', component: () => import('./OpenPage.vue'), meta: {title: 'open.title', nav: {text: 'open.title', order: 50, group: 'work'}}},
  {path: '/open/:playbook', component: () => import('./OpenPage.vue'), meta: {title: 'open.title'}},
]
