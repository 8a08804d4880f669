// The work that the server asks for before it takes something from whoever has no account: see schema/openapi.yaml,
// makeChallenge. Done in slices, so that the page stays alive on a slow phone.
import {get} from '@/api/client'
import {sha256} from './sha256'

export interface Proof {
  nonce: string
  answer: string
}

const sliceMs = 25
const pause = () => new Promise<void>((go) => setTimeout(go))

/** Does SHA-256 of `nonce.answer` begin with so many zero bits (at most 32)? */
export function fits(nonce: string, answer: string, difficulty: number): boolean {
  return Math.clz32(sha256(new TextEncoder().encode(`${nonce}.${answer}`))[0]!) >= difficulty
}

export async function solve(nonce: string, difficulty: number): Promise<string> {
  for (let n = 0, since = performance.now(); ; n++) {
    if (fits(nonce, String(n), difficulty)) return String(n)
    if (n % 256 === 255 && performance.now() - since > sliceMs) {
      await pause()
      since = performance.now()
    }
  }
}

/** @throws ApiProblem */
export async function prove(): Promise<Proof> {
  const {nonce, difficulty} = await get('/public/challenge')
  return {nonce, answer: await solve(nonce, difficulty)}
}
