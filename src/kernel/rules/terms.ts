/** Something that can be true or false, as FEEL text that can be joined with others. */
export type Condition = {
  /** FEEL, ready to be kept in a declaration. */
  readonly feel: string
  and(...others: readonly Condition[]): Condition
  or(...others: readonly Condition[]): Condition
  not(): Condition
}

/** A value to compare with: written out, or another field of the same type. */
type Given<V, T> = V | T

interface Equality<V, T> {
  /** Never unknown: a field that is not filled in equals nothing. */
  is(value: Given<V, T>): Condition
  isNot(value: Given<V, T>): Condition
  isOneOf(...values: readonly V[]): Condition
  isKnown(): Condition
  isMissing(): Condition
}

/** A field of numbers, or a sum of them. */
export interface NumberTerm extends Equality<number, NumberTerm> {
  atLeast(value: Given<number, NumberTerm>): Condition
  atMost(value: Given<number, NumberTerm>): Condition
  moreThan(value: Given<number, NumberTerm>): Condition
  lessThan(value: Given<number, NumberTerm>): Condition
  /** Both ends included. */
  between(low: Given<number, NumberTerm>, high: Given<number, NumberTerm>): Condition
  plus(value: Given<number, NumberTerm>): NumberTerm
  minus(value: Given<number, NumberTerm>): NumberTerm
  times(value: Given<number, NumberTerm>): NumberTerm
  /** Unknown when the divisor is zero. */
  dividedBy(value: Given<number, NumberTerm>): NumberTerm
}

/** A field of text; `V` narrows it to declared options. */
export interface TextTerm<V extends string = string> extends Equality<V, TextTerm<V>> {
  contains(part: string): Condition
  startsWith(part: string): Condition
  endsWith(part: string): Condition
  /** A pattern of the safe subset; see docs/decisions/0010-rules-own-tree.md. */
  matches(pattern: string): Condition
  length(): NumberTerm
}

/** Yes or no; it is a condition by itself. */
export interface BooleanTerm extends Condition {
  is(value: Given<boolean, BooleanTerm>): Condition
  isNot(value: Given<boolean, BooleanTerm>): Condition
  isKnown(): Condition
  isMissing(): Condition
}

/** A day written out, `YYYY-MM-DD`. */
export type DayText = `${number}-${number}-${number}`
/** An instant written out, ISO 8601 with its offset. */
export type InstantText = `${DayText}T${string}`

interface Ordered<W, T, D> extends Equality<W, T> {
  before(value: Given<W, T>): Condition
  after(value: Given<W, T>): Condition
  notBefore(value: Given<W, T>): Condition
  notAfter(value: Given<W, T>): Condition
  between(low: Given<W, T>, high: Given<W, T>): Condition
  /** Moved by an ISO 8601 duration that is written out. */
  plus(duration: D): T
  minus(duration: D): T
}

/** Years, months and days, such as `P18Y`, `P6M`, `P3D`. */
export type DayDuration = `P${number}${'Y' | 'M' | 'D'}` | `P${number}Y${number}M`
/** Days, hours, minutes and seconds, such as `P3D`, `PT8H`, `P1DT12H`. */
export type ClockDuration = `P${number}D` | `PT${number}${'H' | 'M' | 'S'}` | `P${number}DT${number}${'H' | 'M' | 'S'}`

/** A calendar day; written out as `YYYY-MM-DD`. */
export interface DateTerm extends Ordered<DayText, DateTerm, DayDuration> {
  /** Whole years from this day to another: an age. */
  fullYearsTo(day: Given<DayText, DateTerm>): NumberTerm
  /** Whole months from this day to another. */
  fullMonthsTo(day: Given<DayText, DateTerm>): NumberTerm
  /** Days from this day to another. */
  daysTo(day: Given<DayText, DateTerm>): NumberTerm
  year(): NumberTerm
  month(): NumberTerm
}

/** An instant; written out as ISO 8601 with its offset. */
export interface InstantTerm extends Ordered<InstantText, InstantTerm, ClockDuration> {
  /** The day on local clocks. */
  date(): DateTerm
  /** The hour on local clocks, 0 to 23. */
  hour(): NumberTerm
}

/** A list; `V` is what it holds. */
export type ListTerm<V, T> = {
  has(value: V): Condition
  hasAnyOf(...values: readonly V[]): Condition
  count(): NumberTerm
  some(test: (one: T) => Condition): Condition
  every(test: (one: T) => Condition): Condition
  isKnown(): Condition
  isMissing(): Condition
}

/** A place: its words and its division code. */
export type PlaceTerm = { readonly address: TextTerm; readonly division: TextTerm }
