import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {path: '/account-policy', component: () => import('./PolicyPage.vue'), meta: {title: 'policy.title', nav: {text: 'policy.title', order: 94, group: 'office', roles: ['system_admin', 'security_admin', 'audit_admin']}}},
  {path: '/account', component: () => import('./OwnPage.vue'), meta: {title: 'account.title'}},
  {
    path: '/accounts', component: () => import('./AccountsPage.vue'),
    meta: {nav: {text: 'account.admin_title', order: 90, group: 'office', roles: ['system_admin', 'security_admin']}, title: 'account.admin_title'},
  },
  {
    path: '/audit', component: () => import('./AuditPage.vue'),
    meta: {nav: {text: 'account.audit_title', order: 95, group: 'office', roles: ['audit_admin']}, title: 'account.audit_title'},
  },
]
