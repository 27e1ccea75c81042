import type { FieldType } from '../record/index.ts'
import type { Words } from '../words.ts'
import { rulesErrors } from './rules-errors.ts'

/** The types of single values. `duration` is days and shorter, in milliseconds; `period` is years and months, in months. */
export type Scalar = 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'duration' | 'period'

/** The type of any expression. */
export type ValueType = Scalar | 'null' | `list of ${Scalar}`

/** The kinds of field that a rule may read: those of records, and plain lists. */
export type KnownType = FieldType | 'texts' | 'numbers'

/**
 * A field that a rule may read. Any field of a record is one. `value` exists only in the type.
 * `options` limits a text (or the elements of a list) to declared values.
 */
export type Known<Value = unknown> = {
  readonly type: KnownType
  readonly title?: Words
  readonly unit?: Words
  readonly options?: readonly { readonly value: string; readonly title: Words }[]
  readonly value?: Value
}

/** What a rule may speak of: fields by name, and groups of them (`sort.urgency`). */
export type Vocabulary = { readonly [name: string]: Known | Vocabulary }

/** What rules may read of a place. */
export const placeParts = {
  address: { type: 'text', title: { zh: '地址', en: 'address' } },
  division: { type: 'text', title: { zh: '区划', en: 'division' } },
} as const satisfies Vocabulary

/** The type of value that each kind of field holds. */
export const valueTypes: Readonly<Record<Exclude<KnownType, 'place'>, ValueType>> = {
  text: 'text',
  'long-text': 'text',
  number: 'number',
  integer: 'number',
  money: 'number',
  boolean: 'boolean',
  instant: 'instant',
  date: 'date',
  choice: 'text',
  choices: 'list of text',
  class: 'text',
  office: 'text',
  files: 'list of text',
  phone: 'text',
  email: 'text',
  'citizen-number': 'text',
  'credit-code': 'text',
  texts: 'list of text',
  numbers: 'list of number',
}

/** Is it a field, and not a group of fields? A group may itself have a field called `type`. */
export const isKnown = (entry: Known | Vocabulary): entry is Known => typeof entry.type === 'string'

/** One name that a rule may read, resolved. */
export type Name = {
  readonly path: string
  readonly type: ValueType
  readonly title: Words
  readonly unit?: Words
  readonly options?: Known['options']
}

const words = new Set(
  'and or not in between if then else some every satisfies true false null instance of for return function'.split(' '),
)

/** Can this word name a field in a rule? Letters of any script, digits and `_`; not a word of FEEL. */
export const isName = (word: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(word) && !words.has(word)

const resolved = new WeakMap<Vocabulary, ReadonlyMap<string, Name>>()

/**
 * All names of a vocabulary by path, in its order.
 * @throws rules.vocabulary when a name could not be told from FEEL's own words
 */
export function namesOf(vocabulary: Vocabulary): ReadonlyMap<string, Name> {
  const known = resolved.get(vocabulary)
  if (known) return known
  const names = new Map<string, Name>()
  collect(vocabulary, '', names)
  resolved.set(vocabulary, names)
  return names
}

function collect(vocabulary: Vocabulary, prefix: string, into: Map<string, Name>): void {
  for (const [word, entry] of Object.entries(vocabulary)) {
    if (!isName(word))
      throw rulesErrors.make('rules.vocabulary', {
        found: `${prefix}${word}`,
        zh: '只能由文字、数字和下划线组成，且不是 FEEL 的保留字',
        en: 'letters, digits and _ only, and no word of FEEL',
      })
    const path = `${prefix}${word}`
    if (!isKnown(entry)) collect(entry, `${path}.`, into)
    else if (entry.type === 'place') collect(placeParts, `${path}.`, into)
    else {
      const { title = { zh: path, en: path }, unit, options } = entry
      into.set(path, Object.freeze({ path, type: valueTypes[entry.type], title, unit, options }))
    }
  }
}

const typeWords: Readonly<Record<Scalar, Words>> = {
  text: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: '是否', en: 'true or false' },
  date: { zh: '日期', en: 'a date' },
  instant: { zh: '时刻', en: 'an instant' },
  duration: { zh: '时长', en: 'a duration' },
  period: { zh: '年月时长', en: 'years and months' },
}

/** A type in words. */
export function sayType(type: ValueType): Words {
  if (type === 'null') return { zh: '空值', en: 'null' }
  const element = elementOf(type)
  if (element === undefined) return typeWords[type as Scalar] // the list types were taken above
  const { zh, en } = typeWords[element]
  return { zh: `${zh}列表`, en: `a list (${en})` }
}

/** The type of a list's elements; `undefined` when it is not a list. */
export const elementOf = (type: ValueType): Scalar | undefined =>
  type.startsWith('list of ') ? (type.slice('list of '.length) as Scalar) : undefined // by the form of `ValueType`
