// Languages. Each page has one file of texts a language (`zh/desk.ts`, `en/desk.ts`), whose name is the first word of its
// keys; a language is fetched when it is chosen. i18n.test.ts compares the two languages key by key.
import {createI18n} from 'vue-i18n'
import {setApiLanguage} from '@/api/client'
import {readSetting, writeSetting} from '@/stores/local'

export type Lang = 'zh' | 'en'
export type Texts = Record<string, unknown>

const loaders: Record<Lang, () => Promise<{default: Texts}>> = {
  zh: () => import('./zh'),
  en: () => import('./en'),
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: {} as Record<string, Record<string, string>>,
})

export function currentLang(): Lang {
  return i18n.global.locale.value as Lang
}

/** The language that was chosen here before, else the browser's when it is English, else Chinese. */
export function firstLang(): Lang {
  const kept = readSetting('lang')
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.startsWith('en') ? 'en' : 'zh'
}

export async function useLang(lang: Lang): Promise<void> {
  if (!i18n.global.availableLocales.includes(lang)) {
    const texts = (await loaders[lang]()).default
    i18n.global.setLocaleMessage(lang, texts as Record<string, string>)
  }
  i18n.global.locale.value = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  setApiLanguage(lang, i18n.global.t('common.offline'))
}

export async function chooseLang(lang: Lang): Promise<void> {
  writeSetting('lang', lang)
  await useLang(lang)
}
