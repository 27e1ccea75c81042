import type { BooleanTerm, Condition, DateTerm, InstantTerm, ListTerm, NumberTerm, TextTerm } from './terms.ts'

/** The FEEL of a term and which sign joins its parts, kept out of the sight of whoever writes conditions. */
const inside = Symbol('feel')

type Inside = { readonly feel: string; readonly joinedBy?: 'and' | 'or' }

const insideOf = (value: unknown): Inside | undefined =>
  typeof value === 'object' && value !== null && inside in value
    ? (value as { readonly [inside]: Inside })[inside] // only this file sets it
    : undefined

const escaped: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const quote = (text: unknown): string => `"${String(text).replace(/["\\\n\r\t]/g, (sign) => escaped[sign] ?? sign)}"`

/** How a value of each type is written in FEEL. */
const writers = {
  text: quote,
  number: String,
  boolean: String,
  date: (day: unknown) => `date(${quote(day)})`,
  instant: (at: unknown) => `date and time(${quote(at)})`,
} as const

type Written = keyof typeof writers

/** The FEEL of a value, or of the term given in its place. */
const write = (type: Written, value: unknown): string => insideOf(value)?.feel ?? writers[type](value)

/** A condition of that text. Brackets go only where `and` and `or` meet. */
export function condition(feel: string, joinedBy?: 'and' | 'or'): Condition {
  const made: Condition = {
    feel,
    and: (...others) => joinAll('and', [made, ...others]),
    or: (...others) => joinAll('or', [made, ...others]),
    not: () => condition(`not(${feel})`),
  }
  return hold(made, { feel, joinedBy })
}

const hold = <T extends object>(term: T, held: Inside): T =>
  Object.freeze(Object.defineProperty(term, inside, { value: held }))

function joinAll(sign: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const parts = conditions.map((one) => {
    const joinedBy = insideOf(one)?.joinedBy
    return joinedBy === undefined || joinedBy === sign ? one.feel : `(${one.feel})`
  })
  return parts.length === 1 ? condition(parts[0] ?? '') : condition(parts.join(` ${sign} `), sign)
}

/** All of these; brackets where needed. */
export const allOf = (...conditions: readonly [Condition, ...Condition[]]): Condition => joinAll('and', conditions)

/** Any of these. */
export const anyOf = (...conditions: readonly [Condition, ...Condition[]]): Condition => joinAll('or', conditions)

const known = (feel: string) => ({
  isKnown: () => condition(`${feel} != null`),
  isMissing: () => condition(`${feel} = null`),
})

const equality = (type: Written, feel: string) => ({
  ...known(feel),
  is: (value: unknown) => condition(`${feel} = ${write(type, value)}`),
  isNot: (value: unknown) => condition(`${feel} != ${write(type, value)}`),
  isOneOf: (...values: readonly unknown[]) =>
    condition(`${feel} in (${values.map((value) => write(type, value)).join(', ')})`),
})

const ordering = (type: Written, feel: string) => {
  const compare = (sign: string) => (value: unknown) => condition(`${feel} ${sign} ${write(type, value)}`)
  return {
    less: compare('<'),
    most: compare('<='),
    more: compare('>'),
    least: compare('>='),
    between: (low: unknown, high: unknown) =>
      condition(`${feel} between ${write(type, low)} and ${write(type, high)}`, 'and'),
  }
}

/** A term for a number. */
export function numberTerm(feel: string): NumberTerm {
  const { less, most, more, least, between } = ordering('number', feel)
  const sum = (sign: string) => (value: unknown) => numberTerm(`(${feel} ${sign} ${write('number', value)})`)
  const term: NumberTerm = {
    ...equality('number', feel),
    atLeast: least,
    atMost: most,
    moreThan: more,
    lessThan: less,
    between,
    plus: sum('+'),
    minus: sum('-'),
    times: sum('*'),
    dividedBy: sum('/'),
  }
  return hold(term, { feel })
}

/** A term for a text. */
export function textTerm(feel: string): TextTerm {
  const ask = (name: string) => (value: string) => condition(`${name}(${feel}, ${quote(value)})`)
  const term: TextTerm = {
    ...equality('text', feel),
    contains: ask('contains'),
    startsWith: ask('starts with'),
    endsWith: ask('ends with'),
    matches: ask('matches'),
    length: () => numberTerm(`string length(${feel})`),
  }
  return hold(term, { feel })
}

/** A term for yes or no. */
export function booleanTerm(feel: string): BooleanTerm {
  const { is, isNot, isKnown, isMissing } = equality('boolean', feel)
  const asked = condition(feel)
  return hold({ ...asked, is, isNot, isKnown, isMissing }, { feel })
}

const moments = (type: 'date' | 'instant', feel: string) => {
  const { less, most, more, least, between } = ordering(type, feel)
  return { ...equality(type, feel), before: less, after: more, notBefore: least, notAfter: most, between }
}

/** A term for a calendar day. */
export function dateTerm(feel: string): DateTerm {
  const months = (day: unknown) => `years and months duration(${feel}, ${write('date', day)})`
  const term: DateTerm = {
    ...moments('date', feel),
    plus: (duration) => dateTerm(`(${feel} + duration("${duration}"))`),
    minus: (duration) => dateTerm(`(${feel} - duration("${duration}"))`),
    fullYearsTo: (day) => numberTerm(`${months(day)}.years`),
    fullMonthsTo: (day) => numberTerm(`(${months(day)}.years * 12 + ${months(day)}.months)`),
    daysTo: (day) => numberTerm(`(${write('date', day)} - ${feel}).days`),
    year: () => numberTerm(`${feel}.year`),
    month: () => numberTerm(`${feel}.month`),
  }
  return hold(term, { feel })
}

/** A term for an instant. */
export function instantTerm(feel: string): InstantTerm {
  const term: InstantTerm = {
    ...moments('instant', feel),
    plus: (duration) => instantTerm(`(${feel} + duration("${duration}"))`),
    minus: (duration) => instantTerm(`(${feel} - duration("${duration}"))`),
    date: () => dateTerm(`date(${feel})`),
    hour: () => numberTerm(`${feel}.hour`),
  }
  return hold(term, { feel })
}

/** A term for a list of texts or numbers; `variable` gives names that mean nothing else. */
export function listTerm<T>(
  feel: string,
  type: 'text' | 'number',
  element: (feel: string) => T,
  variable: () => string,
): ListTerm<unknown, T> {
  const has = (value: unknown) => condition(`list contains(${feel}, ${write(type, value)})`)
  const each = (kind: 'some' | 'every') => (test: (one: T) => Condition) => {
    const name = variable()
    return condition(`(${kind} ${name} in ${feel} satisfies ${test(element(name)).feel})`)
  }
  const term: ListTerm<unknown, T> = {
    ...known(feel),
    has,
    hasAnyOf: (...values) => joinAll('or', values.map(has)),
    count: () => numberTerm(`count(${feel})`),
    some: each('some'),
    every: each('every'),
  }
  return hold(term, { feel })
}
