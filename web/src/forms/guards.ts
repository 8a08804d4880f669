// Guards of the playbook, evaluated over what is in a form: whether a field has become required. The server decides; this
// only shows it while one types. The same rules as src/guatu/kernel/playbook/guard.cpp.
import type {components} from '@/api/generated'
import type {FormField} from '@/api/types'
import {isEmpty, type Values} from './values'

type Guard = components['schemas']['Guard']

function holdsOne(g: Guard, values: Values): boolean {
  const v = values[g.field]
  if (isEmpty(v)) return g.test === 'is_unset' || g.test === 'is_not'
  const n = Number(v)
  switch (g.test) {
    case 'is': return g.any_of.includes(String(v))
    case 'is_not': return !g.any_of.includes(String(v))
    case 'at_least': return n >= g.number
    case 'over': return n > g.number
    case 'at_most': return n <= g.number
    case 'under': return n < g.number
    case 'is_set': return true
    default: return false
  }
}

export function isRequired(field: FormField, values: Values): boolean {
  if (field.is_required) return true
  return field.required_if.length > 0 && field.required_if.every((g) => holdsOne(g, values))
}

/** A field that is asked for only under a condition is shown when the condition holds, or when it has a value. */
export function isShown(field: FormField, values: Values): boolean {
  if (field.is_computed) return false
  if (field.is_required || field.required_if.length === 0) return true
  return isRequired(field, values) || !isEmpty(values[field.id])
}
