// SHA-256 (FIPS 180-4) in plain numbers. The browser's own is missing on addresses without TLS, and its promises cost more
// than the hash of a line does.
const k = new Uint32Array(64)
const first = new Uint32Array(8)

/** The first 32 bits of the fraction of `x`. */
const fraction = (x: number) => ((x - Math.floor(x)) * 2 ** 32) >>> 0

for (let n = 2, found = 0; found < 64; n++) {
  let isPrime = true
  for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false
  if (!isPrime) continue
  if (found < 8) first[found] = fraction(Math.sqrt(n))
  k[found++] = fraction(Math.cbrt(n))
}

const w = new Uint32Array(64)
const turn = (x: number, n: number) => (x >>> n) | (x << (32 - n))

function block(h: Uint32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const p = at + i * 4
    w[i] = (bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!
  }
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15]!
    const b = w[i - 2]!
    w[i] = w[i - 16]! + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7]! + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
  }
  let [a, b, c, d, e, f, g, z] = h as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const t1 = (z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    z = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const add = [a, b, c, d, e, f, g, z]
  for (let i = 0; i < 8; i++) h[i] = h[i]! + add[i]!
}

/** Eight words of 32 bits. */
export function sha256(bytes: Uint8Array): Uint32Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8)
  const h = first.slice()
  for (let at = 0; at < padded.length; at += 64) block(h, padded, at)
  return h
}
