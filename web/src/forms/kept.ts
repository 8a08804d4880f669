// Files that wait to be sent, kept in this browser (IndexedDB) until the server has them: a reload, a dead battery or a lost
// network loses none. They belong to a field of a draft and go with it. Without storage nothing is kept, and nothing fails.
export interface KeptFile {
  id: string
  draft: string
  field: string
  file: Blob
  name: string
  /** Where the server takes its bytes, once it was begun; empty before. */
  upload: string
}

let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, fail) => {
    const ask = indexedDB.open('guatu', 1)
    ask.onupgradeneeded = () => ask.result.createObjectStore('files', {keyPath: 'id'}).createIndex('draft', 'draft')
    ask.onsuccess = () => done(ask.result)
    ask.onerror = () => fail(ask.error)
  })
  opened.catch(() => (opened = undefined))
  return opened
}

async function work<T>(mode: IDBTransactionMode, f: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database()
  return new Promise((done, fail) => {
    const all = db.transaction('files', mode)
    const ask = f(all.objectStore('files'))
    all.oncomplete = () => done(ask.result)
    all.onerror = all.onabort = () => fail(all.error)
  })
}

/** @returns whether it is kept. */
export async function keepFile(one: KeptFile): Promise<boolean> {
  try {
    await work('readwrite', (files) => files.put(one))
    return true
  } catch {
    return false
  }
}

/** In the order in which they were chosen: ids begin with the moment. */
export async function keptFiles(draft: string, field: string): Promise<KeptFile[]> {
  try {
    const all = await work<KeptFile[]>('readonly', (files) => files.index('draft').getAll(draft))
    return all.filter((x) => x.field === field).sort((a, b) => a.id.localeCompare(b.id))
  } catch {
    return []
  }
}

export async function dropFile(id: string): Promise<void> {
  await work('readwrite', (files) => files.delete(id)).catch(() => undefined)
}

/** All of a draft, or of all drafts. */
export async function forgetFiles(draft?: string): Promise<void> {
  try {
    const ids = await work<IDBValidKey[]>('readonly', (files) => (draft === undefined ? files.getAllKeys() : files.index('draft').getAllKeys(draft)))
    for (const id of ids) await work('readwrite', (files) => files.delete(id))
  } catch {
    // Storage that cannot be opened holds no file.
  }
}
