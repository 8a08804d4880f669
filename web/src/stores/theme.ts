// Light, dark, or as the system says; kept in this browser.
import {ref} from 'vue'
import {readSetting, writeSetting} from './local'

export type Theme = 'light' | 'dark' | 'system'

const system = window.matchMedia?.('(prefers-color-scheme: dark)')
const kept = readSetting('theme')
export const theme = ref<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system')

export function applyTheme(): void {
  const isDark = theme.value === 'dark' || (theme.value === 'system' && (system?.matches ?? false))
  document.documentElement.classList.toggle('dark', isDark)
}

export function chooseTheme(next: Theme): void {
  theme.value = next
  writeSetting('theme', next === 'system' ? null : next)
  applyTheme()
}

system?.addEventListener?.('change', applyTheme)
