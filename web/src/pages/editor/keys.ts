// The keys of the language of playbooks with what they mean, out of its schema: for completion.
type Node = {properties?: Record<string, {description?: string}>} & Record<string, unknown>

export function keysOf(schema: unknown): Record<string, string> {
  const out: Record<string, string> = {}
  const walk = (x: unknown): void => {
    if (Array.isArray(x)) x.forEach(walk)
    else if (x && typeof x === 'object') {
      for (const [k, v] of Object.entries((x as Node).properties ?? {})) out[k] ??= (v && typeof v === 'object' && v.description) || ''
      Object.values(x).forEach(walk)
    }
  }
  walk(schema)
  return out
}

/** The next version of a playbook: its `version:` counted up, all else as it stands. */
export function nextVersion(text: string): string {
  return text.replace(/^version:\s*(\d+)/m, (_, n: string) => `version: ${Number(n) + 1}`)
}
