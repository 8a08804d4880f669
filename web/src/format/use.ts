// The formatters in the language of the page.
import {useI18n} from 'vue-i18n'
import type {Lang} from '@/i18n'
import * as moment from './moment'
import * as number from './number'

export function useFormat() {
  const {locale} = useI18n()
  const lang = () => locale.value as Lang
  return {
    date: (t: string | null | undefined, year?: number) => moment.sayDate(t, lang(), year),
    moment: (t: string | null | undefined, year?: number) => moment.sayMoment(t, lang(), year),
    due: (t: string | null | undefined, year?: number) => moment.sayDue(t, lang(), year),
    dueDay: (t: string | null | undefined, year?: number) => moment.sayDueDay(t, lang(), year),
    money: (fen: number | string) => number.sayMoney(fen, lang()),
    number: (n: number) => number.sayNumber(n, lang()),
  }
}
