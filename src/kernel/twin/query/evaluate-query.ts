import { isObject } from '../document/read-entity.ts'
import type { AttributeInstance, AttributeKind, Entity, Json } from '../entity.ts'
import { ngsiLd } from '../names.ts'
import type { AttributePath, Comparison, Literal, QueryTree } from './query.ts'

/** Finds linked entities for queries that follow relationships. */
export type FindEntity = (id: string) => Entity | undefined

type Target = { readonly kind: AttributeKind | 'system'; readonly value: Json }

const system: Readonly<Record<string, (of: Partial<AttributeInstance>) => string | undefined>> = {
  [`${ngsiLd}observedAt`]: (of) => of.observedAt,
  [`${ngsiLd}createdAt`]: (of) => of.createdAt,
  [`${ngsiLd}modifiedAt`]: (of) => of.modifiedAt,
  [`${ngsiLd}expiresAt`]: (of) => of.expiresAt,
  [`${ngsiLd}unitCode`]: (of) => of.unit,
  [`${ngsiLd}datasetId`]: (of) => of.dataset || undefined,
}

/** Names of members that the system keeps of entities and attributes; the last name of a path may be one. */
export const systemNames: readonly string[] = Object.keys(system)

/** What lies inside a value under a trailing path; of a language map `*` is any language. */
function inside({ kind, value }: Target, members: readonly string[]): readonly Target[] {
  const [member, ...rest] = members
  if (member === undefined) return [{ kind, value }]
  if (!isObject(value)) return []
  // All languages together: "unequal" is so in none of them (clause 4.9).
  if (kind === 'LanguageProperty' && member === '*' && rest.length === 0) return [{ kind, value }]
  if (kind === 'LanguageProperty' && member === '*')
    return Object.values(value).flatMap((one) => inside({ kind: 'Property', value: one }, rest))
  const found = Object.hasOwn(value, member) ? value[member] : undefined
  return found === undefined ? [] : inside({ kind: 'Property', value: found }, rest)
}

function targets(entity: Entity, path: AttributePath): readonly Target[] {
  const [first = '', ...rest] = path.names
  const own = system[first]?.(entity)
  if (own !== undefined && rest.length === 0) return inside({ kind: 'system', value: own }, path.inner)
  let instances: readonly AttributeInstance[] = entity.attributes[first] ?? []
  for (const [index, name] of rest.entries()) {
    const member = system[name]
    if (member && index === rest.length - 1)
      return instances.flatMap((one) => {
        const value = member(one)
        return value === undefined ? [] : inside({ kind: 'system', value }, path.inner)
      })
    instances = instances.flatMap((one) => one.sub?.[name] ?? [])
  }
  return instances.flatMap(({ kind, value }) => inside({ kind, value }, path.inner))
}

/** An instant as both evaluators read it out of a text; see `twin.as_instant` in SQL. */
const instantOf = (text: string): number => (/^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN)

/** The plain value of a typed one: `{ "@type": "DateTime", "@value": "…" }`. */
const untyped = (value: Json): Json => (isObject(value) && value['@value'] !== undefined ? value['@value'] : value)

function equals(target: Json, literal: Literal): boolean {
  const value = untyped(target)
  if (Array.isArray(value)) return value.some((one: Json) => !Array.isArray(one) && equals(one, literal))
  if (literal.is === 'instant') return typeof value === 'string' && instantOf(value) === literal.value
  return value === literal.value
}

/** -1, 0 or 1; `undefined` where the types differ. */
function order(target: Json, literal: Literal): number | undefined {
  const value = untyped(target)
  if (literal.is === 'number') return typeof value === 'number' ? Math.sign(value - literal.value) : undefined
  if (typeof value !== 'string') return undefined
  if (literal.is === 'instant') {
    const at = instantOf(value)
    return Number.isNaN(at) ? undefined : Math.sign(at - literal.value)
  }
  if (literal.is !== 'text' && literal.is !== 'time') return undefined
  return value < literal.value ? -1 : value > literal.value ? 1 : 0
}

const isLess = (target: Json, literal: Literal): boolean => {
  const found = order(target, literal)
  return found !== undefined && found < 0
}
const isMore = (target: Json, literal: Literal): boolean => {
  const found = order(target, literal)
  return found !== undefined && found > 0
}
const isSame = (target: Json, literal: Literal): boolean => order(target, literal) === 0

// Relationships know only equal and unequal.
const isRelation = (kind: Target['kind']): boolean => kind === 'Relationship' || kind === 'ListRelationship'

function holds({ kind, value }: Target, is: Comparison): boolean {
  // Texts of all languages count when none is named.
  const values: readonly Json[] = kind === 'LanguageProperty' && isObject(value) ? Object.values(value) : [value]
  switch (is.op) {
    case '==':
    case '!=': {
      const found = values.some((one) =>
        'values' in is ? is.values.some((literal) => equals(one, literal)) : inRange(one, is.from, is.to),
      )
      return is.op === '==' ? found : !found
    }
    case '>':
      return !isRelation(kind) && values.some((one) => isMore(one, is.value))
    case '>=':
      return !isRelation(kind) && values.some((one) => isMore(one, is.value) || isSame(one, is.value))
    case '<':
      return !isRelation(kind) && values.some((one) => isLess(one, is.value))
    case '<=':
      return !isRelation(kind) && values.some((one) => isLess(one, is.value) || isSame(one, is.value))
    case '~=':
    case '!~=': {
      if (isRelation(kind)) return false
      const pattern = compiled(is.pattern)
      const texts = values.flatMap((one) => (Array.isArray(one) ? one : [one])).map(untyped)
      const strings = texts.filter((one) => typeof one === 'string')
      if (strings.length === 0) return false
      const found = strings.some((one) => pattern.test(String(one)))
      return is.op === '~=' ? found : !found
    }
  }
}

function inRange(target: Json, from: Literal, to: Literal): boolean {
  return (isMore(target, from) || isSame(target, from)) && (isLess(target, to) || isSame(target, to))
}

const patterns = new Map<string, RegExp>()

/** A pattern compiled; those that a regular expression cannot be made of match nothing. */
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern)
  if (known) return known
  let made: RegExp
  try {
    made = new RegExp(pattern, 'u')
  } catch {
    made = /(?!)/
  }
  if (patterns.size > 1_000) patterns.clear()
  patterns.set(pattern, made)
  return made
}

function linkedObjects(entity: Entity, path: AttributePath): readonly string[] {
  const instances = path.names
    .slice(1)
    .reduce<readonly AttributeInstance[]>(
      (all, name) => all.flatMap((one) => one.sub?.[name] ?? []),
      entity.attributes[path.names[0] ?? ''] ?? [],
    )
  return instances
    .filter(({ kind }) => isRelation(kind))
    .flatMap(({ value }) => (Array.isArray(value) ? value : [value]))
    .map(String)
}

/** Does the entity meet the query (clause 4.9)? The same answer that the database gives. */
export function meetsQuery(entity: Entity, tree: QueryTree, find: FindEntity = () => undefined): boolean {
  if ('and' in tree) return tree.and.every((one) => meetsQuery(entity, one, find))
  if ('or' in tree) return tree.or.some((one) => meetsQuery(entity, one, find))
  const { path, is } = tree
  if (path.link) {
    const { types, path: further } = path.link
    return linkedObjects(entity, path).some((id) => {
      const linked = find(id)
      if (!linked || (types.length > 0 && !types.some((type) => linked.types.includes(type)))) return false
      return meetsQuery(linked, { path: further, is }, find)
    })
  }
  const found = targets(entity, path)
  return is === undefined ? found.length > 0 : found.some((target) => holds(target, is))
}
