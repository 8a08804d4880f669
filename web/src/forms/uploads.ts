// Sends files to the server. A photo taken where there is no network waits and goes out when it is back.
import {send} from '@/api/client'
import {ApiProblem, problemOf} from '@/api/problem'
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

/** Tries until it is there: a lost network is waited for, other refusals are final. @throws ApiProblem */
export async function uploadWhenOnline(file: File, onWaiting: () => void): Promise<FileValue> {
  for (let pause = 2000; ; pause = Math.min(pause * 2, 30000)) {
    try {
      return await upload(file)
    } catch (e) {
      const problem = problemOf(e)
      if (!(problem instanceof ApiProblem) || !problem.isTransient || problem.key === 'page.fault') throw problem
      onWaiting()
      await untilOnline(pause)
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
