// Photos of an order: kept on the phone (IndexedDB) until the order is in, sent in pieces that are resumed after a broken
// connection, a reload or a dead battery. What the camera wrote is taken off before it leaves, by drawing it anew.
import {reactive} from 'vue'
import {newAct, send} from '@/api/client'
import {ApiProblem, problemOf} from '@/api/problem'
import {dropFile, keepFile, keptFiles} from '@/forms/kept'
import {untilOnline} from '@/forms/uploads'
import {prove} from './proof'

/** One piece: what a weak network loses at most. */
export const pieceBytes = 128 * 1024
const largestSide = 1600
const types = ['image/jpeg', 'image/png', 'image/webp']

export interface Photo {
  id: string
  blob: Blob
  /** Last part of its address on the server, once there is one. */
  token: string
}
export interface Shown {
  id: string
  url: string
  /** Hundredths; 100 when all has arrived. */
  percent: number
  isWaiting: boolean
  problem: string
}

/** A smaller JPEG; the file itself where the browser cannot draw it, when the server takes its kind. */
export async function drawn(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, largestSide / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(picture.width * scale))
    canvas.height = Math.max(1, Math.round(picture.height * scale))
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82))
    if (blob) return blob
  } catch {
    // It cannot be drawn: perhaps the server knows it.
  }
  if (types.includes(file.type)) return file
  throw new ApiProblem({status: 0, key: 'public.photo_kind'})
}

async function begin(photo: Photo): Promise<string> {
  const proof = await prove()
  const response = await send('POST', '/public/uploads', {headers: {
    'Tus-Resumable': '1.0.0', 'Upload-Length': String(photo.blob.size), 'Upload-Metadata': `filetype ${btoa(photo.blob.type)},filename cGhvdG8=`,
    'Proof-Nonce': proof.nonce, 'Proof-Answer': proof.answer,
  }})
  return (response.headers.get('Location') ?? '').split('/').pop()!
}

/** From where the server says on. @throws ApiProblem */
async function goOn(token: string, blob: Blob, onPercent: (n: number) => void): Promise<void> {
  const state = (await (await send('GET', `/public/uploads/${token}`)).json()) as {offset: number}
  for (let at = state.offset; at < blob.size;) {
    onPercent(Math.floor((at * 99) / blob.size))
    const response = await send('PATCH', `/public/uploads/${token}`, {
      body: blob.slice(at, at + pieceBytes),
      headers: {'Tus-Resumable': '1.0.0', 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream'},
    })
    at = Number(response.headers.get('Upload-Offset'))
  }
}

/** Photos of one form of this phone. */
export function usePhotos(form: string) {
  const draft = `public:${form}`
  const photos = new Map<string, Photo>()
  const shown = reactive<Shown[]>([])
  const going = new Map<string, Promise<void>>()
  let isGone = false

  function show(photo: Photo): Shown {
    photos.set(photo.id, photo)
    shown.push({id: photo.id, url: URL.createObjectURL(photo.blob), percent: 0, isWaiting: false, problem: ''})
    return shown[shown.length - 1]!
  }
  const keep = (photo: Photo) => keepFile({id: photo.id, draft, field: 'photos', file: photo.blob, name: 'photo', upload: photo.token})

  async function once(photo: Photo, look: Shown): Promise<void> {
    if (!photo.token) {
      photo.token = await begin(photo)
      await keep(photo)
    }
    await goOn(photo.token, photo.blob, (n) => (look.percent = n))
    look.percent = 100
  }

  /** Tries until it is there; a lost network is waited for, a refusal ends it and is shown. */
  async function carry(photo: Photo, look: Shown): Promise<void> {
    for (let pause = 1000; !isGone && photos.has(photo.id); pause = Math.min(pause * 2, 30_000)) {
      try {
        look.problem = ''
        await once(photo, look)
        look.isWaiting = false
        return
      } catch (e) {
        const problem = problemOf(e)
        look.isWaiting = problem.isTransient && problem.key !== 'page.fault'
        // The server no longer knows it, or another try is still open there: once more, from what it has.
        if (problem.status === 404) photo.token = ''
        else if (problem.status !== 409 && !look.isWaiting) {
          look.problem = problem.message
          throw problem
        }
        await untilOnline(pause)
      }
    }
  }
  function start(photo: Photo, look: Shown): Promise<void> {
    const now = going.get(photo.id) ?? carry(photo, look).finally(() => going.delete(photo.id))
    going.set(photo.id, now)
    return now
  }

  return {
    shown,
    /** What was kept from before, going on at once. */
    async restore(): Promise<void> {
      for (const kept of await keptFiles(draft, 'photos')) {
        const photo = {id: kept.id, blob: kept.file, token: kept.upload}
        if (!photos.has(photo.id)) start(photo, show(photo)).catch(() => undefined)
      }
    },
    /** @throws ApiProblem  it is no photo */
    async add(file: File): Promise<void> {
      const photo = {id: `${Date.now()}-${newAct()}`, blob: await drawn(file), token: ''}
      await keep(photo)
      start(photo, show(photo)).catch(() => undefined)
    },
    async remove(id: string): Promise<void> {
      const at = shown.findIndex((s) => s.id === id)
      if (at >= 0) URL.revokeObjectURL(shown.splice(at, 1)[0]!.url)
      photos.delete(id)
      await dropFile(id)
    },
    /** Waits until all have arrived. @returns their tokens, in order. @throws ApiProblem of the first that was refused */
    async arrived(): Promise<string[]> {
      for (const look of [...shown]) if (look.percent < 100 && photos.has(look.id)) await start(photos.get(look.id)!, look)
      return shown.filter((s) => photos.get(s.id)?.token).map((s) => photos.get(s.id)!.token)
    },
    /** The server does not have them any more: they are sent anew. */
    forgetTokens(): void {
      for (const photo of photos.values()) {
        photo.token = ''
        void keep(photo)
      }
      for (const look of shown) look.percent = 0
    },
    async clear(): Promise<void> {
      for (const look of [...shown]) await this.remove(look.id)
    },
    leave(): void {
      isGone = true
      for (const look of shown) URL.revokeObjectURL(look.url)
    },
  }
}
export type Photos = ReturnType<typeof usePhotos>
