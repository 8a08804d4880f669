import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {path: '/matters/:number/rota', component: () => import('./RotaPage.vue'), meta: {title: 'duty.rota'}},
  {path: '/matters/:number/account', component: () => import('./AccountPage.vue'), meta: {title: 'duty.account'}},
  {path: '/matters/:number/draw', component: () => import('./DrawPage.vue'), meta: {title: 'duty.draw'}},
]
