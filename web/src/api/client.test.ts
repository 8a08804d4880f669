// Goal: paths and queries reach the server as it wants them, and refusals come back as problems. Method: fetch is replaced.
import {afterEach, describe, expect, it, vi} from 'vitest'
import {call, fillPath, get, newAct, queryText, whenSignedOut} from './client'
import {ApiProblem, problemOf} from './problem'

afterEach(() => vi.unstubAllGlobals())
const answer = (status: number, body: unknown, headers = {}) => vi.fn(async () => new Response(JSON.stringify(body), {status, headers}))

describe('client', () => {
  it('fills paths and leaves empty parameters out', () => {
    expect(fillPath('/matters/{matter}/clocks/{clock}', {matter: 'YH-2022/4', clock: 'a'})).toBe('/matters/YH-2022%2F4/clocks/a')
    expect(queryText({a: '', b: null, c: undefined, d: 0, e: '隐 患'})).toBe('?d=0&e=%E9%9A%90+%E6%82%A3')
  })
  it('makes an id for every act, and none for reading', async () => {
    const fetch = answer(200, {})
    vi.stubGlobal('fetch', fetch)
    await get('/me')
    await call('POST', '/matters', {a: 1}, {ifMatch: '"3"'})
    const headers = (i: number) => (fetch.mock.calls as unknown as [string, RequestInit][])[i]![1].headers as Headers
    expect(headers(0).has('Idempotency-Key')).toBe(false)
    expect(headers(1).get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/)
    expect(headers(1).get('If-Match')).toBe('"3"')
    expect(newAct()).not.toBe(newAct())
  })
  it('turns a refusal into a problem with its fields', async () => {
    vi.stubGlobal('fetch', answer(422, {
      type: 't', title: 'x', status: 422, detail: '缺少整改措施', key: 'field.missing', request_id: 'r1',
      fields: [{pointer: '/fields/measure', key: 'field.missing', message: '请填写整改措施'}],
    }))
    const problem = await call('POST', '/matters', {}).then(() => null, (e) => e as ApiProblem)
    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem!.message).toBe('缺少整改措施')
    expect(problem!.fieldMessage('measure')).toBe('请填写整改措施')
    expect(problem!.isTransient).toBe(false)
  })
  it('says that the network is away, and that this may be tried again', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('failed to fetch'))))
    const problem = await get('/me').then(() => null, problemOf)
    expect(problem!.key).toBe('net.unreachable')
    expect(problem!.isTransient).toBe(true)
  })
  it('tells once when nobody is signed in any more', async () => {
    const out = vi.fn()
    whenSignedOut(out)
    vi.stubGlobal('fetch', answer(401, {status: 401, key: 'auth.none', detail: ''}))
    await get('/me').catch(() => undefined)
    await call('POST', '/session', {}).catch(() => undefined)
    expect(out).toHaveBeenCalledTimes(1)
  })
})
