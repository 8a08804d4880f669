import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/ledger', component: () => import('./LedgerIndex.vue'),
    meta: {nav: {text: 'nav.ledger', order: 40, group: 'work'}, title: 'nav.ledger'},
  },
  {path: '/ledger/:playbook/import', component: () => import('./ImportPage.vue'), meta: {title: 'sheets.import'}},
  {path: '/ledger/:playbook', component: () => import('./LedgerPage.vue'), meta: {title: 'nav.ledger'}},
  {path: '/search', component: () => import('./LedgerPage.vue'), meta: {title: 'common.search'}},
]
