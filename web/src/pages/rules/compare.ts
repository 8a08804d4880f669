// What changed between two versions of a playbook: states, moves, roles, limits, fields, side by side, and the text line by
// line. Pure.
export interface Facts {
  /** Part of the playbook, id, facts by name: `states`, `doing`, `{title: 'Being done', limit: '2 working days'}`. */
  [part: string]: {id: string; name: string; facts: Record<string, string>}[]
}

export interface Change {
  kind: 'added' | 'removed' | 'changed'
  name: string
  facts: {fact: string; before: string; after: string}[]
}

/** By part; parts without a change are left out. Things are the same when their id is. */
export function compareFacts(a: Facts, b: Facts): {part: string; changes: Change[]}[] {
  return Object.keys({...a, ...b}).map((part) => {
    const [before, after] = [a[part] ?? [], b[part] ?? []]
    const changes: Change[] = []
    for (const x of before) {
      const y = after.find((z) => z.id === x.id)
      if (!y) changes.push({kind: 'removed', name: x.name, facts: factsOf({}, x.facts).map((f) => ({...f, before: f.after, after: ''}))})
      else {
        const facts = factsOf(x.facts, y.facts)
        if (facts.length) changes.push({kind: 'changed', name: y.name, facts})
      }
    }
    for (const y of after) if (!before.some((x) => x.id === y.id)) changes.push({kind: 'added', name: y.name, facts: factsOf({}, y.facts)})
    return {part, changes}
  }).filter((x) => x.changes.length > 0)
}

function factsOf(a: Record<string, string>, b: Record<string, string>) {
  return Object.keys({...a, ...b})
    .map((fact) => ({fact, before: a[fact] ?? '', after: b[fact] ?? ''}))
    .filter((f) => f.before !== f.after)
}

export interface Line {
  kind: 'same' | 'gone' | 'new' | 'cut'
  text: string
  /** Number of the line in the old and the new text; 0 where it is not. */
  before: number
  after: number
}

/** Lines of both texts by their longest common subsequence; runs of equal ones are cut to `context` around changes.
 * Cost: rows × rows; a playbook has some hundreds. */
export function diffLines(old: string, young: string, context = 3): Line[] {
  const [a, b] = [old.split('\n'), young.split('\n')]
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; --i)
    for (let j = b.length - 1; j >= 0; --j)
      table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1]! + 1 : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
  const all: Line[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) all.push({kind: 'same', text: a[i]!, before: ++i, after: ++j})
    else if (i < a.length && (j === b.length || table[(i + 1) * width + j]! >= table[i * width + j + 1]!)) all.push({kind: 'gone', text: a[i]!, before: ++i, after: 0})
    else all.push({kind: 'new', text: b[j]!, before: 0, after: ++j})
  }
  const near = all.map((_, at) => all.slice(Math.max(0, at - context), at + context + 1).some((l) => l.kind !== 'same'))
  const out: Line[] = []
  all.forEach((line, at) => {
    if (near[at]) out.push(line)
    else if (out.at(-1)?.kind !== 'cut') out.push({kind: 'cut', text: '', before: 0, after: 0})
  })
  return out.every((l) => l.kind === 'cut') ? [] : out
}
