import { cleanText, type Message } from './message.ts'

const signatureLength = 64
const bands = 16
const rowsInBand = signatureLength / bands

/** The MinHash signature of a text over its runs of three characters: equal places ≈ Jaccard likeness of the two texts. */
export type Signature = Int32Array

const multipliers = Int32Array.from({ length: signatureLength }, (_, at) => Math.imul(at + 1, 0x9e3779b1) | 1)

/** 32-bit FNV-1a of three code units. */
function hashOf(text: string, at: number): number {
  let hash = 0x811c9dc5
  for (let next = at; next < at + 3; next++) hash = Math.imul(hash ^ text.charCodeAt(next), 0x01000193)
  return hash
}

/** Computes the signature of a message; one of fewer than three characters has only zeros and is like nothing. */
export function signatureOf(message: Message): Signature {
  const text = cleanText(`${message.title} ${message.text}`).replace(/[^\p{L}\p{N}]/gu, '')
  const least = new Int32Array(signatureLength).fill(text.length < 3 ? 0 : 0x7fffffff)
  for (let at = 0; at + 3 <= text.length; at++) {
    const hash = hashOf(text, at)
    for (let place = 0; place < signatureLength; place++) {
      let mixed = Math.imul(hash ^ (hash >>> 15), multipliers[place] ?? 1)
      mixed ^= mixed >>> 13
      if (mixed < (least[place] ?? 0)) least[place] = mixed
    }
  }
  return least
}

/** Estimated Jaccard likeness of two texts, 0…1, with a standard error of at most 0.07. */
export function likeness(one: Signature, other: Signature): number {
  let equal = 0
  for (let place = 0; place < signatureLength; place++) if (one[place] === other[place]) equal++
  return equal / signatureLength
}

/** Keys under which alike texts meet (locality-sensitive hashing): texts with likeness 0.5 share one with probability 0.64, with 0.7 0.99. */
export function bandKeys(signature: Signature): string[] {
  return Array.from({ length: bands }, (_, band) => {
    const rows = signature.subarray(band * rowsInBand, (band + 1) * rowsInBand)
    return `${band}:${rows.join(',')}`
  })
}

/**
 * Groups messages that are copies of one another, more or less: `groups[i]` is the number of the first message of its group.
 * A copy must not be in the test set of a model that has learnt from the other.
 */
export function groupNearDuplicates(messages: readonly Message[], least = 0.4): Int32Array {
  const groups = Int32Array.from(messages, (_, at) => at)
  const signatures = messages.map(signatureOf)
  const met = new Map<string, number[]>()
  signatures.forEach((signature, at) => {
    if (signature.every((value) => value === 0)) return
    for (const key of bandKeys(signature)) {
      const earlier = met.get(key) ?? []
      const alike = earlier.find((other) => likeness(signature, signatures[other] ?? signature) >= least)
      if (alike !== undefined) join(groups, alike, at)
      if (earlier.length < 50) met.set(key, [...earlier, at])
    }
  })
  return groups.map((_, at) => rootOf(groups, at))
}

function rootOf(groups: Int32Array, at: number): number {
  let root = at
  while ((groups[root] ?? root) !== root) root = groups[root] ?? root
  return root
}

function join(groups: Int32Array, one: number, other: number): void {
  const roots = [rootOf(groups, one), rootOf(groups, other)]
  groups[Math.max(...roots)] = Math.min(...roots)
}
