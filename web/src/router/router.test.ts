// Goal: what comes after signing in stays in this site. Method: a table of addresses.
import {expect, it} from 'vitest'
import {safeNext} from './index'

it.each([
  ['/matters/YH-2022-0004?tab=x', '/matters/YH-2022-0004?tab=x'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
])('%s goes to %s', (next, safe) => expect(safeNext(next)).toBe(safe))
