// The map of a migration as a page holds it, and as the YAML that the server reads (docs/operating/migrate.md).
import type {components} from '@/api/generated'

type Schemas = components['schemas']
export type MapSection = Schemas['MapSection']
export type SectionName = MapSection['section']
/** `to` names the new id; else it is dropped for a reason. Neither: not said yet. */
export interface Going {
  to?: string
  drop?: string
  isDropped?: boolean
}
export type MapSoFar = Partial<Record<SectionName, Record<string, Going>>>

/** Any text as one scalar of YAML that means itself: double quotes, as JSON writes them. */
const scalar = (text: string) => (/^[A-Za-z_][\w.-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text))

/** Lines of a map; what is not said yet stays out, so that the server names it. */
export function yamlOf(map: MapSoFar): string {
  const out: string[] = []
  for (const [section, entries] of Object.entries(map)) {
    const lines = Object.entries(entries).flatMap(([id, g]) => {
      if (g.isDropped) return g.drop?.trim() ? [`  ${scalar(id)}: {drop: ${scalar(g.drop.trim())}}`] : []
      return g.to ? [`  ${scalar(id)}: ${scalar(g.to)}`] : []
    })
    if (lines.length) out.push(`${section}:`, ...lines)
  }
  return out.length ? `${out.join('\n')}\n` : ''
}

export interface Row {
  id: string
  title: string
  /** The new version has it too: it goes to itself unless the map says otherwise. */
  isKept: boolean
}
/** What has to be said comes first. */
export function rowsOf(section: MapSection): Row[] {
  const news = new Set(section.news.map((n) => n.id))
  const rows = section.olds.map((o) => ({...o, isKept: news.has(o.id)}))
  return [...rows.filter((r) => !r.isKept), ...rows.filter((r) => r.isKept)]
}
