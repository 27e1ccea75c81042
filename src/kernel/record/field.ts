import type { Grade } from '../access/index.ts'
import type { Words } from '../words.ts'

/** The kinds of value a form or a record can hold. A new kind is one entry in `kinds.ts`. */
export type FieldType =
  | 'text'
  | 'long-text'
  | 'number'
  | 'integer'
  | 'money'
  | 'boolean'
  | 'instant'
  | 'date'
  | 'choice'
  | 'choices'
  | 'class'
  | 'office'
  | 'place'
  | 'files'
  | 'phone'
  | 'email'
  | 'citizen-number'
  | 'credit-code'

/** One answer of a choice. */
export type Option = { readonly value: string; readonly title: Words }

/** A place as it is given and kept: WGS 84 longitude and latitude in degrees, the words that describe it, its division code. */
export type PlaceValue = {
  readonly point?: readonly [number, number]
  readonly address?: string
  readonly division?: string
}

/** A field as plain data. `value` exists only in the type: it carries what the field holds. */
export type Field<Value = unknown, Required extends boolean = boolean> = {
  readonly type: FieldType
  readonly title: Words
  readonly hint?: Words
  readonly required: Required
  readonly grade: Grade
  /** Longest text in characters, most files, greatest number; see the kind. */
  readonly max?: number
  readonly min?: number
  /** Unit of a number, shown after it. */
  readonly unit?: Words
  readonly options?: readonly Option[]
  /** Name of the taxonomy a `class` comes from. */
  readonly taxonomy?: string
  /** FEEL condition over the other answers: the field is asked only when it holds. */
  readonly when?: string
  readonly value?: Value
}

/** A form or record: named fields, in the order they are asked. */
export type Fields = { readonly [name: string]: Field }

/** What a declaration may say of a field besides its title. */
export type FieldMore = {
  readonly hint?: Words
  readonly optional?: true
  readonly grade?: Grade
  readonly max?: number
  readonly min?: number
  readonly unit?: Words
  readonly when?: string
}

/** The value type of one field. */
export type ValueOf<F> = F extends Field<infer V> ? V : never

/** The values of a filled form: required fields present, others possibly absent. */
export type Answers<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Field<unknown, true> ? K : never]: ValueOf<F[K]>
} & {
  readonly [K in keyof F as F[K] extends Field<unknown, true> ? never : K]?: ValueOf<F[K]>
}

type Made<V, M extends FieldMore> = Field<V, M extends { optional: true } ? false : true>

function field<V, const M extends FieldMore>(
  type: FieldType,
  title: Words,
  more: M | undefined,
  rest: Partial<Field> = {},
): Made<V, M> {
  const { optional, ...kept } = more ?? ({} as M)
  // The phantom value and the literal of `required` exist only in the type.
  return Object.freeze({ grade: 'internal', ...kept, ...rest, type, title, required: optional !== true }) as Made<V, M>
}

/** One line of text; `max` characters, 200 unless told. */
export const text = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('text', title, more)

/** Several lines of text; `max` characters, 5,000 unless told. */
export const longText = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('long-text', title, more)

/** A number between `min` and `max`, in `unit`. */
export const number = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<number, M>('number', title, more)

/** A whole number between `min` and `max`. */
export const integer = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<number, M>('integer', title, more)

/** An amount in integer fen (分), RMB. */
export const money = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<number, M>('money', title, more)

/** Yes or no. */
export const yesNo = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<boolean, M>('boolean', title, more)

/** A moment, ISO 8601 with zone at the edge. */
export const instant = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('instant', title, more)

/** A calendar day, `YYYY-MM-DD`. */
export const date = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('date', title, more)

/** One of declared options, by value. */
export const choice = <const V extends string, const M extends FieldMore = Record<never, never>>(
  title: Words,
  options: { readonly [K in V]: Words },
  more?: M,
) => field<V, M>('choice', title, more, { options: listOptions(options) })

/** Any of declared options, by value, without repeats. */
export const choices = <const V extends string, const M extends FieldMore = Record<never, never>>(
  title: Words,
  options: { readonly [K in V]: Words },
  more?: M,
) => field<readonly V[], M>('choices', title, more, { options: listOptions(options) })

/** A class of a taxonomy that the city keeps as data: codes joined by `/`, at most three levels. */
export const classOf = <const M extends FieldMore = Record<never, never>>(title: Words, taxonomy: string, more?: M) =>
  field<string, M>('class', title, more, { taxonomy })

/** An office, by id. */
export const officeField = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('office', title, more)

/** A place: point, words, or both. */
export const place = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<PlaceValue, M>('place', title, more)

/** Uploaded files by id; at most `max` (9 unless told). */
export const files = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<readonly string[], M>('files', title, more)

/** A Chinese mobile or landline number, or an international one led by `+`. Personal. */
export const phone = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('phone', title, more, { grade: 'personal' })

/** An e-mail address. Personal. */
export const email = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('email', title, more, { grade: 'personal' })

/** A citizen number (公民身份号码, GB 11643). Sensitive. */
export const citizenNumber = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('citizen-number', title, more, { grade: 'sensitive' })

/** A unified social credit code (统一社会信用代码, GB 32100). */
export const creditCode = <const M extends FieldMore = Record<never, never>>(title: Words, more?: M) =>
  field<string, M>('credit-code', title, more)

const listOptions = (options: Readonly<Record<string, Words>>): readonly Option[] =>
  Object.freeze(Object.entries(options).map(([value, title]) => Object.freeze({ value, title })))
