// Goal: completion knows the keys of the language; a new version is one further. Method: the schema itself, short texts.
import {readFileSync} from 'node:fs'
import {expect, it} from 'vitest'
import {keysOf, nextVersion} from './keys'

it('knows the keys of every level', () => {
  const keys = keysOf(JSON.parse(readFileSync('../schema/playbook.schema.json', 'utf8')))
  for (const k of ['playbook', 'states', 'held_by', 'limit', 'moves', 'required']) expect(keys, k).toHaveProperty(k)
  expect(keys.playbook).toContain('playbook')
})
it('counts up the version of the playbook alone', () => {
  expect(nextVersion('# a\nplaybook: x\nversion: 9\nstates:\n  version: 1\n')).toBe('# a\nplaybook: x\nversion: 10\nstates:\n  version: 1\n')
  expect(nextVersion('playbook: x\n')).toBe('playbook: x\n')
})
