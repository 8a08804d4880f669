import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {path: '/playbooks/:playbook/edit', component: () => import('./PlaybookEditor.vue'), meta: {title: 'editor.playbook'}},
  {path: '/calendar/edit', component: () => import('./CalendarEditor.vue'), meta: {title: 'editor.calendar'}},
]
