import type { FieldType } from '../record/index.ts'
import { booleanTerm, dateTerm, instantTerm, listTerm, numberTerm, textTerm } from './make-terms.ts'
import type { BooleanTerm, DateTerm, InstantTerm, ListTerm, NumberTerm, PlaceTerm, TextTerm } from './terms.ts'
import { isKnown, namesOf, placeParts, type ValueType, type Vocabulary, valueTypes } from './vocabulary.ts'

/** What a condition can speak of, by the names of the vocabulary: a term for each field, a group for each group. */
export type See<Fields> = { readonly [Name in keyof Fields]: TermOf<Fields[Name]> }

type TermOf<F> = F extends { readonly type: FieldType | 'texts' | 'numbers' }
  ? FieldType extends F['type']
    ? TermByValue<ValueIn<F>>
    : TermByType<F['type'], ValueIn<F>>
  : See<F>

type ValueIn<F> = F extends { readonly value?: infer V } ? NonNullable<V> : never

type TermByType<T, V> = [T] extends ['number' | 'integer' | 'money']
  ? NumberTerm
  : [T] extends ['boolean']
    ? BooleanTerm
    : [T] extends ['instant']
      ? InstantTerm
      : [T] extends ['date']
        ? DateTerm
        : [T] extends ['place']
          ? PlaceTerm
          : [T] extends ['numbers']
            ? ListTerm<number, NumberTerm>
            : [T] extends ['choices' | 'files' | 'texts']
              ? ListTerm<ElementIn<V>, TextTerm<ElementIn<V>>>
              : TextTerm<TextIn<V>>

type ElementIn<V> = V extends readonly (infer E extends string)[] ? E : string
type TextIn<V> = [V] extends [never] ? string : V extends string ? V : string

/** Where the kind of a field is not in its type, its value tells; days and instants cannot be told from texts there. */
type TermByValue<V> = [V] extends [boolean]
  ? BooleanTerm
  : [V] extends [number]
    ? NumberTerm
    : [V] extends [string]
      ? string extends V
        ? TextTerm & Moments
        : TextTerm<V>
      : [V] extends [readonly (infer E extends string)[]]
        ? ListTerm<E, TextTerm<E>>
        : PlaceTerm

type Moments = Pick<DateTerm & InstantTerm, 'before' | 'after' | 'notBefore' | 'notAfter' | 'fullYearsTo' | 'date'>

/** Today on local clocks, as a rule sees it when it is asked. */
export const today: DateTerm = dateTerm('today()')

/** Now, as a rule sees it when it is asked. */
export const now: InstantTerm = instantTerm('now()')

/**
 * The terms of a vocabulary, to write conditions with; a wrong name or value does not compile.
 * @throws rules.vocabulary when a name could not be told from FEEL's own words
 * @example
 * const { feel } = see({ age: number(…), sort: { urgency: choice(…) } }).sort.urgency.is('urgent')
 */
export function see<Fields extends object>(fields: Fields): See<Fields> {
  const vocabulary = fields as unknown as Vocabulary // what is no field and no group is refused below
  const names = namesOf(vocabulary)
  let made = 0
  const variable = (): string => {
    made += 1
    const name = made === 1 ? 'one' : `one${made}`
    return names.has(name) ? variable() : name
  }
  // built from the same fields whose types give `See`
  return groupOf(vocabulary, '', variable) as unknown as See<Fields>
}

function groupOf(vocabulary: Vocabulary, prefix: string, variable: () => string): Readonly<Record<string, unknown>> {
  const terms = Object.entries(vocabulary).map(([word, entry]) => {
    const path = `${prefix}${word}`
    if (!isKnown(entry)) return [word, groupOf(entry, `${path}.`, variable)]
    if (entry.type === 'place') return [word, groupOf(placeParts, `${path}.`, variable)]
    return [word, termOf(valueTypes[entry.type], path, variable)]
  })
  return Object.freeze(Object.fromEntries(terms))
}

function termOf(type: ValueType, path: string, variable: () => string): unknown {
  switch (type) {
    case 'number':
      return numberTerm(path)
    case 'boolean':
      return booleanTerm(path)
    case 'date':
      return dateTerm(path)
    case 'instant':
      return instantTerm(path)
    case 'list of number':
      return listTerm(path, 'number', numberTerm, variable)
    case 'list of text':
      return listTerm(path, 'text', textTerm, variable)
    default:
      return textTerm(path)
  }
}
