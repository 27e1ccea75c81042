import type { Words } from '../words.ts'
import type { Random } from './random.ts'

/** What is wrong with a text that should be a code. */
export type CodeFault =
  | 'length' // too short or too long
  | 'alphabet' // a character that the standard does not allow at that place
  | 'date' // the date inside does not exist
  | 'division' // the division inside does not exist or has no such level
  | 'part' // another part has a value the standard does not know
  | 'check' // the check digit does not agree with the rest

/** A code taken apart, or what is wrong with it. `at` is the 0-based character of the cleaned text where the trouble shows. */
export type CodeReading<Parts> =
  | { readonly ok: true; readonly code: string; readonly parts: Parts }
  | { readonly ok: false; readonly fault: CodeFault; readonly says: Words; readonly at?: number }

/** One system of codes. A new one is one file and one line in `code-schemes.ts`. */
export type CodeScheme<Parts> = {
  readonly id: string
  readonly title: Words
  /** The standard with its number. */
  readonly standard: string
  /** Cleans (width, case, blanks, separators people write), takes apart, checks. Never throws. */
  read(text: string): CodeReading<Parts>
  /** The code as people read it, in groups; anything that is no such code comes back as it was. */
  format(text: string): string
  /** A valid code for tests and demonstrations. */
  generate(random: Random): string
}

/** The failing half of a reading. */
export const refuse = (fault: CodeFault, says: Words, at?: number) => ({ ok: false, fault, says, at }) as const

/** Refuses a length. */
export const refuseLength = (found: number, right: string) =>
  refuse('length', { zh: `应为 ${right} 位，现为 ${found} 位`, en: `must have ${right} characters, has ${found}` })

/** Refuses the character at a place. */
export const refuseCharacter = (text: string, at: number, allowed: Words) =>
  refuse(
    'alphabet',
    {
      zh: `第 ${at + 1} 位“${text[at] ?? ''}”不可用，应为${allowed.zh}`,
      en: `character ${at + 1}, "${text[at] ?? ''}", is not allowed: must be ${allowed.en}`,
    },
    at,
  )

/** Refuses a check digit without saying the right one: a typing error elsewhere is likelier than in the last place. */
export const refuseCheck = (at: number) =>
  refuse(
    'check',
    {
      zh: '校验位不符，请核对有没有输错或换位的字符',
      en: 'the check digit does not agree: look for a mistyped or swapped character',
    },
    at,
  )

/** Words for "a digit". */
export const digitWords: Words = { zh: '数字', en: 'a digit' }

/** Full-width to half-width, no blanks, no dashes of any kind, upper case: what people add when they type a code. */
export const cleanCode = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff\u2010-\u2015\u2212-]/gu, '')
    .toUpperCase()

/** The first character that is no digit, or -1. */
export const firstNonDigit = (text: string): number => text.search(/[^0-9]/)
