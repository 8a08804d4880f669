// Goal: what the camera wrote is found in a JPEG and nowhere else; a file arrives whole however often the network breaks.
// Method: hand-made bytes; a server of a few lines whose network breaks.
import {afterEach, describe, expect, it, vi} from 'vitest'
import {dropFile, forgetFiles, keepFile, keptFiles} from './kept'
import {exifOf, pieceBytes, uploadWhenOnline, type Way} from './uploads'

const exif = [0xff, 0xe1, 0x00, 0x0a, 0x45, 0x78, 0x69, 0x66, 0, 0, 7, 7]
const other = [0xff, 0xe0, 0x00, 0x04, 1, 2]
const scan = [0xff, 0xda, 0x00, 0x02, 9, 9]

it('finds the segment, leaves others', () => {
  const found = exifOf(Uint8Array.from([0xff, 0xd8, ...other, ...exif, ...scan]))
  expect(found.map((s) => [...s])).toEqual([exif])
})
it('is content with pictures that have none, with scraps, and with what is no JPEG', () => {
  expect(exifOf(Uint8Array.from([0xff, 0xd8, ...other, ...scan, ...exif]))).toEqual([])
  expect(exifOf(Uint8Array.from([0xff, 0xd8, 0xff]))).toEqual([])
  expect(exifOf(Uint8Array.from([0x89, 0x50, ...exif]))).toEqual([])
})

describe('a resumable upload', () => {
  /** A server of tus in a few lines, whose network breaks where it is told to. */
  function server(breaksAt: number[] = [], refuses = 0) {
    const seen: string[] = []
    let held = 0
    let patches = 0
    let uploads = 0
    const answer = async (url: string, init: RequestInit) => {
      const method = init.method ?? 'GET'
      const headers = init.headers as Headers
      seen.push(method === 'PATCH' ? `PATCH ${headers.get('Upload-Offset')}` : method)
      if (method === 'POST') {
        held = 0
        return new Response(null, {status: 201, headers: {Location: `/api/v1/uploads/u${++uploads}`}})
      }
      if (url.endsWith('/gone')) return new Response('{"status":404,"key":"upload.unknown"}', {status: 404})
      if (method === 'PATCH') {
        if (breaksAt.includes(++patches)) throw new TypeError('network')
        if (refuses) return new Response('{"key":"attachment.type","detail":"no"}', {status: refuses})
        held += (init.body as Blob).size
        return new Response(null, {status: 204})
      }
      const attachment = held >= total ? {id: 'ab', name: 'a.txt', size: held} : null
      return new Response(JSON.stringify({offset: held, length: total, attachment}))
    }
    vi.stubGlobal('fetch', vi.fn(answer))
    return seen
  }
  const total = pieceBytes * 2 + 10
  const file = new File([new Uint8Array(total)], 'a.txt')
  const way = (upload = ''): Way & {parts: number[]; waits: boolean[]} => {
    const parts: number[] = []
    const waits: boolean[] = []
    return {upload, parts, waits, onBegun: () => {}, onPart: (p) => parts.push(p), onWaiting: (w) => waits.push(w), signal: new AbortController().signal}
  }
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('goes on where the network broke', async () => {
    vi.useFakeTimers()
    const seen = server([2])
    const w = way()
    const done = uploadWhenOnline(file, w)
    await vi.advanceTimersByTimeAsync(5000)
    expect(await done).toEqual({name: 'a.txt', sha256: 'ab', bytes: total})
    expect(seen).toEqual(['POST', 'GET', 'PATCH 0', `PATCH ${pieceBytes}`, 'GET', `PATCH ${pieceBytes}`, `PATCH ${2 * pieceBytes}`, 'GET'])
    expect(w.waits).toContain(true)
    expect(w.parts.at(-1)).toBe(1)
  })
  it('is begun anew when the server has forgotten it', async () => {
    const seen = server()
    await uploadWhenOnline(file, way('/uploads/gone'))
    expect(seen.slice(0, 3)).toEqual(['GET', 'POST', 'GET'])
  })
  it('looks again when a broken connection still holds it', async () => {
    vi.useFakeTimers()
    const seen = server()
    const plain = fetch
    let busy = 1
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => (init.method === 'PATCH' && busy-- > 0
      ? Promise.resolve(new Response('{"key":"attachment.upload_busy"}', {status: 409})) : plain(url, init)))
    const done = uploadWhenOnline(file, way())
    await vi.advanceTimersByTimeAsync(5000)
    expect((await done).bytes).toBe(total)
    expect(seen.filter((x) => x === 'POST')).toHaveLength(1)
  })
  it('ends with a refusal of the server', async () => {
    server([], 415)
    await expect(uploadWhenOnline(file, way())).rejects.toMatchObject({key: 'attachment.type'})
  })
  it('keeps nothing and fails at nothing where there is no storage', async () => {
    expect(await keepFile({id: '1', draft: 'd', field: 'f', file, name: 'a', upload: ''})).toBe(false)
    expect(await keptFiles('d', 'f')).toEqual([])
    await dropFile('1')
    await forgetFiles()
  })
})
