// The afternoon's work that Guatu is compared with: one table of matters, one of what was done, Fastify and node:sqlite.
// Full sync, the same fields and indexes, one audit row a write. No clocks, no rules, no accounts but one token, no hash.
// usage: node server.mjs FILE PORT [MATTERS]   (fills the file with so many matters first, when it is new)
import { DatabaseSync } from 'node:sqlite'
import Fastify from 'fastify'

const [file, port, matters = '0'] = process.argv.slice(2)
const db = new DatabaseSync(file)
db.exec(`pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-65536; pragma mmap_size=268435456;
create table if not exists matter(id integer primary key, key text unique, number text unique, playbook text, unit text, state text,
  holder text, opener text, title text, result text, opened_at integer, due_at integer, closed_at integer);
create index if not exists matter_due on matter(due_at) where closed_at is null;
create index if not exists matter_unit on matter(unit, due_at);
create index if not exists matter_holder on matter(holder, due_at);
create table if not exists audit(id integer primary key, matter integer, at integer, who text, what text, body text);
create index if not exists audit_matter on audit(matter)`)
const add = db.prepare(`insert into matter(key, number, playbook, unit, state, holder, opener, title, opened_at, due_at, closed_at)
  values(?,?,?,?,?,?,?,?,?,?,?)`)
const note = db.prepare('insert into audit(matter, at, who, what, body) values(?,?,?,?,?)')
const one = db.prepare('select * from matter where id = ?')
const byKey = db.prepare('select id from matter where key = ?')
const move = db.prepare("update matter set state = 'checking', result = ?, due_at = ? where id = ? and state = 'todo'")
const late = db.prepare('select * from matter where closed_at is null order by due_at, id limit 50')
const dayMs = 86_400_000

if (db.prepare('select count(*) as n from matter').get().n === 0) {
  db.exec('begin')
  for (let i = 0; i < Number(matters); ++i) {
    const opened = Date.now() - (Number(matters) - i) * 900
    const { lastInsertRowid: id } = add.run(`fill${i}`, `SB-2026-${i}`, 'report', `d${i % 10}.s${i % 20}`, 'todo', `p${i % 200}.1`,
      `p${i % 200}.2`, '消防通道堵塞', opened, opened + 15 * dayMs, i % 12 ? opened + dayMs : null)
    note.run(id, opened, 'p', 'open', '{}')
  }
  db.exec('commit')
}

const app = Fastify()
app.addHook('onRequest', async (req, reply) => {
  if (req.headers.authorization !== 'Bearer rival') return reply.code(401).send({ title: 'who?' })
})
const transaction = (work) => {
  db.exec('begin immediate')
  try {
    const out = work()
    db.exec('commit')
    return out
  } catch (e) {
    db.exec('rollback')
    throw e
  }
}
app.post('/matters', (req, reply) => {
  const key = req.headers['idempotency-key']
  const { playbook, unit, fields } = req.body
  const now = Date.now()
  const id = transaction(() => {
    const there = byKey.get(key)
    if (there) return there.id
    const made = add.run(key, `SB-${key}`, playbook, unit, 'todo', 'p3.2', 'p3.2', fields.title, now, now + 15 * dayMs, null)
    note.run(made.lastInsertRowid, now, 'p3.2', 'open', JSON.stringify(req.body))
    return Number(made.lastInsertRowid)
  })
  reply.code(201).send({ matter: { id }, existed: false })
})
app.post('/matters/:id/moves', (req, reply) => {
  const now = Date.now()
  const id = Number(req.params.id)
  const changed = transaction(() => {
    const { changes } = move.run(req.body.fields.result, now + 3 * dayMs, id)
    if (changes) note.run(id, now, 'p3.2', 'submit', JSON.stringify(req.body))
    return changes
  })
  reply.code(changed ? 200 : 409).send({ matter: { id } })
})
app.get('/matters/:id', (req, reply) => {
  const row = one.get(Number(req.params.id))
  reply.code(row ? 200 : 404).send(row ?? { title: 'none' })
})
app.get('/matters', () => ({ items: late.all() }))
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log('ready')
