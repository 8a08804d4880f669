// What went wrong with a request, in the shape of RFC 9457. Every refusal of the server is one, and so is a network
// that is not there; pages show `message` as it stands and put `fields` at the inputs they point at.
import type {components} from './generated'

export type ProblemBody = components['schemas']['Problem']
export type FieldProblem = components['schemas']['FieldProblem']

export class ApiProblem extends Error {
  readonly status: number
  readonly key: string
  readonly fields: FieldProblem[]
  readonly requestId: string

  constructor(body: Partial<ProblemBody> & {status: number; key: string}) {
    super(body.detail || body.title || body.key)
    this.name = 'ApiProblem'
    this.status = body.status
    this.key = body.key
    this.fields = body.fields ?? []
    this.requestId = body.request_id ?? ''
  }

  /** The request may be sent again as it is: nothing was decided. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503
  }

  /** What stands at the input `id`, if anything: pointers look like `/fields/measure` or `/reason`. */
  fieldMessage(id: string): string {
    const hit = this.fields.find((f) => f.pointer === `/fields/${id}` || f.pointer === `/${id}`)
    return hit?.message ?? ''
  }
}

/** Any thrown value as a problem; what is no problem of the API is a fault of the page. */
export function problemOf(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new ApiProblem({status: 0, key: 'page.fault', detail: message})
}
