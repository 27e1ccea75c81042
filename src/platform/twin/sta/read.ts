import { type RawBuilder, sql } from 'kysely'
import { plannedAnew, type Query } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { missing } from './error.ts'
import { compileFilter, compileOrder } from './filter-sql.ts'
import { kindOf } from './kinds.ts'
import type { EntityKind, Property } from './model.ts'
import type { Expansion, Options } from './options.ts'
import { isEntity, type Step } from './path.ts'

/** What reading stands on. */
export type Reading = {
  readonly on: Query
  readonly sight: Sight /** Address of the service, without `/` at the end. */
  readonly root: string
}

/** An entity as it is answered. */
export type Shown = { readonly [name: string]: unknown }

/** The most entities of one page, and how many when nothing is said. */
export const mostAtOnce = 10_000
const usual = 100

/** May the row under the alias be seen: does it belong to a thing whose entity may be? */
export const seen = (kind: EntityKind, alias: string, sight: Sight): RawBuilder<boolean> =>
  sight.isWhole
    ? sql<boolean>`true`
    : sql<boolean>`exists (select 1 from twin.entity e where e.key in (${kind.things(alias)}) and e.deleted_at is null and ${sight.sql('e')})`

const idText = (alias: string) => sql`${sql.ref(`${alias}.id`)}::text`

/** Condition that the row under `alias` is at the end of these steps. */
export function standsAt(steps: readonly Step[], alias: string): RawBuilder<boolean> {
  const last = steps.at(-1)
  if (!last) return sql<boolean>`true`
  const own = last.id === undefined ? sql`true` : byId(last.kind, alias, last.id)
  const before = steps.slice(0, -1)
  if (before.length === 0 || !last.navigation) return sql<boolean>`${own}`
  const parent = before.at(-1)
  if (!parent) return sql<boolean>`${own}`
  const there = `p${before.length}`
  return sql<boolean>`${own} and exists (select 1 from ${parent.kind.source} ${sql.raw(there)}
    where ${last.navigation.link(there, alias)} and ${standsAt(before, there)})`
}

/** Numbers are found by their index; an id of another form is no entity of that kind. */
export function byId(kind: EntityKind, alias: string, id: string): RawBuilder<boolean> {
  if (kind.set === 'Observations') {
    const reading = /^(\d{1,9})-(\d{1,15})$/.exec(id)
    if (reading)
      return sql<boolean>`${sql.ref(`${alias}.datastream`)} = ${Number(reading[1])} and ${sql.ref(`${alias}.at`)} = to_timestamp(${Number(reading[2])}::float8 / 1000) and ${idText(alias)} = ${id}`
    return sql<boolean>`${sql.ref(`${alias}.id`)} = ${id}`
  }
  return /^\d{1,15}$/.test(id) ? sql<boolean>`${sql.ref(`${alias}.id`)} = ${Number(id)}` : sql<boolean>`false`
}

type Row = Readonly<Record<string, unknown>>

const iso = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))

/** A property as JSON says it. */
function shownValue(property: Property, name: string, row: Row): unknown {
  const value = row[name]
  if (value === null || value === undefined) return null
  if (property.kind === 'instant') return iso(value)
  if (property.kind === 'interval') {
    const till = row[`${name}.till`]
    return till === null || till === undefined ? iso(value) : `${iso(value)}/${iso(till)}`
  }
  return value
}

function chosen(kind: EntityKind, { select }: Options): readonly string[] {
  const all = Object.keys(kind.properties)
  if (!select || select.includes('*')) return all
  const wanted = new Set(select.map((one) => one.split('/')[0] ?? ''))
  return all.filter((name) => wanted.has(name))
}

/** `Things(1)`, with quotes for ids that are no numbers. */
export const keyOf = (kind: EntityKind, id: unknown): string =>
  `${kind.set}(${typeof id === 'number' || /^\d+$/.test(String(id)) ? id : `'${String(id).replaceAll("'", "''")}'`})`

const idOf = (value: unknown): number | string => (/^\d{1,15}$/.test(String(value)) ? Number(value) : String(value))

/** One entity of a row: control information, properties chosen, links. */
function shown(kind: EntityKind, row: Row, options: Options, root: string): Record<string, unknown> {
  const id = idOf(row.id)
  const self = `${root}/${keyOf(kind, id)}`
  const { select } = options
  const isWhole = !select || select.includes('*')
  const made: Record<string, unknown> = {}
  made['@iot.id'] = id
  if (isWhole) made['@iot.selfLink'] = self
  for (const name of chosen(kind, options)) {
    const property = kind.properties[name]
    const value = property && shownValue(property, name, row)
    // What has no value is left out, but for the time and result of observations, which the model asks for.
    if (value !== null || (kind.set === 'Observations' && (name === 'resultTime' || name === 'result')))
      made[name] = value
  }
  for (const name of Object.keys(kind.navigations)) {
    if (isWhole || select?.includes(name)) made[`${name}@iot.navigationLink`] = `${self}/${name}`
  }
  return made
}

function columnsOf(kind: EntityKind, options: Options, alias: string): RawBuilder<unknown> {
  const all = chosen(kind, options).flatMap((name) => {
    const property = kind.properties[name]
    if (!property) return []
    const own = sql`${property.of(alias)} as ${sql.id(name)}`
    return property.till ? [own, sql`${property.till(alias)} as ${sql.id(`${name}.till`)}`] : [own]
  })
  return sql.join([sql`${idText(alias)} as id`, ...all])
}

/** A page of a set, with what was asked to be expanded. `where` holds what the address asks. */
export async function readSet(
  reading: Reading,
  kind: EntityKind,
  where: RawBuilder<boolean>,
  options: Options,
  here: string,
): Promise<{ readonly value: readonly Shown[]; readonly count?: number; readonly next?: string }> {
  const { on, sight, root } = reading
  const compiling = { on, next: 0 }
  const filter = options.filter ? await compileFilter(options.filter, kind, 't', compiling) : sql<boolean>`true`
  const all = sql`${where} and ${seen(kind, 't', sight)} and ${filter}`
  const top = Math.min(options.top ?? usual, mostAtOnce)
  const order = await orderOf(options, kind, compiling)
  const { rows } =
    await sql<Row>`${plannedAnew} select ${columnsOf(kind, options, 't')} from ${kind.source} t where ${all}
    order by ${order} limit ${top + 1} offset ${options.skip}`.execute(on)
  const page = rows.slice(0, top)
  const value = page.map((row) => shown(kind, row, options, root))
  await expandAll(reading, kind, value, options.expand)
  const count = options.count ? await countOf(on, kind, all) : undefined
  return {
    value,
    ...(count !== undefined && { count }),
    ...(rows.length > top && top > 0 && { next: nextLink(here, top, options.skip) }),
  }
}

async function orderOf(
  options: Options,
  kind: EntityKind,
  compiling: { on: Query; next: number },
): Promise<RawBuilder<unknown>> {
  const asked: RawBuilder<unknown>[] = []
  for (const { expression, isDown } of options.orderBy) {
    const value = await compileOrder(expression, kind, 't', compiling)
    asked.push(sql`${value} ${sql.raw(isDown ? 'desc nulls last' : 'asc nulls first')}`)
  }
  // The id last: pages follow each other without gap or repetition.
  return sql.join([...asked, kind.order('t')])
}

async function countOf(on: Query, kind: EntityKind, all: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`${plannedAnew} select count(*) from ${kind.source} t where ${all}`.execute(on)
  return rows[0]?.count ?? 0
}

function nextLink(here: string, top: number, skip: number): string {
  const [path = '', query = ''] = here.split('?')
  const kept = query.split('&').filter((part) => part !== '' && !/^(?:\$|%24)(?:top|skip)=/i.test(part))
  return `${path}?${[...kept, `$top=${top}`, `$skip=${skip + top}`].join('&')}`
}

/** Expands for all entities of a page at once: one question for each way. */
async function expandAll(
  reading: Reading,
  kind: EntityKind,
  parents: readonly Record<string, unknown>[],
  expansions: readonly Expansion[],
): Promise<void> {
  if (parents.length === 0) return
  for (const { name, options } of expansions) {
    const navigation = kind.navigations[name]
    if (!navigation) continue
    const target = kindOf(navigation.target)
    const compiling = { on: reading.on, next: 0 }
    const filter = options.filter ? await compileFilter(options.filter, target, 't', compiling) : sql`true`
    const order = await orderOf(options, target, compiling)
    const top = navigation.isMany ? Math.min(options.top ?? usual, mostAtOnce) : 1
    const ids = parents.map((parent) => String(parent['@iot.id']))
    const all = sql`${navigation.link('s', 't')} and ${seen(target, 't', reading.sight)} and ${filter}`
    const source = kind.set === 'Observations' ? sql`s.id = any(${ids}::text[])` : sql`s.id = any(${ids}::bigint[])`
    const { rows } = await sql<
      Row & { parent: string }
    >`${plannedAnew} select s.id::text as parent, x.* from ${kind.source} s
      cross join lateral (select ${columnsOf(target, options, 't')}, row_number() over (order by ${order}) as place from ${target.source} t where ${all}
        order by ${order} limit ${top + 1} offset ${options.skip}) x
      where ${source} order by s.id, x.place`.execute(reading.on)
    const counts =
      options.count && navigation.isMany ? await countsOf(reading.on, kind, target, source, all) : undefined
    const byParent = new Map<string, Row[]>()
    for (const row of rows) {
      const list = byParent.get(row.parent)
      if (list) list.push(row)
      else byParent.set(row.parent, [row])
    }
    const children: Record<string, unknown>[] = []
    for (const parent of parents) {
      const own = byParent.get(String(parent['@iot.id'])) ?? []
      const made = own.slice(0, top).map((row) => shown(target, row, options, reading.root))
      children.push(...made)
      // What is expanded stands in the place of its link (§9.3.2.1).
      delete parent[`${name}@iot.navigationLink`]
      if (!navigation.isMany) parent[name] = made[0] ?? null
      else {
        parent[name] = made
        if (counts) parent[`${name}@iot.count`] = counts.get(String(parent['@iot.id'])) ?? 0
        if (own.length > top && top > 0)
          parent[`${name}@iot.nextLink`] =
            `${reading.root}/${keyOf(kind, parent['@iot.id'])}/${name}?$top=${top}&$skip=${options.skip + top}`
      }
    }
    await expandAll(reading, target, children, options.expand)
  }
}

async function countsOf(
  on: Query,
  kind: EntityKind,
  target: EntityKind,
  source: RawBuilder<unknown>,
  all: RawBuilder<unknown>,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{
    parent: string
    count: number
  }>`select s.id::text as parent, count(*) from ${kind.source} s
    join ${target.source} t on ${all} where ${source} group by s.id`.execute(on)
  return new Map(rows.map(({ parent, count }) => [parent, count]))
}

/** The one entity at an address. @throws StaError 404 */
export async function readOne(reading: Reading, steps: readonly Step[], options: Options): Promise<Shown> {
  const last = steps.at(-1)
  if (!last || !isEntity(last)) throw missing('This address names no single entity')
  const { value } = await readSet(
    reading,
    last.kind,
    standsAt(steps, 't'),
    { ...options, top: 1, skip: 0, count: false },
    '',
  )
  const [one] = value
  if (!one) throw missing(`There is no ${last.kind.one} here`)
  return one
}

/** Makes sure that all but the last step are there, so that an empty list is told from a list of nothing. @throws StaError 404 */
export async function checkWay(reading: Reading, steps: readonly Step[]): Promise<void> {
  const before = steps.slice(0, -1)
  if (before.length > 0)
    await readOne(reading, before, { expand: [], orderBy: [], skip: 0, count: false, select: ['id'] })
}
