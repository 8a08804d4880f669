// A playbook in words, part by part, so that two versions can be compared: pure but for the words that it is given.
import type {Form, Playbook, Titles} from '@/api/types'
import type {Facts} from './compare'

interface Words {
  say(title: Titles | undefined, otherwise: string): string
  t(key: string, values?: Record<string, unknown>): string
}

export function factsOf(book: Playbook, form: Form, {say, t}: Words): Facts {
  const state = (id: string) => say(book.states.find((s) => s.id === id)?.title, id)
  const role = (id: string) => say(book.roles.find((r) => r.id === id)?.title, id)
  const field = (id: string) => say(form.fields.find((f) => f.id === id)?.title, id)
  const list = (ids: string[], name: (id: string) => string) => ids.map(name).join(t('page.and'))
  const yes = (is: boolean) => t(is ? 'common.yes' : 'common.no')
  return {
    states: book.states.map((s) => ({id: s.id, name: say(s.title, s.id), facts: {
      title: say(s.title, s.id), held_by: s.held_by ? role(s.held_by) : '', final: s.outcome ? t(`rules.final.${s.outcome}`) : '',
    }})),
    moves: book.moves.map((m) => ({id: m.id, name: say(m.title, m.id), facts: {
      title: say(m.title, m.id), from: list(m.from, state), to: state(m.to), by: list(m.by, role), needs: list(m.needs, field), asks: list(m.asks, field),
      verifies: m.verifies ? say(book.moves.find((x) => x.id === m.verifies)?.title, m.verifies) : '', at_most: m.at_most ? String(m.at_most) : '', when: m.when,
    }})),
    limits: book.limits_in_words.map((l) => ({id: l.clock, name: say(l.title, l.clock), facts: {
      limit: l.limit, unconfirmed: l.is_confirmed ? '' : t('rules.unconfirmed'), ladder: l.ladder.map((r) => `${r.at}${t('page.colon')}${r.acts}`).join(t('page.semicolon')),
    }})),
    roles: book.roles_in_words.map((r) => ({id: r.id, name: say(r.title, r.id), facts: {title: say(r.title, r.id), who: r.who}})),
    fields: form.fields.map((f) => ({id: f.id, name: say(f.title, f.id), facts: {
      title: say(f.title, f.id), type: t(`changes.types.${f.type}`), required: yes(f.is_required), personal: yes(f.is_personal), unit: f.unit,
      options: f.options.map((o) => say(o.title, o.id)).join(t('page.and')), help: say(f.help, ''),
    }})),
    others: [{id: 'others', name: say(book.title, book.playbook), facts: {
      title: say(book.title, book.playbook), description: say(book.description, ''), park: yes(book.may_park), reopen: yes(book.may_reopen), withdraw: yes(book.may_withdraw),
      extensions: book.extensions.map((x) => t('rules.extension', {clock: state(x.clock), up_to: x.up_to, at_most: x.at_most})).join(t('page.semicolon')),
    }}],
  }
}
