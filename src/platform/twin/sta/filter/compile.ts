import { type RawBuilder, sql } from 'kysely'
import { bad } from '../error.ts'
import { kindOf } from '../kinds/kinds.ts'
import type { EntityKind } from '../model.ts'
import { callFunction } from './functions.ts'
import { callGeo } from './geo.ts'
import { geoFunctions } from './geo-relations.ts'
import { operate } from './operate.ts'
import type { Expression } from './parse.ts'
import { type Around, type Compiling, literal, type Typed } from './typed.ts'
import { begin, joined, joinWays, type Places, type Scope, waysOf } from './ways.ts'

/** Compiles a condition on the row under `alias`; it is null where a value it asks for is missing. @throws StaError 400 */
export function compileFilter(
  expression: Expression,
  kind: EntityKind,
  alias: string,
  compiling: Compiling,
): Promise<RawBuilder<boolean>> {
  const around = { tables: [sql`${kind.source} ${sql.raw(alias)}`], links: [] }
  return condition(expression, new Map([['', { kind, alias }]]), compiling, around)
}

async function condition(
  expression: Expression,
  scope: Scope,
  compiling: Compiling,
  around: Around,
): Promise<RawBuilder<boolean>> {
  if (expression.is === 'operation' && (expression.operator === 'and' || expression.operator === 'or')) {
    const [left, right] = await Promise.all(expression.of.map((one) => condition(one, scope, compiling, around)))
    return sql<boolean>`(${left} ${sql.raw(expression.operator)} ${right})`
  }
  if (expression.is === 'operation' && expression.operator === 'not') {
    const [only] = expression.of
    if (!only) throw bad('not lacks a condition')
    // Of what is not known the opposite is not known either.
    return sql<boolean>`(not ${await condition(only, scope, compiling, around)})`
  }
  if (expression.is === 'some') return forSome(expression, scope, compiling, around)
  return leaf(expression, scope, compiling, around)
}

/** `in` with a list that is written out is several equalities. */
function inList(expression: Expression): Expression {
  if (expression.is !== 'operation' || expression.operator !== 'in') return expression
  const [one, list] = expression.of
  if (!one || list?.is !== 'list') return expression
  return list.of
    .map((each): Expression => ({ is: 'operation', operator: 'eq', of: [one, each] }))
    .reduce((left, right) => ({ is: 'operation', operator: 'or', of: [left, right] }))
}

const isNullAsked = (expression: Expression): boolean =>
  expression.is === 'operation' &&
  expression.operator === 'eq' &&
  expression.of.some((one) => one.is === 'literal' && one.kind === 'null')

/** A comparison or function that is true or false: entities on its ways are looked for by `exists`. */
async function leaf(
  given: Expression,
  scope: Scope,
  compiling: Compiling,
  around: Around,
): Promise<RawBuilder<boolean>> {
  const expression = inList(given)
  if (expression !== given) return condition(expression, scope, compiling, around)
  const joins = joinWays(waysOf(expression, scope), scope, compiling)
  const { places, tables, links } = joins
  const value = await compileValue(expression, places, compiling, joined(around, joins))
  if (value.kind !== 'boolean' && value.kind !== 'json')
    throw bad('The filter is no condition: it must be true or false')
  const meets =
    value.kind === 'json'
      ? sql`(case jsonb_typeof(${value.sql}) when 'boolean' then (${value.sql})::boolean end)`
      : value.sql
  if (tables.length === 0) return sql<boolean>`(${meets})`
  const found = (more: readonly RawBuilder<unknown>[]) =>
    sql<boolean>`exists (select 1 from ${sql.join(tables)} where ${sql.join([...links, ...more], sql` and `)})`
  // Where a way leads to nothing, what stands at its end is null.
  return isNullAsked(expression) ? sql<boolean>`(${found([meets])} or not ${found([])})` : found([meets])
}

async function forSome(
  { way, variable, condition: asked, all }: Extract<Expression, { is: 'some' }>,
  scope: Scope,
  compiling: Compiling,
  around: Around,
): Promise<RawBuilder<boolean>> {
  const { name, rest } = begin(way, scope)
  const full = [name, ...rest].join('/')
  const joins = joinWays(new Set([full]), scope, compiling)
  const { places, tables, links } = joins
  const place = places.get(full)
  if (!place || tables.length === 0) throw bad(`${way.join('/')} leads to no entities`)
  const inner = new Map(scope)
  inner.set(variable, place)
  const meets = asked ? await condition(asked, inner, compiling, joined(around, joins)) : sql<boolean>`true`
  const wanted = all ? sql`not coalesce(${meets}, false)` : meets
  const found = sql`exists (select 1 from ${sql.join(tables)} where ${sql.join([...links, wanted], sql` and `)})`
  return all ? sql<boolean>`(not ${found})` : sql<boolean>`${found}`
}

/** Compiles what to order by: a value of the row, or of the one entity that a way leads to. */
export async function compileOrder(
  expression: Expression,
  kind: EntityKind,
  alias: string,
  compiling: Compiling,
): Promise<RawBuilder<unknown>> {
  const scope: Scope = new Map([['', { kind, alias }]])
  const [way] = waysOf(expression, scope)
  if (way === undefined || expression.is !== 'path') {
    if (expression.is === 'path' && ['id', '@iot.id'].includes(expression.parts[0] ?? '')) return idOrder(kind, alias)
    const around = { tables: [sql`${kind.source} ${sql.raw(alias)}`], links: [] }
    const value = await compileValue(expression, scope, compiling, around)
    return value.till ? sql`row(${value.sql}, ${value.till})` : value.sql
  }
  const [first = '', ...rest] = expression.parts
  const step = kind.navigations[first]
  if (!step || step.isMany) throw bad(`Cannot order by ${expression.parts.join('/')}: it has many values`)
  compiling.next += 1
  const there = `f${compiling.next}`
  const target = kindOf(step.target)
  const value = await compileOrder({ is: 'path', parts: rest }, target, there, compiling)
  return sql`(select ${value} from ${target.source} ${sql.raw(there)} where ${step.link(alias, there)} limit 1)`
}

/** Numbers as they count, not as they are spelt; readings of devices, whose ids are no numbers, before all that were written. */
function idOrder({ set }: EntityKind, alias: string): RawBuilder<unknown> {
  const id = sql.ref(`${alias}.id`)
  return set === 'Observations'
    ? sql`((case when strpos(${id}, '-') > 0 then '0' else '1' end || lpad(${id}, 30, '0')) collate "C")`
    : sql`${id}`
}

async function compileValue(
  expression: Expression,
  places: Places,
  compiling: Compiling,
  around: Around,
): Promise<Typed> {
  switch (expression.is) {
    case 'literal':
      return literal(expression)
    case 'path':
      return pathValue(expression.parts, places)
    case 'operation': {
      const [left, right] = await Promise.all(
        expression.of.map((each) => compileValue(each, places, compiling, around)),
      )
      if (expression.operator === 'not' && left) return { kind: 'boolean', sql: sql`(not ${left.sql})` }
      if (!left || !right) throw bad(`${expression.operator} lacks a side`)
      if (expression.operator === 'and' || expression.operator === 'or')
        return { kind: 'boolean', sql: sql`(${left.sql} ${sql.raw(expression.operator)} ${right.sql})` }
      return operate(expression.operator, left, right)
    }
    case 'call': {
      const values = await Promise.all(expression.of.map((each) => compileValue(each, places, compiling, around)))
      return expression.name in geoFunctions
        ? callGeo(expression.name, values, compiling, around)
        : callFunction(expression.name, values)
    }
    case 'list':
      throw bad('A list stands only behind "in"')
    case 'some':
      throw bad('any() and all() are conditions: they cannot be compared')
  }
}

function pathValue(given: readonly string[], places: Places): Typed {
  const isVariable = given.length > 1 && places.has(given[0] ?? '')
  const parts = isVariable ? given : ['', ...given]
  let at = 0
  let known = ''
  for (let length = 1; length <= parts.length; length += 1) {
    const way = parts.slice(0, length).join('/')
    if (!places.has(way)) break
    ;[known, at] = [way, length]
  }
  const place = places.get(known)
  if (!place) throw bad(`There is nothing at ${given.join('/')}`)
  const [name = '', ...inside] = parts.slice(at)
  const { kind, alias } = place
  if (name === '' || name === 'id' || name === '@iot.id')
    return { kind: 'text', sql: sql`${sql.ref(`${alias}.id`)}::text` }
  const property = kind.properties[name]
  if (!property) throw bad(`${kind.one} has no property "${name}"`)
  if (property.kind === 'geo') return { kind: 'geo', sql: property.of(alias), geo: { kind, property: name, alias } }
  if (inside.length > 0) {
    if (property.kind !== 'json') throw bad(`${name} has no parts`)
    return { kind: 'json', sql: sql`(${property.of(alias)} #> ${inside}::text[])` }
  }
  return { kind: property.kind, sql: property.of(alias), ...(property.till && { till: property.till(alias) }) }
}
