// Drafts: what is typed into a form is kept in this browser until it is done, so that a reload, a dead battery or a lost
// network loses nothing. They are the person's: signing out removes them.
import {getCurrentInstance, type InjectionKey, provide, reactive, watch} from 'vue'
import {newAct} from '@/api/client'
import {readJson, writeJson} from '@/stores/local'
import type {Values} from './values'

interface Kept {
  values: Values
  /** What was sent last and under which id: the same content goes out under the same id, so it is done once. */
  sent?: {content: string; act: string}
}

const prefix = 'draft.'
/** The key of the draft that an input is part of: files that wait are kept under it. */
export const draftOfForm: InjectionKey<string> = Symbol('draft')
/** Files have a store of their own, fetched when it is needed: most forms have none. */
const forgetFiles = (key?: string) => void import('./kept').then((kept) => kept.forgetFiles(key))

export interface Draft {
  values: Values
  /** Whether there was something from before. */
  wasKept: boolean
  /** The id under which `body` is to be sent. */
  actFor(body: unknown): string
  clear(): void
}

export function useDraft(key: string, first: Values = {}): Draft {
  const name = prefix + key
  if (getCurrentInstance()) provide(draftOfForm, key)
  const kept = readJson<Kept>(name)
  const values = reactive<Values>({...first, ...(kept?.values ?? {})})
  let sent = kept?.sent
  let isDone = false
  const keep = () => {
    if (!isDone) writeJson(name, {values, sent} satisfies Kept)
  }
  watch(values, keep, {deep: true})
  return {
    values,
    wasKept: kept !== null && Object.keys(kept.values).length > 0,
    actFor(body) {
      const content = JSON.stringify(body)
      if (sent?.content !== content) sent = {content, act: newAct()}
      keep()
      return sent.act
    },
    clear() {
      isDone = true
      sent = undefined
      writeJson(name, null)
      forgetFiles(key)
    },
  }
}

/** All drafts of this browser, when somebody signs out. */
export function forgetDrafts(): void {
  try {
    for (const k of Object.keys(localStorage)) if (k.startsWith(`guatu.${prefix}`)) localStorage.removeItem(k)
  } catch {
    // Storage that cannot be read holds no draft.
  }
  forgetFiles()
}
