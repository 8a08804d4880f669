import type {RouteRecordRaw} from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/wall', component: () => import('./WallPage.vue'),
    meta: {nav: {text: 'wall.nav', order: 20, group: 'work'}, title: 'wall.nav'},
  },
  {path: '/wall/sheet', component: () => import('./SheetPage.vue'), meta: {title: 'wall.sheet'}},
  {path: '/wall/screen', component: () => import('./ScreenPage.vue'), meta: {title: 'wall.screen', alone: true}},
]
