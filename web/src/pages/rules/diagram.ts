// Lays a playbook out as a picture: states one below the other in their order, moves to the next state straight down, moves
// that skip on lanes to the right, moves back on lanes to the left. Numbers stand for the moves, so no text can lie on
// another. Pure: states and moves in, coordinates out.
import type {Playbook} from '@/api/types'

export const box = {width: 168, height: 40, gap: 50}
const lane = 26

export interface Node {
  id: string
  index: number
  x: number
  y: number
}

export interface Edge {
  /** Numbers of the moves, 1 for the first of the playbook. */
  numbers: number[]
  from: string
  to: string
  path: string
  /** Where the numbers stand; several go down from there. */
  badge: {x: number; y: number; isRow: boolean}
}

export interface Diagram {
  nodes: Node[]
  edges: Edge[]
  width: number
  height: number
}

interface Span {
  from: number
  to: number
  numbers: number[]
}

/** Moves by the pair of states that they join, in order. */
function spansOf(p: Pick<Playbook, 'states' | 'moves'>): Span[] {
  const index = new Map(p.states.map((s, i) => [s.id, i]))
  const spans = new Map<string, Span>()
  p.moves.forEach((m, i) => {
    for (const f of m.from) {
      const from = index.get(f)
      const to = index.get(m.to)
      if (from === undefined || to === undefined) continue
      const key = `${from}>${to}`
      const span = spans.get(key) ?? {from, to, numbers: []}
      span.numbers.push(i + 1)
      spans.set(key, span)
    }
  })
  return [...spans.values()]
}

/** The first lane in which nothing else runs between these two. */
function laneOf(taken: [number, number][][], low: number, high: number): number {
  for (let i = 0; ; ++i) {
    taken[i] ??= []
    if (taken[i]!.every(([a, b]) => high <= a || low >= b)) {
      taken[i]!.push([low, high])
      return i
    }
  }
}

export function layOut(p: Pick<Playbook, 'states' | 'moves'>): Diagram {
  const spans = spansOf(p)
  const straight = spans.filter((s) => s.to === s.from + 1)
  const aside = spans.filter((s) => s.to !== s.from + 1).sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from) || a.from - b.from)
  const right: [number, number][][] = []
  const left: [number, number][][] = []
  const lanes = aside.map((s) => {
    const isRight = s.to > s.from
    const low = Math.min(s.from, s.to) - (s.from === s.to ? 0.25 : 0)
    const high = Math.max(s.from, s.to) + (s.from === s.to ? 0.25 : 0)
    return {s, isRight, lane: laneOf(isRight ? right : left, low, high)}
  })
  const x0 = 20 + Math.max(1, left.length) * lane + 14
  const y = (i: number) => 12 + i * (box.height + box.gap)
  const nodes = p.states.map((s, index) => ({id: s.id, index, x: x0, y: y(index)}))

  // Where lines meet a box: spread over its side, so that two lines never share an end.
  const sides = new Map<string, number>()
  for (const l of lanes) for (const i of [l.s.from, l.s.to]) sides.set(`${l.isRight}${i}`, (sides.get(`${l.isRight}${i}`) ?? 0) + 1)
  const used = new Map<string, number>()
  function port(isRight: boolean, i: number): number {
    const key = `${isRight}${i}`
    const k = (used.get(key) ?? 0) + 1
    used.set(key, k)
    return y(i) + (box.height * k) / (sides.get(key)! + 1)
  }

  const edges: Edge[] = straight.map((s) => {
    const x = x0 + box.width / 2
    const top = y(s.from) + box.height
    return {numbers: s.numbers, ...ids(s), path: `M${x} ${top}V${y(s.to) - 1}`, badge: {x, y: top + box.gap / 2 - 3, isRow: true}}
  })
  for (const {s, isRight, lane: n} of lanes) {
    const side = isRight ? x0 + box.width : x0
    const x = isRight ? side + 16 + n * lane : side - 16 - n * lane
    const a = port(isRight, s.from)
    const b = port(isRight, s.to)
    edges.push({numbers: s.numbers, ...ids(s), path: `M${side} ${a}H${x}V${b}H${side + (isRight ? 1 : -1)}`, badge: {x, y: (a + b) / 2, isRow: false}})
  }
  function ids(s: Span) {
    return {from: p.states[s.from]!.id, to: p.states[s.to]!.id}
  }
  return {
    nodes, edges,
    width: x0 + box.width + 20 + Math.max(1, right.length) * lane + 14,
    height: y(p.states.length - 1) + box.height + 14,
  }
}
