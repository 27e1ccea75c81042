import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Words } from '../../../kernel/words.ts'

/**
 * Argon2id (RFC 9106) as the OWASP Password Storage Cheat Sheet asks at least: 19 MiB, two passes, one lane.
 * About 50 ms on one core of the machines we build on. Raising them here is enough: a hash made with less is
 * made anew at the next sign-in (`isOutdated`).
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const
const saltBytes = 16

/** Characters, counted as people do (code points), of the shortest and longest password taken. */
export const passwordLength = { least: 10, most: 128 } as const

type Parts = {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Buffer
  readonly tag: Buffer
}

/** NFKC, so that one password typed by two input methods is one password (NIST SP 800-63B 3.1.1.2). */
const normal = (password: string) => password.normalize('NFKC')

function derive(password: string, parts: Omit<Parts, 'tag'>, tagLength: number): Promise<Buffer> {
  return new Promise((done, fail) => {
    argon2(
      'argon2id',
      {
        message: normal(password),
        nonce: parts.salt,
        memory: parts.memory,
        passes: parts.passes,
        parallelism: parts.parallelism,
        tagLength,
      },
      (error, tag) => (error ? fail(error) : done(tag)),
    )
  })
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Hashes a password into a PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const tag = await derive(password, { ...cost, salt }, cost.tagLength)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

function parse(hash: string): Parts {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash)
  const [, memory, passes, parallelism, salt, tag] = found ?? []
  if (!memory || !passes || !parallelism || !salt || !tag) throw new Error('A stored password hash is not argon2id.')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Made once of random bytes nobody knows: what an unknown login is checked against. */
let nobodys: Promise<string> | undefined

/**
 * Is this the password of that hash? Without a hash (unknown login, or one without a password) the same work is
 * done against a hash nobody can meet, so that the time of the answer does not tell which logins exist.
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  nobodys ??= hashPassword(randomBytes(32).toString('base64'))
  const parts = parse(hash ?? (await nobodys))
  const tag = await derive(password, parts, parts.tag.length)
  return timingSafeEqual(tag, parts.tag) && hash !== undefined
}

/** Was the hash made with less work than is asked today? */
export function isOutdated(hash: string): boolean {
  const parts = parse(hash)
  return parts.memory < cost.memory || parts.passes < cost.passes || parts.tag.length < cost.tagLength
}

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '98765432109',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv',
]

const common = /password|passwd|admin|root|welcome|shanghai|shudu|qwerty|letmein|iloveyou|woaini/g

/** The word inside decoration: digits and signs at both ends taken off, the usual signs for letters turned back. */
const core = (lower: string) =>
  lower
    .replace(/^[^\p{L}@$]+|[^\p{L}@$]+$/gu, '')
    .replaceAll('@', 'a')
    .replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('$', 's')
    .replaceAll('1', 'i')

/** One of the few that every list of guesses begins with: a run of keys, few characters, a common word in decoration. */
function isEasy(password: string): boolean {
  const lower = normal(password).toLowerCase()
  if (new Set(lower).size < 5) return true
  if (runs.some((run) => run.includes(lower.replace(/[^a-z0-9]/g, '') || ' '))) return true
  return core(lower).replace(common, '').length < 3
}

/**
 * Why a password may not be used, or `undefined` when it may (NIST SP 800-63B 3.1.1.2: length and guessability
 * count, rules of composition do not). `known` are words an attacker tries first: the login, the name.
 */
export function passwordFault(password: string, known: readonly string[] = []): Words | undefined {
  const length = Array.from(normal(password)).length
  if (length < passwordLength.least)
    return {
      zh: `密码至少 ${passwordLength.least} 个字符`,
      en: `A password has at least ${passwordLength.least} characters`,
    }
  if (length > passwordLength.most)
    return {
      zh: `密码最多 ${passwordLength.most} 个字符`,
      en: `A password has at most ${passwordLength.most} characters`,
    }
  const lower = normal(password).toLowerCase()
  const own = known.map((word) => normal(word).toLowerCase()).filter((word) => word.length >= 3)
  if (own.some((word) => lower.replaceAll(word, '').length < 6))
    return { zh: '密码不能由登录名或姓名构成', en: 'A password is not made of the login or the name' }
  if (isEasy(password)) return { zh: '密码过于容易被猜到', en: 'This password is too easy to guess' }
  return undefined
}
