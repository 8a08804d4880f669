// The window for whoever has no account: an entry of its own, without the office's shell, so that it is light.
import './public.css'
import {createApp} from 'vue'
import PublicApp from './PublicApp.vue'
import {useLang} from './texts'

useLang()
createApp(PublicApp).mount('#app')
