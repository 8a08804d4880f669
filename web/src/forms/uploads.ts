// Sends files to the server. A photo taken where there is no network waits and goes out when it is back.
import {send} from '@/api/client'
import {problemOf} from '@/api/problem'
import type {FileValue} from './values'

/** Beyond this a photo is made smaller before it is sent: weak networks, and nobody prints it larger. */
const largestSide = 2048
const smallEnough = 1_000_000

interface Uploaded {
  id: string
  name?: string
  size: number
}

/** The segments of a JPEG in which the camera wrote when, where and how it was held (APP1 with Exif). */
export function exifOf(jpeg: Uint8Array): Uint8Array[] {
  const out: Uint8Array[] = []
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return out
  let at = 2
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    const end = at + 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!
    const isExif = jpeg[at + 1] === 0xe1 && String.fromCharCode(...jpeg.subarray(at + 4, at + 8)) === 'Exif'
    if (isExif) out.push(jpeg.slice(at, end))
    at = end
  }
  return out
}

/** A JPEG of at most 2048 pixels a side that keeps what the camera wrote down (the server reads moment and place from
 * it, then takes it off); the file itself when it is no large photo or the browser cannot. */
export async function shrunk(file: File): Promise<File> {
  if (file.type !== 'image/jpeg' || file.size <= smallEnough || typeof createImageBitmap !== 'function') return file
  try {
    // As the sensor saw it: how it was held stays in what the camera wrote.
    const picture = await createImageBitmap(file, {imageOrientation: 'none'})
    const scale = Math.min(1, largestSide / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85))
    if (!blob || blob.size >= file.size) return file
    const exif = exifOf(new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer()))
    return new File([blob.slice(0, 2), ...(exif as BlobPart[]), blob.slice(2)], file.name, {type: 'image/jpeg'})
  } catch {
    return file
  }
}

/** @throws ApiProblem */
export async function upload(file: File): Promise<FileValue> {
  const small = await shrunk(file)
  const name = small.name || 'photo.jpg'
  const response = await send('POST', `/attachments?name=${encodeURIComponent(name)}`, {
    body: small, headers: {'Content-Type': 'application/octet-stream'},
  })
  const answer = (await response.json()) as Uploaded
  return {name: answer.name ?? name, sha256: answer.id, bytes: answer.size}
}

/** Bytes of one request of a resumable upload: a weak network loses at most this, and the person sees it go on. */
export const pieceBytes = 512 * 1024
const tus = {'Tus-Resumable': '1.0.0'}

/** Follows one file on its way. */
export interface Way {
  /** Where the server takes its bytes, from a time before; empty when it is not begun. */
  upload: string
  onBegun(upload: string): void
  /** 0 to 1. */
  onPart(part: number): void
  onWaiting(isWaiting: boolean): void
  signal: AbortSignal
}

interface UploadState {
  offset: number
  attachment: Uploaded | null
}

async function begin(file: File): Promise<string> {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name || 'photo.jpg')))
  const response = await send('POST', '/uploads', {headers: {...tus, 'Upload-Length': String(file.size), 'Upload-Metadata': `filename ${name}`}})
  return (response.headers.get('Location') ?? '').replace(/^.*\/api\/v1/, '')
}

/** From where the server has it to the end. @throws ApiProblem */
async function goOn(file: File, way: Way): Promise<FileValue> {
  const read = async () => (await (await send('GET', way.upload, {signal: way.signal})).json()) as UploadState
  let state = await read()
  let offset = state.offset
  way.onPart(offset / Math.max(1, file.size))
  while (!state.attachment) {
    way.onWaiting(false)
    await send('PATCH', way.upload, {
      headers: {...tus, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream'},
      body: file.slice(offset, offset + pieceBytes), signal: way.signal,
    })
    offset = Math.min(file.size, offset + pieceBytes)
    way.onPart(offset / Math.max(1, file.size))
    if (offset === file.size) state = await read()
  }
  return {name: state.attachment.name ?? file.name, sha256: state.attachment.id, bytes: state.attachment.size}
}

/** Sends a file piece by piece until it is there: a lost network is waited for and gone on with where it broke; an upload that
 * the server no longer has (it keeps them for a day) is begun anew, once. Other refusals are final. @throws ApiProblem */
export async function uploadWhenOnline(file: File, way: Way): Promise<FileValue> {
  let isAnew = false
  for (let pause = 2000; ; pause = Math.min(pause * 2, 30000)) {
    try {
      if (!way.upload) {
        way.upload = await begin(file)
        isAnew = true
        way.onBegun(way.upload)
      }
      return await goOn(file, way)
    } catch (e) {
      way.signal.throwIfAborted()
      const problem = problemOf(e)
      if (problem.status === 404 && !isAnew) {
        way.upload = ''
        continue
      }
      // A connection that broke may still hold the upload for a moment, or have brought more than was thought: look again.
      const isHeld = problem.status === 409 && problem.key.startsWith('attachment.upload_')
      if ((!isHeld && !problem.isTransient) || problem.key === 'page.fault') throw problem
      way.onWaiting(!isHeld)
      await untilOnline(pause)
      way.signal.throwIfAborted()
    }
  }
}

/** When the browser says that the network is back, at the latest after `ms`. */
export function untilOnline(ms: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      window.removeEventListener('online', finish)
      done()
    }
    window.addEventListener('online', finish)
  })
}

/** Where a file of a matter is read from. */
export function fileUrl(file: FileValue, matter: string, part = ''): string {
  return `/api/v1/attachments/${file.sha256}${part}?matter=${encodeURIComponent(matter)}`
}
