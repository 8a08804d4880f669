// What was sent from this phone: numbers with their codes, so that nobody must type them. Gone when the person says so.
import {ref} from 'vue'
import {readJson, writeJson} from '@/stores/local'

export interface Receipt {
  number: string
  code: string
  title: string
}

const most = 20
export const receipts = ref<Receipt[]>(readJson<Receipt[]>('public.receipts') ?? [])

function keep(list: Receipt[]): void {
  receipts.value = list
  writeJson('public.receipts', list.length ? list : null)
}

export const addReceipt = (r: Receipt) => keep([r, ...receipts.value.filter((x) => x.number !== r.number)].slice(0, most))
export const forgetReceipt = (number: string) => keep(receipts.value.filter((x) => x.number !== number))
