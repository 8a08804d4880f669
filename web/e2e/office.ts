// A demo city in a folder of its own and a server over it, for all browser tests; both go when they end.
import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'

const root = resolve(process.cwd(), '..')
const program = process.env.GUATU ?? join(root, 'build/dev/guatu')

/** The address that the server says when it listens. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    server.stdout!.on('data', (piece: Buffer) => {
      text += piece.toString()
      const url = /"url":"([^"]+)"/.exec(text)?.[1]
      // Browsers let `Secure` cookies through on localhost.
      if (url) done(url.replace('127.0.0.1', 'localhost').replace(/\/$/, ''))
    })
    server.on('exit', (code) => fail(new Error(`guatu serve ended with ${code}: ${text}`)))
  })
}

export default async function globalSetup(): Promise<() => void> {
  if (!existsSync(program)) throw new Error(`${program} is not built: cmake --build --preset dev --target guatu`)
  if (!existsSync(join(root, 'web/dist/index.html'))) throw new Error('web/dist is not built: npm run build')
  const data = mkdtempSync(join(tmpdir(), 'guatu-browser-'))
  execFileSync(program, ['demo', '--data', join(data, 'city')], {stdio: 'pipe'})
  const server = spawn(program, ['serve', '--data', join(data, 'city'), '--listen', '127.0.0.1:0', '--json', '--share', root], {stdio: ['ignore', 'pipe', 'ignore']})
  process.env.GUATU_URL = await addressOf(server)
  return () => {
    server.kill('SIGTERM')
    rmSync(data, {recursive: true, force: true})
  }
}
