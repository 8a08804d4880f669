// What administrators do to units and persons, as requests: pure.
export type OfficeKind = 'add_unit' | 'merge_unit' | 'add_person' | 'leave' | 'give_post' | 'take_post' | 'grant' | 'revoke'

export interface OfficeAct {
  kind: OfficeKind
  unit?: string
  person?: string
  /** The post or role that is taken back. */
  name?: string
}

export type OfficeValues = Record<string, string | undefined>

/** What cannot be taken back by another act. */
export const isFinal = (kind: OfficeKind) => kind === 'merge_unit' || kind === 'leave' || kind === 'add_unit' || kind === 'add_person'

/** Posts that playbooks speak of, and roles of the program; an office may have others of its own, typed by hand. */
export const posts = ['head', 'supervision', 'dispatcher', 'inspector', 'grid_officer', 'officer']
export const roles = ['system_admin', 'security_admin', 'audit_admin', 'supervision', 'dispatcher']

const filled = (values: Record<string, string | undefined>) => Object.fromEntries(Object.entries(values).filter(([, v]) => v?.trim()).map(([k, v]) => [k, v!.trim()]))

export function requestOf(act: OfficeAct, v: OfficeValues): {method: 'POST' | 'DELETE'; path: string; body?: Record<string, unknown>} {
  const of = (...parts: (string | undefined)[]) => `/${parts.map((p) => encodeURIComponent(p ?? '')).join('/')}`
  switch (act.kind) {
    case 'add_unit': return {method: 'POST', path: '/units', body: {unit: v.id?.trim(), into: act.unit, fields: filled({zh: v.zh, en: v.en, code: v.code, lon: v.lon, lat: v.lat})}}
    case 'merge_unit': return {method: 'POST', path: of('units', act.unit, 'merger'), body: filled({into: v.unit, reason: v.reason})}
    case 'add_person': return {method: 'POST', path: '/people', body: {person: v.id?.trim(), name: v.name?.trim(), unit: act.unit}}
    case 'leave': return {method: 'POST', path: of('people', act.person, 'departure'), body: filled({reason: v.reason})}
    case 'give_post': return {method: 'POST', path: of('people', act.person, 'posts'), body: filled({unit: v.unit, post: v.name})}
    case 'take_post': return {method: 'DELETE', path: of('people', act.person, 'posts', act.unit, act.name)}
    case 'grant': return {method: 'POST', path: of('people', act.person, 'grants'), body: filled({unit: v.unit, role: v.name})}
    case 'revoke': return {method: 'DELETE', path: of('people', act.person, 'grants', act.unit, act.name)}
  }
}
