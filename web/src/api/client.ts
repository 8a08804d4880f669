// The one way to the server: typed by schema/openapi.yaml (generated.ts), thin over fetch. It adds the language, the id of
// an act (Idempotency-Key) and If-Match, and turns every refusal into an ApiProblem. It knows no page and no store.
import type {paths} from './generated'
import {ApiProblem, type ProblemBody} from './problem'

type Method = 'get' | 'post' | 'put' | 'delete' | 'patch'
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends {[K in M]: {responses: unknown}} ? P : never
}[keyof paths]
type Operation<P extends keyof paths, M extends Method> = paths[P] extends {[K in M]: infer O} ? O : never
type Json<R> = R extends {content: {'application/json': infer B}} ? B : undefined
type Answer<O> = O extends {responses: infer R}
  ? R extends {200: infer A} ? Json<A> : R extends {201: infer A} ? Json<A> : undefined
  : never
type Part<O, K extends string> = O extends {parameters: {[X in K]?: infer V}} ? V : undefined
type BodyOf<O> = O extends {requestBody?: {content: {'application/json': infer B}}} ? B : undefined

interface Args<O> {
  path?: Part<O, 'path'>
  query?: Part<O, 'query'>
  body?: BodyOf<O>
  /** `ETag` that was read: the write is refused (412) when the matter has changed since. */
  ifMatch?: string
  /** Id of the act. Keep it when the same act is sent again after a broken connection. */
  act?: string
  signal?: AbortSignal
}

export interface Tagged<T> {
  data: T
  etag: string
}

const base = '/api/v1'
let language = 'zh'
let onSignedOut: () => void = () => {}
let offlineText = 'offline'

export function setApiLanguage(lang: string, offline: string): void {
  language = lang
  offlineText = offline
}

/** Called when the server no longer knows who asks (401), except on the way in. */
export function whenSignedOut(f: () => void): void {
  onSignedOut = f
}

/** A new id of an act. randomUUID is missing on plain-http addresses, getRandomValues is not. */
export function newAct(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** `/matters/{matter}` with its values put in. */
export function fillPath(path: string, values: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? '')))
}

/** Empty, null and undefined values are left out; the server refuses what it does not know. */
export function queryText(query: Record<string, unknown> = {}): string {
  const out = new URLSearchParams()
  for (const [k, v] of Object.entries(query)) if (v !== undefined && v !== null && v !== '') out.set(k, String(v))
  const text = out.toString()
  return text ? `?${text}` : ''
}

async function problemFrom(response: Response): Promise<ApiProblem> {
  try {
    const body = (await response.json()) as ProblemBody
    return new ApiProblem({...body, status: response.status, key: body.key ?? 'http.unknown'})
  } catch {
    return new ApiProblem({
      status: response.status, key: 'http.unknown', detail: `${response.status} ${response.statusText}`,
    })
  }
}

/** Sends anything; for bytes and for routes that are not JSON. @throws ApiProblem */
export async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Accept-Language', language)
  let response: Response
  try {
    response = await fetch(base + path, {...init, method, headers, credentials: 'same-origin'})
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw new ApiProblem({status: 0, key: 'net.unreachable', detail: offlineText})
  }
  if (response.ok || response.status === 304) return response
  const problem = await problemFrom(response)
  if (response.status === 401 && !path.startsWith('/session')) onSignedOut()
  throw problem
}

/** JSON in, JSON out, by a path that the types need not know. @throws ApiProblem */
export async function call<T>(method: string, path: string, body?: unknown, args: Args<unknown> = {}): Promise<Tagged<T>> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (args.ifMatch) headers['If-Match'] = args.ifMatch
  if (method !== 'GET') headers['Idempotency-Key'] = args.act ?? newAct()
  const response = await send(method, path, {
    headers, signal: args.signal, body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return {data: (text ? JSON.parse(text) : undefined) as T, etag: response.headers.get('ETag') ?? ''}
}

function request<T>(method: string, path: string, args: Args<unknown>): Promise<Tagged<T>> {
  const {path: values, query} = args as {path?: Record<string, unknown>; query?: Record<string, unknown>}
  const url = fillPath(path, values) + queryText(query)
  return call<T>(method, url, args.body, args)
}

export async function get<P extends PathsWith<'get'>>(path: P, args: Args<Operation<P, 'get'>> = {}) {
  return (await request<Answer<Operation<P, 'get'>>>('GET', path, args as Args<unknown>)).data
}

/** As `get`, with the ETag that a later write can name. */
export function getTagged<P extends PathsWith<'get'>>(path: P, args: Args<Operation<P, 'get'>> = {}) {
  return request<Answer<Operation<P, 'get'>>>('GET', path, args as Args<unknown>)
}

export async function post<P extends PathsWith<'post'>>(path: P, args: Args<Operation<P, 'post'>> = {}) {
  return (await request<Answer<Operation<P, 'post'>>>('POST', path, args as Args<unknown>)).data
}
