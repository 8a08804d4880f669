// What this browser keeps: settings and drafts. Storage may be full or forbidden; then nothing is kept, and nothing fails.
const prefix = 'guatu.'

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

/** @returns whether it is kept. */
export function writeSetting(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(prefix + name)
    else localStorage.setItem(prefix + name, value)
    return true
  } catch {
    return false
  }
}

export function readJson<T>(name: string): T | null {
  const text = readSetting(name)
  if (!text) return null
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

export function writeJson(name: string, value: unknown): boolean {
  return writeSetting(name, value === null ? null : JSON.stringify(value))
}
