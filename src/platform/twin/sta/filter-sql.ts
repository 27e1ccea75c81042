import { type RawBuilder, sql } from 'kysely'
import {
  type AnyShape,
  isShape,
  meetsRelation,
  metresBetween,
  type Place,
  shapesOf,
} from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import { bad } from './error.ts'
import type { Expression } from './filter.ts'
import { kindOf } from './kinds.ts'
import type { EntityKind, Kind } from './model.ts'
import { readWkt } from './wkt.ts'

/** An expression as SQL with its kind; an interval has an end. */
type Typed = {
  readonly kind: Kind
  readonly sql: RawBuilder<unknown>
  readonly till?: RawBuilder<unknown>
  readonly shape?: AnyShape
  readonly geo?: GeoPath
}
type GeoPath = { readonly kind: EntityKind; readonly property: string; readonly alias: string }

/** What compiling stands on: a counter for aliases, and the database for geometry, which is compared outside it. */
export type Compiling = { readonly on: Query; next: number }

/** Compiles a condition on the row under `alias`. @throws StaError 400 */
export async function compileFilter(
  expression: Expression,
  kind: EntityKind,
  alias: string,
  compiling: Compiling,
): Promise<RawBuilder<boolean>> {
  if (expression.is === 'operation' && (expression.operator === 'and' || expression.operator === 'or')) {
    const [left, right] = await Promise.all(expression.of.map((one) => compileFilter(one, kind, alias, compiling)))
    return sql<boolean>`(${left} ${sql.raw(expression.operator)} ${right})`
  }
  if (expression.is === 'operation' && expression.operator === 'not') {
    const [only] = expression.of
    if (!only) throw bad('not lacks a condition')
    return sql<boolean>`(not coalesce(${await compileFilter(only, kind, alias, compiling)}, false))`
  }
  return compileLeaf(expression, kind, alias, compiling)
}

/** The ways through other entities that an expression takes, the longest part of each path that is navigation. */
function waysOf(expression: Expression, kind: EntityKind): ReadonlySet<string> {
  if (expression.is === 'literal') return new Set()
  if (expression.is !== 'path') return new Set(expression.of.flatMap((one) => [...waysOf(one, kind)]))
  const way: string[] = []
  let at = kind
  for (const part of expression.parts) {
    const step = at.navigations[part]
    if (!step) break
    way.push(part)
    at = kindOf(step.target)
  }
  return new Set(way.length > 0 ? [way.join('/')] : [])
}

/** A comparison or function that is true or false: entities on its ways are looked for by `exists`. */
async function compileLeaf(
  expression: Expression,
  kind: EntityKind,
  alias: string,
  compiling: Compiling,
): Promise<RawBuilder<boolean>> {
  const places = new Map<string, { readonly kind: EntityKind; readonly alias: string }>([['', { kind, alias }]])
  const joins: RawBuilder<unknown>[] = []
  const links: RawBuilder<unknown>[] = []
  for (const way of waysOf(expression, kind)) {
    let [at, here, known] = [kind, alias, '']
    for (const part of way.split('/')) {
      known = known === '' ? part : `${known}/${part}`
      const step = at.navigations[part]
      if (!step) break
      const before = places.get(known)
      at = kindOf(step.target)
      if (before) here = before.alias
      else {
        compiling.next += 1
        const there = `f${compiling.next}`
        joins.push(sql`${at.source} ${sql.raw(there)}`)
        links.push(step.link(here, there))
        places.set(known, { kind: at, alias: there })
        here = there
      }
    }
  }
  const value = await compileValue(expression, places, compiling)
  if (value.kind !== 'boolean' && value.kind !== 'json')
    throw bad('The filter is no condition: it must be true or false')
  const condition = value.kind === 'json' ? sql`(${value.sql}) = 'true'::jsonb` : value.sql
  return joins.length === 0
    ? sql<boolean>`coalesce(${condition}, false)`
    : sql<boolean>`exists (select 1 from ${sql.join(joins)} where ${sql.join([...links, condition], sql` and `)})`
}

/** Compiles what to order by: a value of the row, or of the one entity that a way leads to. */
export async function compileOrder(
  expression: Expression,
  kind: EntityKind,
  alias: string,
  compiling: Compiling,
): Promise<RawBuilder<unknown>> {
  const [way] = waysOf(expression, kind)
  if (way === undefined || expression.is !== 'path')
    return ordered(await compileValue(expression, new Map([['', { kind, alias }]]), compiling))
  const [first = '', ...rest] = expression.parts
  const step = kind.navigations[first]
  if (!step || step.isMany) throw bad(`Cannot order by ${expression.parts.join('/')}: it has many values`)
  compiling.next += 1
  const there = `f${compiling.next}`
  const target = kindOf(step.target)
  const value = await compileOrder({ is: 'path', parts: rest }, target, there, compiling)
  return sql`(select ${value} from ${target.source} ${sql.raw(there)} where ${step.link(alias, there)} limit 1)`
}

const ordered = (value: Typed): RawBuilder<unknown> =>
  value.kind === 'json' || value.kind === 'geo' ? sql`(${value.sql})` : value.sql

type Places = ReadonlyMap<string, { readonly kind: EntityKind; readonly alias: string }>

async function compileValue(expression: Expression, places: Places, compiling: Compiling): Promise<Typed> {
  switch (expression.is) {
    case 'literal':
      return literal(expression)
    case 'path':
      return pathValue(expression.parts, places)
    case 'operation': {
      if (expression.operator === 'not') {
        const [one] = await Promise.all(expression.of.map((each) => compileValue(each, places, compiling)))
        return { kind: 'boolean', sql: sql`(not ${one?.sql ?? sql`false`})` }
      }
      const [left, right] = await Promise.all(expression.of.map((each) => compileValue(each, places, compiling)))
      if (!left || !right) throw bad(`${expression.operator} lacks a side`)
      return operate(expression.operator, left, right)
    }
    case 'call': {
      const values = await Promise.all(expression.of.map((each) => compileValue(each, places, compiling)))
      return call(expression.name, values, compiling)
    }
  }
}

function literal({ kind, value }: Extract<Expression, { is: 'literal' }>): Typed {
  switch (kind) {
    case 'number':
      return { kind, sql: sql`${Number(value)}::float8` }
    case 'boolean':
      return { kind, sql: sql`${value === 'true'}::boolean` }
    case 'null':
      return { kind, sql: sql`null` }
    case 'instant':
      return { kind, sql: sql`${instantText(value)}::timestamptz` }
    case 'interval': {
      const [from = '', till = ''] = value.split('/')
      return { kind, sql: sql`${instantText(from)}::timestamptz`, till: sql`${instantText(till)}::timestamptz` }
    }
    case 'duration':
      if (!/^-?P(?!$)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/.test(value))
        throw bad(`"${value}" is no duration`)
      return { kind, sql: sql`${value.startsWith('-') ? sql`- ${value.slice(1)}::interval` : sql`${value}::interval`}` }
    case 'geo':
      return { kind, sql: sql`null`, shape: readWkt(value) }
    case 'text':
      return { kind, sql: sql`${value}::text` }
  }
}

function instantText(text: string): string {
  const ms = Date.parse(/T/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text)
  if (Number.isNaN(ms)) throw bad(`"${text}" is no instant`)
  return text.includes('T') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
}

function pathValue(parts: readonly string[], places: Places): Typed {
  let at = 0
  let known = ''
  while (at < parts.length) {
    const longer = known === '' ? (parts[at] ?? '') : `${known}/${parts[at]}`
    if (!places.has(longer)) break
    known = longer
    at += 1
  }
  const place = places.get(known)
  if (!place) throw bad(`There is nothing at ${parts.join('/')}`)
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

const asNumber = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json'
    ? sql`(case when jsonb_typeof(${value}) = 'number' then (${value} #>> '{}')::float8 end)`
    : kind === 'text'
      ? sql`(case when ${value} ~ '^-?[0-9]+(\\.[0-9]+)?$' then (${value})::float8 end)`
      : value
const asText = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json' ? sql`(${value} #>> '{}')` : kind === 'text' ? value : sql`(${value})::text`
const asInstant = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json' || kind === 'text' ? sql`twin.as_instant(${asText({ kind, sql: value })})` : value

const signs: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
}

function operate(operator: string, left: Typed, right: Typed): Typed {
  const sign = sql.raw(signs[operator] ?? '=')
  if (['add', 'sub', 'mul', 'div', 'mod'].includes(operator)) return arithmetic(operator, left, right)
  if (left.kind === 'null' || right.kind === 'null') {
    const other = left.kind === 'null' ? right : left
    if (operator !== 'eq' && operator !== 'ne') return { kind: 'boolean', sql: sql`false` }
    const isNull =
      other.kind === 'json' ? sql`(${other.sql} is null or ${other.sql} = 'null'::jsonb)` : sql`${other.sql} is null`
    return { kind: 'boolean', sql: operator === 'eq' ? isNull : sql`not ${isNull}` }
  }
  const kinds = [left.kind, right.kind]
  if (kinds.includes('interval') || kinds.includes('instant')) return compareTimes(operator, left, right)
  if (kinds.includes('duration')) return { kind: 'boolean', sql: sql`(${left.sql} ${sign} ${right.sql})` }
  if (kinds.includes('number')) return { kind: 'boolean', sql: sql`(${asNumber(left)} ${sign} ${asNumber(right)})` }
  if (kinds.includes('boolean')) {
    const truth = (one: Typed) =>
      one.kind === 'json'
        ? sql`(case when jsonb_typeof(${one.sql}) = 'boolean' then (${one.sql})::boolean end)`
        : one.sql
    return { kind: 'boolean', sql: sql`(${truth(left)} ${sign} ${truth(right)})` }
  }
  if (left.kind === 'json' && right.kind === 'json')
    return { kind: 'boolean', sql: sql`(${left.sql} ${sign} ${right.sql})` }
  // Letters are compared by their code points, on every machine alike.
  return { kind: 'boolean', sql: sql`((${asText(left)}) collate "C" ${sign} ${asText(right)})` }
}

/** Intervals and instants: before means wholly before, equal means both ends (§9.3.3.5.2). */
function compareTimes(operator: string, left: Typed, right: Typed): Typed {
  const [a, b] = [asInstant(left), asInstant(right)]
  const endOf = (one: Typed, from: RawBuilder<unknown>) => (one.till ? sql`coalesce(${one.till}, ${from})` : from)
  const [aTill, bTill] = [endOf(left, a), endOf(right, b)]
  const boolean = (text: RawBuilder<unknown>): Typed => ({ kind: 'boolean', sql: text })
  switch (operator) {
    case 'eq':
      return boolean(sql`(${a} = ${b} and ${aTill} = ${bTill})`)
    case 'ne':
      return boolean(sql`(${a} <> ${b} or ${aTill} <> ${bTill})`)
    case 'gt':
      return boolean(right.till ? sql`(${a} >= ${bTill} and ${a} > ${b})` : sql`(${a} > ${b})`)
    case 'ge':
      return boolean(sql`(${a} >= ${b} and ${aTill} >= ${bTill})`)
    case 'lt':
      return boolean(left.till ? sql`(${aTill} <= ${b} and ${a} < ${b})` : sql`(${a} < ${b})`)
    default:
      return boolean(sql`(${a} <= ${b} and ${aTill} <= ${bTill})`)
  }
}

function arithmetic(operator: string, left: Typed, right: Typed): Typed {
  const sign = sql.raw(signs[operator] ?? '+')
  const isTime = (one: Typed) => one.kind === 'instant' || one.kind === 'interval'
  if (isTime(left) && right.kind === 'duration')
    return { kind: 'instant', sql: sql`(${left.sql} ${sign} ${right.sql})` }
  if (isTime(left) && isTime(right) && operator === 'sub')
    return { kind: 'duration', sql: sql`(${left.sql} - ${right.sql})` }
  if (left.kind === 'duration' && right.kind === 'duration')
    return { kind: 'duration', sql: sql`(${left.sql} ${sign} ${right.sql})` }
  const [a, b] = [asNumber(left), asNumber(right)]
  // Dividing by nothing has no value; it is not an error of the whole question.
  if (operator === 'div') return { kind: 'number', sql: sql`(${a} / nullif(${b}, 0))` }
  if (operator === 'mod') return { kind: 'number', sql: sql`mod((${a})::numeric, nullif(${b}, 0)::numeric)::float8` }
  return { kind: 'number', sql: sql`(${a} ${sign} ${b})` }
}

type Function = (values: readonly Typed[]) => Typed
const text = (value: RawBuilder<unknown>): Typed => ({ kind: 'text', sql: value })
const number = (value: RawBuilder<unknown>): Typed => ({ kind: 'number', sql: value })
const truth = (value: RawBuilder<unknown>): Typed => ({ kind: 'boolean', sql: value })
const of = (values: readonly Typed[], index: number): Typed => values[index] ?? { kind: 'null', sql: sql`null` }
const words = (values: readonly Typed[]) =>
  [asText(of(values, 0)), asText(of(values, 1)), asText(of(values, 2))] as const
const whole = (value: Typed) => sql`(${asNumber(value)})::int`
const part =
  (field: string): Function =>
  (values) =>
    number(sql`extract(${sql.raw(field)} from ${asInstant(of(values, 0))} at time zone 'UTC')::float8`)

const functions: Readonly<Record<string, readonly [least: number, most: number, Function]>> = {
  substringof: [2, 2, (values) => truth(sql`(strpos(${words(values)[1]}, ${words(values)[0]}) > 0)`)],
  contains: [2, 2, (values) => truth(sql`(strpos(${words(values)[0]}, ${words(values)[1]}) > 0)`)],
  endswith: [
    2,
    2,
    (values) => truth(sql`(right(${words(values)[0]}, length(${words(values)[1]})) = ${words(values)[1]})`),
  ],
  startswith: [2, 2, (values) => truth(sql`starts_with(${words(values)[0]}, ${words(values)[1]})`)],
  length: [1, 1, (values) => number(sql`length(${words(values)[0]})::float8`)],
  indexof: [2, 2, (values) => number(sql`(strpos(${words(values)[0]}, ${words(values)[1]}) - 1)::float8`)],
  substring: [
    2,
    3,
    (values) =>
      text(
        values.length === 3
          ? sql`substr(${words(values)[0]}, ${whole(of(values, 1))} + 1, greatest(${whole(of(values, 2))}, 0))`
          : sql`substr(${words(values)[0]}, ${whole(of(values, 1))} + 1)`,
      ),
  ],
  tolower: [1, 1, (values) => text(sql`lower(${words(values)[0]})`)],
  toupper: [1, 1, (values) => text(sql`upper(${words(values)[0]})`)],
  trim: [1, 1, (values) => text(sql`btrim(${words(values)[0]})`)],
  concat: [2, 2, (values) => text(sql`(${words(values)[0]} || ${words(values)[1]})`)],
  year: [1, 1, part('year')],
  month: [1, 1, part('month')],
  day: [1, 1, part('day')],
  hour: [1, 1, part('hour')],
  minute: [1, 1, part('minute')],
  second: [1, 1, (values) => number(sql`floor(extract(second from ${asInstant(of(values, 0))}))::float8`)],
  fractionalseconds: [1, 1, (values) => number(sql`mod(extract(second from ${asInstant(of(values, 0))}), 1)::float8`)],
  date: [1, 1, (values) => ({ kind: 'instant', sql: sql`(date_trunc('day', ${asInstant(of(values, 0))}, 'UTC'))` })],
  time: [1, 1, (values) => text(sql`to_char(${asInstant(of(values, 0))} at time zone 'UTC', 'HH24:MI:SS.MS')`)],
  totaloffsetminutes: [1, 1, () => number(sql`0::float8`)],
  now: [0, 0, () => ({ kind: 'instant', sql: sql`now()` })],
  mindatetime: [0, 0, () => ({ kind: 'instant', sql: sql`'-infinity'::timestamptz` })],
  maxdatetime: [0, 0, () => ({ kind: 'instant', sql: sql`'infinity'::timestamptz` })],
  round: [1, 1, (values) => number(sql`round((${asNumber(of(values, 0))})::numeric)::float8`)],
  floor: [1, 1, (values) => number(sql`floor(${asNumber(of(values, 0))})`)],
  ceiling: [1, 1, (values) => number(sql`ceil(${asNumber(of(values, 0))})`)],
}

async function call(name: string, values: readonly Typed[], compiling: Compiling): Promise<Typed> {
  if (name in geoFunctions) return callGeo(name, values, compiling)
  const found = functions[name]
  if (!found) throw bad(`There is no function "${name}"`)
  const [least, most, make] = found
  if (values.length < least || values.length > most)
    throw bad(`${name}() takes ${least === most ? least : `${least} or ${most}`} values, not ${values.length}`)
  return make(values)
}

type GeoFunction = (one: AnyShape, other: AnyShape, third: string) => number | boolean

const dimension = (shape: AnyShape): number =>
  Math.max(
    0,
    ...shapesOf(shape).map(({ type }) => (type.endsWith('Polygon') ? 2 : type.endsWith('LineString') ? 1 : 0)),
  )
const meets =
  (is: 'within' | 'contains' | 'overlaps' | 'intersects' | 'equals' | 'disjoint') => (a: AnyShape, b: AnyShape) =>
    meetsRelation(a, { is }, b)

/** They meet, but neither lies in the other and areas share no part of themselves. */
const touches: GeoFunction = (a, b) => meets('intersects')(a, b) && !meets('overlaps')(a, b) && !interiorsMeet(a, b)
function interiorsMeet(a: AnyShape, b: AnyShape): boolean {
  const [low, high] = dimension(a) <= dimension(b) ? [a, b] : [b, a]
  if (!meets('within')(low, high)) return false
  // Within, edges counted: on the edge alone it only touches.
  return dimension(high) < 2 || !shapesOf(low).every((one) => isOnEdge(one, high))
}
function isOnEdge(one: AnyShape, area: AnyShape): boolean {
  const rings = shapesOf(area).flatMap((shape) =>
    shape.type === 'Polygon' ? shape.coordinates : shape.type === 'MultiPolygon' ? shape.coordinates.flat() : [],
  ) as readonly (readonly Place[])[] // rings by their types
  return rings.length > 0 && meets('within')(one, { type: 'MultiLineString', coordinates: rings })
}
const crosses: GeoFunction = (a, b) =>
  dimension(a) !== dimension(b)
    ? meets('intersects')(a, b) && !meets('within')(a, b) && !meets('contains')(a, b) && !touches(a, b, '')
    : dimension(a) === 1 && meets('intersects')(a, b) && !meets('overlaps')(a, b) && !meets('equals')(a, b)

function metresLong(shape: AnyShape): number {
  let sum = 0
  for (const one of shapesOf(shape)) {
    const lines = one.type === 'LineString' ? [one.coordinates] : one.type === 'MultiLineString' ? one.coordinates : []
    for (const line of lines as readonly (readonly Place[])[]) // lines by their types
      for (let index = 1; index < line.length; index += 1)
        sum += metresBetween(
          { type: 'Point', coordinates: line[index - 1] ?? [] },
          { type: 'Point', coordinates: line[index] ?? [] },
        )
  }
  return sum
}

const flip = (pattern: string): boolean | undefined => (/^[TF012*]{9}$/.test(pattern) ? true : undefined)

const geoFunctions: Readonly<Record<string, GeoFunction>> = {
  'geo.distance': (a, b) => degreesBetween(a, b),
  'geo.length': (a) => metresLong(a),
  'geo.intersects': meets('intersects'),
  st_equals: meets('equals'),
  st_disjoint: meets('disjoint'),
  st_touches: touches,
  st_within: meets('within'),
  st_overlaps: meets('overlaps'),
  st_crosses: crosses,
  st_intersects: meets('intersects'),
  st_contains: meets('contains'),
  st_relate: (a, b, pattern) => relate(a, b, pattern),
}

/** Degrees between points as servers of SensorThings over plain geometry give them; metres otherwise would not compare. */
function degreesBetween(a: AnyShape, b: AnyShape): number {
  if (a.type === 'Point' && b.type === 'Point') {
    const [ax = 0, ay = 0] = a.coordinates
    const [bx = 0, by = 0] = b.coordinates
    return Math.hypot(ax - bx, ay - by)
  }
  return metresBetween(a, b) / 111_320
}

/** The patterns of the named relations; others are not told apart. @throws StaError 400 */
function relate(a: AnyShape, b: AnyShape, pattern: string): boolean {
  if (flip(pattern) === undefined) throw bad(`"${pattern}" is no pattern of nine signs`)
  const named: readonly (readonly [RegExp, GeoFunction])[] = [
    [/^T\*F\*\*FFF[*2]$/, geoFunctions.st_equals ?? touches],
    [/^FF\*FF\*{4}$/, meets('disjoint')],
    [/^T\*F\*\*F\*{3}$/, meets('within')],
    [/^T\*{5}FF\*$/, meets('contains')],
    [/^T\*{8}$/, (one, other) => meets('intersects')(one, other) && !touches(one, other, '')],
    [/^(?:T|1)\*T\*{3}T\*{2}$/, meets('overlaps')],
  ]
  const found = named.find(([shape]) => shape.test(pattern))
  if (!found) throw bad(`The pattern "${pattern}" is none of those of the named relations`)
  return Boolean(found[1](a, b, pattern))
}

const mostShapes = 50_000

/**
 * Geometry is compared outside the database: shapes of the property are read, the answer comes back as a table by id. Both sides may be
 * properties; of two literals the answer is one value.
 */
async function callGeo(name: string, values: readonly Typed[], compiling: Compiling): Promise<Typed> {
  const compute = geoFunctions[name]
  const isNumber = name === 'geo.distance' || name === 'geo.length'
  if (!compute || values.length < (name === 'geo.length' ? 1 : 2)) throw bad(`${name}() lacks a geometry`)
  const [one, other] = [of(values, 0), of(values, 1)]
  const third = name === 'st_relate' ? await literalText(of(values, 2), compiling) : ''
  const path = one.geo ?? other.geo
  if (one.geo && other.geo && name !== 'geo.length')
    throw bad(`${name}() compares a property with a geometry that is written out`)
  const kind: Kind = isNumber ? 'number' : 'boolean'
  const cast = sql.raw(isNumber ? 'float8' : 'boolean')
  const answer = (shape: AnyShape) =>
    one.geo ? compute(shape, other.shape ?? shape, third) : compute(one.shape ?? shape, shape, third)
  if (!path) {
    if (!one.shape || (!other.shape && name !== 'geo.length')) throw bad(`${name}() takes geometries`)
    return { kind, sql: sql`${compute(one.shape, other.shape ?? one.shape, third)}::${cast}` }
  }
  const property = path.kind.properties[path.property]
  if (!property) throw bad(`There is no property ${path.property}`)
  const { rows } = await sql<{
    id: string
    shape: unknown
  }>`select g.id::text as id, ${property.of('g')} as shape from ${path.kind.source} g
    where ${property.of('g')} is not null limit ${mostShapes + 1}`.execute(compiling.on)
  if (rows.length > mostShapes) throw bad(`${name}(): there are more than ${mostShapes} geometries to compare`)
  const found = rows.flatMap(({ id, shape }) => {
    const geometry = shapeIn(shape)
    return geometry ? [{ id, value: answer(geometry) }] : []
  })
  return {
    kind,
    sql: sql`(select g.value from unnest(${found.map(({ id }) => id)}::text[], ${found.map(({ value }) => value)}::${cast}[]) g(id, value)
      where g.id = ${sql.ref(`${path.alias}.id`)}::text)`,
  }
}

async function literalText(value: Typed, { on }: Compiling): Promise<string> {
  const { rows } = await sql<{ value: string }>`select ${asText(value)} as value`.execute(on)
  return rows[0]?.value ?? ''
}

/** The geometry of a GeoJSON geometry or feature; nothing for other encodings. */
export function shapeIn(value: unknown): AnyShape | undefined {
  if (isShape(value as never)) return value as AnyShape // checked by the call
  if (typeof value === 'object' && value !== null && 'geometry' in value && isShape(value.geometry as never))
    return value.geometry as AnyShape // checked by the call
  return undefined
}
