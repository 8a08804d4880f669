import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/playbooks', component: () => import('./RulesIndex.vue'),
    meta: {nav: {text: 'rules.title', order: 60, group: 'rules'}, title: 'rules.title'},
  },
  {path: '/playbooks/:playbook/changes', component: () => import('./ChangesPage.vue'), meta: {title: 'changes.compare'}},
  {path: '/playbooks/:playbook', component: () => import('./RulesPage.vue'), meta: {title: 'rules.title'}},
]
