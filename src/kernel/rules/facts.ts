import { type DayNumber, findDayOf } from '../time/index.ts'
import type { Value } from './builtins.ts'
import { rulesErrors } from './rules-errors.ts'
import { elementOf, type Name, type Scalar, sayType } from './vocabulary.ts'

/**
 * What is known of one person or case, by field name, groups inside groups. What is absent, `undefined` or `null` is
 * not known. Dates are `YYYY-MM-DD`; instants ISO 8601 with offset, epoch milliseconds, or `Date`.
 */
export type Facts = { readonly [name: string]: unknown }

const paths = new Map<string, readonly string[]>()

function stepsOf(path: string): readonly string[] {
  const known = paths.get(path)
  if (known) return known
  if (paths.size >= 10_000) paths.clear()
  const steps = path.split('.')
  paths.set(path, steps)
  return steps
}

/** The fact as it was given; `null` when it is not known. */
export function findFact(facts: Facts, path: string): unknown {
  let at: unknown = facts
  for (const step of stepsOf(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null
    at = (at as Facts)[step] // an object, by the line above
  }
  return at ?? null
}

/** The fact as the evaluator counts it. @throws rules.fact when it does not fit its field */
export function readFact(facts: Facts, name: Name): Value {
  const fact = findFact(facts, name.path)
  if (fact === null) return null
  const element = elementOf(name.type)
  if (element === undefined) return readScalar(fact, name.type as Scalar, name) // neither a list nor null
  if (!Array.isArray(fact)) return misfit(name)
  return fact.map((one) => (one === null || one === undefined ? null : readScalar(one, element, name)))
}

function readScalar(fact: unknown, type: Scalar, name: Name): Value {
  switch (type) {
    case 'text':
      return typeof fact === 'string' ? fact : misfit(name)
    case 'boolean':
      return typeof fact === 'boolean' ? fact : misfit(name)
    case 'number':
    case 'duration':
    case 'period':
      return typeof fact === 'number' && Number.isFinite(fact) ? fact + 0 : misfit(name)
    case 'date':
      return readDay(fact) ?? misfit(name)
    case 'instant':
      return readInstant(fact) ?? misfit(name)
  }
}

const readDay = (fact: unknown): DayNumber | undefined => (typeof fact === 'string' ? findDayOf(fact) : undefined)

function readInstant(fact: unknown): number | undefined {
  const isWritten = typeof fact === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(fact)
  const at = isWritten ? Date.parse(fact) : fact instanceof Date ? fact.getTime() : fact
  return typeof at === 'number' && Number.isFinite(at) ? Math.trunc(at) : undefined
}

function misfit(name: Name): never {
  const { zh, en } = sayType(name.type)
  throw rulesErrors.make(
    'rules.fact',
    { found: name.path, zh: `应为${zh}`, en: `should be ${en}` },
    { faults: [{ field: name.path, says: { zh: `应为${zh}`, en: `should be ${en}` } }] },
  )
}
