// Puts `x.gz` beside every text file of dist: the server answers with it to browsers that take gzip.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'

const dist = new URL('../dist', import.meta.url).pathname
for (const entry of readdirSync(dist, {recursive: true, withFileTypes: true})) {
  const file = join(entry.path, entry.name)
  if (!entry.isFile() || !/\.(js|css|html|svg|json)$/.test(file)) continue
  const plain = readFileSync(file)
  const small = gzipSync(plain, {level: 9})
  if (small.length < plain.length * 0.9) writeFileSync(`${file}.gz`, small)
}
