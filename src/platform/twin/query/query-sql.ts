import { type RawBuilder, sql } from 'kysely'
import {
  type AttributePath,
  type Comparison,
  type Literal,
  ngsiLd,
  type QueryTree,
  systemNames,
} from '../../../kernel/twin/index.ts'
import type { Sight } from '../sight.ts'
import { isThere } from '../store/read.ts'

type Sql = RawBuilder<unknown>

const json = (value: string | number | boolean): Sql => sql`${JSON.stringify(value)}::jsonb`

/** The plain value of a typed one: `{ "@type": …, "@value": … }`. */
const untyped = (v: Sql): Sql => sql`coalesce(case when jsonb_typeof(${v}) = 'object' then ${v} -> '@value' end, ${v})`

/** The elements of an array, or the value itself. */
const elements = (v: Sql): Sql =>
  sql`jsonb_array_elements(case when jsonb_typeof(${v}) = 'array' then ${v} else jsonb_build_array(${v}) end)`

const instant = (literal: Literal & { readonly is: 'instant' }): Sql =>
  sql`${new Date(literal.value).toISOString()}::timestamptz`

function equals(v: Sql, literal: Literal): Sql {
  if (literal.is === 'instant')
    return sql`exists (select 1 from ${elements(v)} one where jsonb_typeof(one) = 'string'
      and twin.as_instant(one #>> '{}') = ${instant(literal)})`
  return sql`${v} @> ${json(literal.value)}`
}

const operator = { '>': sql`>`, '>=': sql`>=`, '<': sql`<`, '<=': sql`<=` } as const

function ordered(v: Sql, op: keyof typeof operator, literal: Literal): Sql {
  if (literal.is === 'number')
    return sql`case when jsonb_typeof(${v}) = 'number' then (${v} #>> '{}')::float8 ${operator[op]} ${literal.value}::float8 else false end`
  if (literal.is === 'instant')
    return sql`case when jsonb_typeof(${v}) = 'string' then coalesce(twin.as_instant(${v} #>> '{}') ${operator[op]} ${instant(literal)}, false) else false end`
  if (literal.is === 'text' || literal.is === 'time')
    return sql`case when jsonb_typeof(${v}) = 'string' then (${v} #>> '{}') collate "C" ${operator[op]} ${literal.value} else false end`
  return sql`false`
}

const inRange = (v: Sql, from: Literal, to: Literal): Sql =>
  sql`(${ordered(v, '>=', from)} and ${ordered(v, '<=', to)})`

const isRelation = sql`t.kind in ('Relationship', 'ListRelationship')`

/** Every value of target `t`: of a language map each of its texts. */
const values = sql`(select ${untyped(sql`t.value`)} as v where t.kind <> 'LanguageProperty' or jsonb_typeof(t.value) <> 'object'
  union all select ${untyped(sql`l.value`)} from jsonb_each(case when t.kind = 'LanguageProperty' and jsonb_typeof(t.value) = 'object'
    then t.value else '{}' end) l) as x`

function holds(is: Comparison): Sql {
  const v = sql`x.v`
  switch (is.op) {
    case '==':
    case '!=': {
      const one =
        'values' in is
          ? sql.join(
              is.values.map((literal) => equals(v, literal)),
              sql` or `,
            )
          : inRange(v, is.from, is.to)
      const found = sql`exists (select 1 from ${values} where ${one})`
      return is.op === '==' ? found : sql`not ${found}`
    }
    case '>':
    case '>=':
    case '<':
    case '<=':
      return sql`(not ${isRelation} and exists (select 1 from ${values} where ${ordered(v, is.op, is.value)}))`
    case '~=':
    case '!~=': {
      const texts = sql`select ${untyped(sql`one`)} #>> '{}' as text from ${values}, ${elements(v)} one
        where jsonb_typeof(${untyped(sql`one`)}) = 'string'`
      const found = sql`exists (select 1 from (${texts}) s where s.text ~ ${is.pattern})`
      if (is.op === '~=') return sql`(not ${isRelation} and ${found})`
      return sql`(not ${isRelation} and exists (${texts}) and not ${found})`
    }
  }
}

const isoText = (at: Sql): Sql => sql`to_jsonb(to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`

const columnOf: Readonly<Record<string, Sql>> = {
  [`${ngsiLd}observedAt`]: isoText(sql`a.observed_at`),
  [`${ngsiLd}createdAt`]: isoText(sql`a.created_at`),
  [`${ngsiLd}modifiedAt`]: isoText(sql`a.modified_at`),
  [`${ngsiLd}expiresAt`]: sql`a.more -> 'expiresAt'`,
  [`${ngsiLd}unitCode`]: sql`to_jsonb(a.unit)`,
  [`${ngsiLd}datasetId`]: sql`to_jsonb(nullif(a.dataset, ''))`,
}

const memberOf: Readonly<Record<string, string>> = {
  [`${ngsiLd}observedAt`]: 'observedAt',
  [`${ngsiLd}createdAt`]: 'createdAt',
  [`${ngsiLd}modifiedAt`]: 'modifiedAt',
  [`${ngsiLd}expiresAt`]: 'expiresAt',
  [`${ngsiLd}unitCode`]: 'unit',
  [`${ngsiLd}datasetId`]: 'dataset',
}

/** The present value of attribute `a`: a device's last reading where readings give it its number. */
export const presentValue: Sql = sql`coalesce((select to_jsonb(last.value) from twin.latest last
  where last.series = a.series and last.at >= coalesce(a.observed_at, '-infinity')), a.value)`

/** Rows (kind, value) that a path leads to from entity `e`, before its trailing members. */
function outer(path: AttributePath, e: string): Sql {
  const [first = '', ...rest] = path.names
  const alias = sql.raw(e)
  if (rest.length === 0 && first === `${ngsiLd}createdAt`)
    return sql`select 'system' as kind, ${isoText(sql`${alias}.created_at`)} as value`
  if (rest.length === 0 && first === `${ngsiLd}modifiedAt`)
    return sql`select 'system' as kind, ${isoText(sql`${alias}.modified_at`)} as value`
  if (rest.length === 0 && first === `${ngsiLd}expiresAt`)
    return sql`select 'system' as kind, ${isoText(sql`${alias}.expires_at`)} as value where ${alias}.expires_at is not null`
  const from = sql`twin.attribute a where a.entity = ${alias}.key and a.name = ${first}`
  const last = rest.at(-1)
  const isSystem = last !== undefined && systemNames.includes(last)
  const steps = isSystem ? rest.slice(0, -1) : rest
  if (steps.length === 0 && last !== undefined && isSystem)
    return sql`select 'system' as kind, ${columnOf[last]} as value from ${from} and ${columnOf[last]} is not null`
  if (steps.length === 0) return sql`select a.kind, ${presentValue} as value from ${from}`
  const joins = steps.map((name, index) => {
    const all = index === 0 ? sql`a.sub` : sql`${sql.raw(`s${index - 1}`)}.one -> 'sub'`
    return sql`cross join lateral jsonb_array_elements(coalesce(${all} -> ${name}, '[]')) as ${sql.raw(`s${index}`)}(one)`
  })
  const one = sql.raw(`s${steps.length - 1}.one`)
  const shown = isSystem && last !== undefined ? sql`${one} -> ${memberOf[last] ?? ''}` : sql`${one} -> 'value'`
  const kind = isSystem ? sql`'system'` : sql`${one} ->> 'kind'`
  return sql`select ${kind} as kind, ${shown} as value from twin.attribute a ${sql.join(joins, sql` `)}
    where a.entity = ${alias}.key and a.name = ${first} and ${shown} is not null`
}

const member = (v: Sql, name: string): Sql => sql`case when jsonb_typeof(${v}) = 'object' then ${v} -> ${name} end`

/** Goes into values by trailing members; `*` of a language map is any language. */
function inner(rows: Sql, members: readonly string[]): Sql {
  const [first, ...rest] = members
  if (first === undefined) return rows
  const walk = (v: Sql, names: readonly string[]) => names.reduce(member, v)
  const named = sql`select 'Property' as kind, ${walk(sql`o.value`, members)} as value from (${rows}) o`
  const any =
    first === '*' && rest.length === 0
      ? // All languages together: "unequal" is so in none of them (clause 4.9).
        sql` union all select o.kind, o.value from (${rows}) o where o.kind = 'LanguageProperty'`
      : first === '*'
        ? sql` union all select 'Property', ${walk(sql`l.value`, rest)} from (${rows}) o, jsonb_each(
          case when o.kind = 'LanguageProperty' and jsonb_typeof(o.value) = 'object' then o.value else '{}' end) l`
        : sql``
  return sql`select kind, value from (${named}${any}) deep where value is not null`
}

/** Numbers of top-level attributes are compared in their own column, which has an index. */
function byNumber(path: AttributePath, is: Comparison | undefined, e: string): Sql | undefined {
  const [name] = path.names
  if (
    path.names.length !== 1 ||
    path.inner.length > 0 ||
    is === undefined ||
    name === undefined ||
    systemNames.includes(name)
  )
    return undefined
  if (!('value' in is) || is.value.is !== 'number') return undefined
  const op = operator[is.op]
  return sql`exists (select 1 from twin.attribute a left join twin.latest last on last.series = a.series
    where a.entity = ${sql.raw(e)}.key and a.name = ${name} and (case when a.series is null then a.number
      when last.at >= coalesce(a.observed_at, '-infinity') then last.value else a.number end) ${op} ${is.value.value}::float8)`
}

/** What a query is compiled for. */
export type QueryScope = { readonly sight: Sight }

/**
 * A query of the NGSI-LD language as a condition on `twin.entity` under an alias; `meetsQuery` in the kernel gives the same answer for
 * what is in memory.
 */
export function querySql(tree: QueryTree, scope: QueryScope, e = 'e', depth = 0): Sql {
  if ('and' in tree)
    return sql`(${sql.join(
      tree.and.map((one) => querySql(one, scope, e, depth)),
      sql` and `,
    )})`
  if ('or' in tree)
    return sql`(${sql.join(
      tree.or.map((one) => querySql(one, scope, e, depth)),
      sql` or `,
    )})`
  const { path, is } = tree
  if (path.link) return linkedSql(tree.path, is, scope, e, depth)
  const quick = byNumber(path, is, e)
  if (quick) return quick
  const rows = inner(outer(path, e), path.inner)
  return sql`exists (select 1 from (${rows}) t${is === undefined ? sql`` : sql` where ${holds(is)}`})`
}

function linkedSql(path: AttributePath, is: Comparison | undefined, scope: QueryScope, e: string, depth: number): Sql {
  const { types = [], path: further = path } = path.link ?? {}
  const next = `e${depth + 1}`
  const linked = sql.raw(next)
  const rows = outer({ names: path.names, inner: [] }, e)
  const ofTypes = types.length === 0 ? sql`` : sql` and ${linked}.types && ${types}::text[]`
  return sql`exists (select 1 from (${rows}) r cross join lateral ${elements(sql`r.value`)} as object(id)
    join twin.entity ${linked} on ${linked}.tenant = ${sql.raw(e)}.tenant and ${linked}.id = object.id #>> '{}'
    where r.kind in ('Relationship', 'ListRelationship') and ${isThere(next)} and ${scope.sight.sql(next)}${ofTypes}
      and ${querySql({ path: further, is }, scope, next, depth + 1)})`
}
