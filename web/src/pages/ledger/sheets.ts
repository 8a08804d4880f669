// Ledgers as spreadsheets: the columns of an export, its bytes while they come, and which imports this browser has begun.
import {send} from '@/api/client'
import {readJson, writeJson} from '@/stores/local'

export type SheetFormat = 'xlsx' | 'csv' | 'gb18030'

const named: Record<string, string> = {due: 'due_at', opened: 'opened_at', moved: 'moved_at'}

/** Columns of a table as an export calls them; fields only where a playbook says what they are. */
export function exportColumns(columns: readonly string[], hasPlaybook: boolean): string {
  return columns
    .filter((c) => hasPlaybook || !c.startsWith('f.'))
    .map((c) => (c.startsWith('f.') ? `field.${c.slice(2)}` : named[c] ?? c))
    .join(',')
}

/** The name that the server gave the file (RFC 6266: `filename*` before `filename`). */
export function fileName(disposition: string | null, otherwise: string): string {
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (coded) {
    try {
      return decodeURIComponent(coded)
    } catch {
      return otherwise
    }
  }
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ?? otherwise
}

export interface Sheet {
  blob: Blob
  name: string
}

/** Reads an export whole. @param onPiece told the rows that there will be and the bytes so far. @throws ApiProblem */
export async function readSheet(path: string, otherwise: string, onPiece: (rows: number, bytes: number) => void, signal?: AbortSignal): Promise<Sheet> {
  const response = await send('GET', path, {signal})
  const rows = Number(response.headers.get('Guatu-Rows') ?? 0)
  onPiece(rows, 0)
  const pieces: BlobPart[] = []
  let bytes = 0
  const reader = response.body!.getReader()
  for (;;) {
    const {done, value} = await reader.read()
    if (done) break
    pieces.push(value as BlobPart)
    bytes += value.length
    onPiece(rows, bytes)
  }
  return {
    blob: new Blob(pieces, {type: response.headers.get('Content-Type') ?? 'application/octet-stream'}),
    name: fileName(response.headers.get('Content-Disposition'), otherwise),
  }
}

/** Has the browser save it. */
export function saveSheet(sheet: Sheet): void {
  const url = URL.createObjectURL(sheet.blob)
  const link = document.createElement('a')
  link.href = url
  link.download = sheet.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** An import that was begun here; the server keeps it for a day. It is the person's: signing out removes the list. */
export interface BegunImport {
  id: string
  playbook: string
  name: string
  at: string
}
const key = 'draft.imports'

export function begunImports(playbook: string): BegunImport[] {
  return (readJson<BegunImport[]>(key) ?? []).filter((x) => x.playbook === playbook)
}
export function keepImport(one: BegunImport): void {
  writeJson(key, [one, ...(readJson<BegunImport[]>(key) ?? []).filter((x) => x.id !== one.id)].slice(0, 20))
}
export function dropImport(id: string): void {
  writeJson(key, (readJson<BegunImport[]>(key) ?? []).filter((x) => x.id !== id))
}
