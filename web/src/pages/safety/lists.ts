// 两个清单 joined both ways, gaps in supervision, and how many risk points bear each colour. Pure; rows come with their fields.
import type {MatterRow} from '@/api/types'

export type Row = MatterRow & {fields?: Record<string, unknown>}
export const colours = ['red', 'orange', 'yellow', 'blue'] as const
export type Colour = (typeof colours)[number]

const isSet = (v: unknown) => v !== undefined && v !== null && v !== ''

/** Enterprises that no unit supervises. */
export const unsupervised = (enterprises: Row[]) => enterprises.filter((e) => !isSet(e.fields?.supervised_by))
/** Open hazards that name no measure which should have stopped them. */
export const unmeasured = (hazards: Row[]) => hazards.filter((h) => !isSet(h.fields?.control))
/** Measures that nobody has tested since they were made or changed. */
export const untested = (measures: Row[]) => measures.filter((m) => m.state === 'untested')
/** Measures with the open hazards that name them: a measure with any did not hold. */
export function broken(measures: Row[], hazards: Row[]): {measure: Row; hazards: Row[]}[] {
  return measures.map((measure) => ({measure, hazards: hazards.filter((h) => String(h.fields?.control ?? '') === measure.id)}))
    .filter((x) => x.hazards.length)
}
/** Risk points whose colour no measure answers for. */
export function uncontrolled(points: Row[], measures: Row[]): Row[] {
  const named = new Set(measures.map((m) => String(m.fields?.risk_point ?? '')))
  return points.filter((p) => !named.has(p.id))
}
export function colourOf(point: Row): Colour | undefined {
  return colours.find((c) => c === point.fields?.colour)
}
/** Where it stands: longitude, latitude, WGS-84. */
export function placeOf(row: Row): [number, number] | undefined {
  const at = (row.fields?.place as {at?: [string, string]} | undefined)?.at
  if (!at) return undefined
  const [lon, lat] = at.map(Number) as [number, number]
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : undefined
}
