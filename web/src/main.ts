// Puts the page together: texts of the language first, then the router, then the shell.
import 'element-plus/theme-chalk/dark/css-vars.css'
import './styles/base.css'
import './styles/print.css'
import {createPinia} from 'pinia'
import {createApp} from 'vue'
import App from './App.vue'
import {firstLang, i18n, useLang} from './i18n'
import {makeRouter} from './router'
import {applyTheme} from './stores/theme'

async function start(): Promise<void> {
  applyTheme()
  await useLang(firstLang())
  createApp(App).use(createPinia()).use(i18n).use(makeRouter()).mount('#app')
}

void start()
