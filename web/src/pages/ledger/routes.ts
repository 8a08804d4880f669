import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/ledger', component: () => import('./LedgerPage.vue'),
    meta: {nav: {text: 'nav.ledger', order: 40, group: 'work'}, title: 'nav.ledger'},
  },
]
