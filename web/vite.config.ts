// How the UI is built and tested. `npm run dev` passes /api on to a running `guatu serve` (GUATU_SERVER, default
// http://127.0.0.1:8080); GUATU_TOKEN lets the proxy ask as the bearer of a token, in development alone.
import vue from '@vitejs/plugin-vue'
import {fileURLToPath} from 'node:url'
import {ElementPlusResolver} from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import {defineConfig} from 'vitest/config'

const server = process.env.GUATU_SERVER ?? 'http://127.0.0.1:8080'
const token = process.env.GUATU_TOKEN

export default defineConfig({
  plugins: [
    vue(),
    // Only Element Plus is found by name; our own components are imported, so that a search finds their users.
    components({dirs: [], dts: false, resolvers: [ElementPlusResolver({importStyle: 'css'})]}),
  ],
  resolve: {alias: {'@': fileURLToPath(new URL('./src', import.meta.url))}},
  define: {
    __VUE_I18N_FULL_INSTALL__: true,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: {
    proxy: {
      '/api': {
        target: server,
        headers: token ? {Authorization: `Bearer ${token}`} : {},
      },
    },
  },
  build: {
    target: 'es2020',
    // A missing source map costs nobody; the server serves all of dist from memory.
    sourcemap: false,
    manifest: true,
    modulePreload: {polyfill: false},
    assetsInlineLimit: 0,
    rollupOptions: {
      // The office, and the window for whoever has no account: the second must stay light.
      input: ['index.html', 'public.html'],
      // The server keeps names with eight hexadecimal digits for ever (src/guatu/http/static_files.cpp).
      output: {hashCharacters: 'hex'},
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    server: {deps: {inline: ['element-plus']}},
  },
})
