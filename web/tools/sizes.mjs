// What a browser fetches before the first page stands, compressed; fails above the limit. The page of entry and what it
// imports (statically) are counted, with their styles; maps and charts must come later, by import().
import {existsSync, readFileSync, statSync} from 'node:fs'

const limit = 250_000
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

const sizeOf = (name) => {
  const gz = new URL(`${name}.gz`, dist)
  return statSync(existsSync(gz) ? gz : new URL(name, dist)).size
}

/** All files that the entry `key` needs at once. */
function filesOf(key, seen = new Set(), files = new Set()) {
  if (seen.has(key)) return files
  seen.add(key)
  const chunk = manifest[key]
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) filesOf(next, seen, files)
  return files
}

// The first page of somebody who comes in: the shell, the desk, the texts of one language.
const first = ['index.html', 'src/layout/AppShell.vue', 'src/pages/desk/DeskPage.vue', 'src/i18n/zh.ts']
/** A page that others import too is bundled under its bare name. */
const keyOf = (source) => {
  const name = source.replace(/^.*\/(\w+)\.\w+$/, '$1')
  const key = manifest[source] ? source : Object.keys(manifest).find((k) => manifest[k].name === name && manifest[k].file.endsWith('.js'))
  if (!key) throw new Error(`${source} is not in the build`)
  return key
}
const files = new Set(first.flatMap((key) => [...filesOf(keyOf(key))]))
let total = sizeOf('index.html')
for (const file of files) total += sizeOf(file)
console.log(`first page: ${(total / 1000).toFixed(1)} KB compressed in ${files.size + 1} files (limit ${limit / 1000} KB)`)
if (total > limit) {
  for (const file of files) console.log(`  ${(sizeOf(file) / 1000).toFixed(1)} KB  ${file}`)
  process.exit(1)
}
