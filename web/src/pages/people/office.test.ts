// Goal: every act of administration is the request that the API takes. Method: a table.
import {expect, it} from 'vitest'
import {type OfficeAct, type OfficeValues, requestOf} from './office'

const rows: [OfficeAct, OfficeValues, unknown][] = [
  [{kind: 'add_unit', unit: 'city'}, {id: ' gj_x ', zh: '新局', en: '', code: '14'}, {method: 'POST', path: '/units', body: {unit: 'gj_x', into: 'city', fields: {zh: '新局', code: '14'}}}],
  [{kind: 'merge_unit', unit: 'a'}, {unit: 'b', reason: '机构改革 '}, {method: 'POST', path: '/units/a/merger', body: {into: 'b', reason: '机构改革'}}],
  [{kind: 'add_person', unit: 'a'}, {id: 'p', name: '张三'}, {method: 'POST', path: '/people', body: {person: 'p', name: '张三', unit: 'a'}}],
  [{kind: 'leave', person: 'p:1'}, {reason: '调离'}, {method: 'POST', path: '/people/p%3A1/departure', body: {reason: '调离'}}],
  [{kind: 'give_post', person: 'p'}, {unit: 'a', name: 'head'}, {method: 'POST', path: '/people/p/posts', body: {unit: 'a', post: 'head'}}],
  [{kind: 'take_post', person: 'p', unit: 'a', name: 'head'}, {}, {method: 'DELETE', path: '/people/p/posts/a/head'}],
  [{kind: 'grant', person: 'p'}, {unit: 'a', name: 'audit_admin'}, {method: 'POST', path: '/people/p/grants', body: {unit: 'a', role: 'audit_admin'}}],
  [{kind: 'revoke', person: 'p', unit: 'a', name: 'audit_admin'}, {}, {method: 'DELETE', path: '/people/p/grants/a/audit_admin'}],
]
it.each(rows)('%o', (act, values, request) => expect(requestOf(act, values)).toEqual(request))
