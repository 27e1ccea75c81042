import { type RawBuilder, sql } from 'kysely'
import { plannedAnew, type Query } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { missing } from './error.ts'
import { writtenNumber } from './exact.ts'
import { compileFilter, compileOrder } from './filter/compile.ts'
import { partsOf } from './filter/parse.ts'
import { kindOf } from './kinds/kinds.ts'
import type { EntityKind, Navigation, Property } from './model.ts'
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

/** What the rows of a step are read from. */
export const sourceOf = ({ kind, navigation }: Pick<Step, 'kind' | 'navigation'>): RawBuilder<unknown> =>
  navigation?.source ?? kind.source

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
  return sql<boolean>`${own} and exists (select 1 from ${sourceOf(parent)} ${sql.raw(there)}
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
  const large = row[`${name}.large`]
  if (typeof large === 'string') return writtenNumber(large)
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
  const wanted = new Set(select.map((one) => partsOf(one)[0] ?? ''))
  return all.filter((name) => wanted.has(name))
}

/** `Things(1)`, with quotes for ids that are no numbers. */
export const keyOf = (kind: EntityKind, id: unknown): string =>
  `${kind.set}(${typeof id === 'number' || /^\d+$/.test(String(id)) ? id : `'${String(id).replaceAll("'", "''")}'`})`

const idOf = (value: unknown): number | string => (/^\d{1,15}$/.test(String(value)) ? Number(value) : String(value))

/** One entity of a row: control information, properties chosen, links. What is selected is all there is of it (§9.3.2.2). */
function shown(kind: EntityKind, row: Row, options: Options, root: string, isInside: boolean): Record<string, unknown> {
  const id = idOf(row.id)
  const self = `${root}/${keyOf(kind, id)}`
  const { select } = options
  const isWhole = !select || select.includes('*')
  const made: Record<string, unknown> = {}
  if (isWhole || select.includes('id') || select.includes('@iot.id')) made['@iot.id'] = id
  if (isWhole || select.includes('@iot.selfLink')) made['@iot.selfLink'] = self
  for (const name of chosen(kind, options)) {
    const property = kind.properties[name]
    const value = property && shownValue(property, name, row)
    // What has no value is left out, but for the time and result of observations, which the model asks for.
    if (value !== null || (kind.set === 'Observations' && (name === 'resultTime' || name === 'result')))
      made[name] = value
  }
  // What is expanded is led on from by the links of what holds it.
  const isLinked = (name: string) => select?.includes(name) || (isWhole && !isInside && hasWay(kind, name, row))
  for (const name of Object.keys(kind.navigations))
    if (isLinked(name)) made[`${name}@iot.navigationLink`] = `${self}/${name}`
  return made
}

/** An observation is of a Datastream or of a MultiDatastream: the other leads nowhere. */
const hasWay = (kind: EntityKind, name: string, row: Row): boolean =>
  kind.set !== 'Observations' ||
  (name === 'MultiDatastream' ? row.of_multi === true : name !== 'Datastream' || row.of_multi !== true)

function columnsOf(kind: EntityKind, options: Options, alias: string): RawBuilder<unknown> {
  const all = chosen(kind, options).flatMap((name) => {
    const property = kind.properties[name]
    if (!property) return []
    const own = sql`${property.of(alias)} as ${sql.id(name)}`
    return property.till ? [own, sql`${property.till(alias)} as ${sql.id(`${name}.till`)}`] : [own]
  })
  // Of which kind of stream an observation is, and what it counts where JavaScript would round it.
  const result = sql.ref(`${alias}.result`)
  const own =
    kind.set === 'Observations'
      ? [
          sql`(${sql.ref(`${alias}.multi`)} is not null) as of_multi`,
          sql`(case when jsonb_typeof(${result}) = 'number' and abs(${sql.ref(`${alias}.number`)}) > ${Number.MAX_SAFE_INTEGER}::float8 and mod((${result})::numeric, 1) = 0
            then ${result} #>> '{}' end) as "result.large"`,
        ]
      : []
  return sql.join([sql`${idText(alias)} as id`, ...own, ...all])
}

/** A page of a set, with what was asked to be expanded. `where` holds what the address asks. */
export async function readSet(
  reading: Reading,
  kind: EntityKind,
  where: RawBuilder<boolean>,
  options: Options,
  here: string,
  navigation?: Navigation,
): Promise<{ readonly value: readonly Shown[]; readonly count?: number; readonly next?: string }> {
  const { on, sight, root } = reading
  const compiling = { on, next: 0 }
  const filter = options.filter ? await compileFilter(options.filter, kind, 't', compiling) : sql<boolean>`true`
  const all = sql`${where} and ${seen(kind, 't', sight)} and ${filter}`
  const top = Math.min(options.top ?? usual, mostAtOnce)
  const order = await orderOf(options, kind, compiling, navigation)
  const source = sourceOf({ kind, ...(navigation && { navigation }) })
  const { rows } = await sql<Row>`${plannedAnew} select ${columnsOf(kind, options, 't')} from ${source} t where ${all}
    order by ${order} limit ${top + 1} offset ${options.skip}`.execute(on)
  const page = rows.slice(0, top)
  const value = page.map((row) => shown(kind, row, options, root, false))
  await expandAll(
    reading,
    kind,
    value.map((entity, index) => ({ id: String(page[index]?.id), entity })),
    options.expand,
  )
  const count = options.count ? await countOf(on, source, all) : undefined
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
  navigation?: Navigation,
): Promise<RawBuilder<unknown>> {
  const asked: RawBuilder<unknown>[] = []
  for (const { expression, isDown } of options.orderBy) {
    const value = await compileOrder(expression, kind, 't', compiling)
    asked.push(sql`${value} ${sql.raw(isDown ? 'desc nulls last' : 'asc nulls first')}`)
  }
  // The id last: pages follow each other without gap or repetition.
  return sql.join([...asked, ...(navigation?.order ? [navigation.order('t')] : []), kind.order('t')])
}

async function countOf(on: Query, source: RawBuilder<unknown>, all: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`${plannedAnew} select count(*) from ${source} t where ${all}`.execute(on)
  return rows[0]?.count ?? 0
}

function nextLink(here: string, top: number, skip: number): string {
  const [path = '', query = ''] = here.split('?')
  const kept = query.split('&').filter((part) => part !== '' && !/^(?:\$|%24)(?:top|skip)=/i.test(part))
  return `${path}?${[...kept, `$top=${top}`, `$skip=${skip + top}`].join('&')}`
}

/** An entity that is answered, with its id, which need not be part of the answer. */
type Parent = { readonly id: string; readonly entity: Record<string, unknown> }

/** Expands for all entities of a page at once: one question for each way. */
async function expandAll(
  reading: Reading,
  kind: EntityKind,
  parents: readonly Parent[],
  expansions: readonly Expansion[],
): Promise<void> {
  if (parents.length === 0) return
  for (const expansion of expansions) {
    const { name, options } = expansion
    const navigation = kind.navigations[name]
    if (!navigation) continue
    const target = kindOf(navigation.target)
    const source = sourceOf({ kind: target, navigation })
    const compiling = { on: reading.on, next: 0 }
    const filter = options.filter ? await compileFilter(options.filter, target, 't', compiling) : sql`true`
    const order = await orderOf(options, target, compiling, navigation)
    const top = navigation.isMany ? Math.min(options.top ?? usual, mostAtOnce) : 1
    const skip = navigation.isMany ? options.skip : 0
    const ids = parents.map(({ id }) => id)
    const all = sql`${navigation.link('s', 't')} and ${seen(target, 't', reading.sight)} and ${filter}`
    const own = kind.set === 'Observations' ? sql`s.id = any(${ids}::text[])` : sql`s.id = any(${ids}::bigint[])`
    const { rows } = await sql<
      Row & { parent: string }
    >`${plannedAnew} select s.id::text as parent, x.* from ${kind.source} s
      cross join lateral (select ${columnsOf(target, options, 't')}, row_number() over (order by ${order}) as place from ${source} t where ${all}
        order by ${order} limit ${top + 1} offset ${skip}) x
      where ${own} order by s.id, x.place`.execute(reading.on)
    const counts = options.count && navigation.isMany ? await countsOf(reading.on, kind, source, own, all) : undefined
    const byParent = Map.groupBy(rows, ({ parent }) => parent)
    const children: Parent[] = []
    for (const { id, entity } of parents) {
      const found = byParent.get(id) ?? []
      const made = found
        .slice(0, top)
        .map((row) => ({ id: String(row.id), entity: shown(target, row, options, reading.root, true) }))
      children.push(...made)
      const hasMore = navigation.isMany && found.length > top && top > 0
      setExpanded(entity, expansion, navigation.isMany, made)
      if (counts) entity[`${name}@iot.count`] = counts.get(id) ?? 0
      if (hasMore)
        entity[`${name}@iot.nextLink`] =
          `${reading.root}/${keyOf(kind, idOf(id))}/${name}?${[expansion.asked, `$top=${top}&$skip=${skip + top}`].filter((part) => part !== '').join('&')}`
    }
    await expandAll(reading, target, children, options.expand)
  }
}

function setExpanded(
  entity: Record<string, unknown>,
  { name }: Expansion,
  isMany: boolean,
  made: readonly Parent[],
): void {
  if (isMany) entity[name] = made.map((one) => one.entity)
  else if (made[0]) entity[name] = made[0].entity
}

async function countsOf(
  on: Query,
  kind: EntityKind,
  target: RawBuilder<unknown>,
  own: RawBuilder<unknown>,
  all: RawBuilder<unknown>,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{
    parent: string
    count: number
  }>`select s.id::text as parent, count(*) from ${kind.source} s
    join ${target} t on ${all} where ${own} group by s.id`.execute(on)
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
    last.navigation,
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
