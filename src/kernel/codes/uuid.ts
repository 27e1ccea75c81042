/** The part of Web Crypto used here; node, browsers and workers all have it, the kernel's type library does not. */
type RandomSource = { getRandomValues(into: Uint8Array): Uint8Array }

// The cast names the one member used: the kernel is compiled without DOM and Node types.
const webCrypto = (globalThis as unknown as { crypto: RandomSource }).crypto

/** Random bytes are drawn for 256 ids at once: one call to the machine's source costs as much as a hundred ids. */
const pool = new Uint8Array(4096)
let used = pool.length

/** Sixteen fresh random bytes. */
function randomBytes(): Uint8Array {
  if (used === pool.length) {
    webCrypto.getRandomValues(pool)
    used = 0
  }
  used += 16
  return pool.slice(used - 16, used)
}

let lastAt = 0
let lastSequence = 0

const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A new UUID of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then a 12-bit counter, then 62 random bits.
 * Within one process ids only ever grow, also inside one millisecond and when the clock steps back (RFC 9562 §6.2,
 * method 1): the counter starts anywhere in its lower half and, when it runs over, borrows the next millisecond.
 */
export function uuidv7(): string {
  const now = Date.now()
  const bytes = randomBytes()
  if (now > lastAt) {
    lastAt = now
    lastSequence = (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & 0x7ff
  } else {
    lastSequence += 1
    if (lastSequence > 0xfff) {
      lastAt += 1
      lastSequence = 0
    }
  }
  return write(bytes, lastAt, lastSequence)
}

/**
 * An id of version 7 for a moment that lies elsewhere (demonstration data, imported history): time order only, no counter.
 * @param at Unix milliseconds, UTC, from 1970
 * @param random numbers in [0, 1) to draw from instead of the machine's secure source, so that a seed gives the same ids
 */
export function uuidv7At(at: number, random?: () => number): string {
  const bytes = random ? Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) : randomBytes()
  return write(bytes, at, (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & 0xfff)
}

/** The moment inside a version 7 id, in Unix milliseconds, UTC; `undefined` when the text is no such id. */
export function uuidTime(id: string): number | undefined {
  return isUuidv7(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined
}

/** Is this text a version 7 UUID in its usual lower-case form? */
export const isUuidv7 = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text)

function write(bytes: Uint8Array, at: number, sequence: number): string {
  let rest = at
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = 0x70 | (sequence >> 8)
  bytes[7] = sequence & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  let text = ''
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += hex[bytes[index] ?? 0]
  }
  return text
}
