import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { type AttributeInstance, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import type { Observations } from '../observations/index.ts'
import { type AttributeRow, instanceOf } from '../store/rows.ts'
import type { TemporalQuestion, TimeProperty } from './question.ts'

/** An instance with the moment by which it was chosen, epoch ms. */
export type Dated = {
  readonly entity: number
  readonly name: string
  readonly instance: AttributeInstance
  readonly deletedAt?: string
  readonly at: number
}

/** Instances found; `isCut` when there are more of some attribute than were read; `beyond` of attributes that begin after the cut. */
export type Instances = { readonly all: readonly Dated[]; readonly isCut: boolean; readonly beyond: readonly Dated[] }

const column: Readonly<Record<TimeProperty, RawBuilder<unknown>>> = {
  observedAt: sql`i.observed_at`,
  createdAt: sql`i.created_at`,
  modifiedAt: sql`i.modified_at`,
  deletedAt: sql`i.deleted_at`,
}

const mostAggregated = 200_000

const shared = sql`name, dataset, kind, value, unit, observed_at, sub, more, created_at, modified_at, instance, null::int as series`

type Row = AttributeRow & {
  readonly entity: number
  readonly deleted_at: string | null
  readonly at: string | null
  readonly place: number
}

const dated = (row: Row): Dated => ({
  entity: row.entity,
  name: row.name,
  instance: instanceOf(row),
  ...(row.deleted_at !== null && { deletedAt: new Date(row.deleted_at).toISOString() }),
  at: row.at === null ? Number.NaN : Date.parse(row.at),
})

/** What attributes were and are: present rows, former ones, and for each that was deleted the moment it went. */
async function recorded(
  on: Query,
  keys: readonly number[],
  names: readonly string[] | undefined,
  asked: TemporalQuestion,
  most: number,
): Promise<readonly Row[]> {
  const at = column[asked.property]
  const wanted = names ? sql`and name = any(${names}::text[])` : sql``
  const direction = asked.lastN === undefined ? sql`asc` : sql`desc`
  const from = asked.from === undefined ? sql`` : sql` and ${at} >= ${new Date(asked.from).toISOString()}::timestamptz`
  const till = asked.till === undefined ? sql`` : sql` and ${at} < ${new Date(asked.till).toISOString()}::timestamptz`
  const dates = asked.isAsked || asked.lastN !== undefined ? sql`where ${at} is not null${from}${till}` : sql``
  const { rows } = await sql<Row>`select * from (
      select i.*, ${asked.isAsked ? at : sql`coalesce(${at}, i.modified_at)`} as at, row_number() over (partition by i.entity, i.name
        order by ${asked.isAsked ? at : sql`coalesce(${at}, i.modified_at)`} ${direction}, i.modified_at ${direction}, i.instance) as place
      from (
        select entity, ${shared}, null::timestamptz as deleted_at from twin.attribute where entity = any(${keys}::bigint[]) ${wanted}
        union all
        select entity, ${shared}, null from twin.moment where entity = any(${keys}::bigint[]) ${wanted}
        union all
        select entity, name, dataset, kind, case when kind = 'LanguageProperty' then '{"@none": "urn:ngsi-ld:null"}'::jsonb
          else '"urn:ngsi-ld:null"'::jsonb end, null, null, null, null, created_at, ended_at, gen_random_uuid(), null, ended_at
        from twin.moment where entity = any(${keys}::bigint[]) and is_deleted ${wanted}
      ) i ${dates}
    ) chosen where place <= ${most + 1} order by entity, name, at, place`.execute(on)
  return rows
}

/** The id of a reading in history: the same each time it is asked for. */
function readingId(series: number, at: number): string {
  const hex = createHash('sha256').update(`${series}:${at}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

type Series = {
  readonly id: number
  readonly entity: number
  readonly name: string
  readonly dataset: string
  readonly unit: string | null
}

/** Readings of devices, which history keeps as numbers over time. */
async function observed(
  on: Query,
  observations: Pick<Observations, 'range'>,
  keys: readonly number[],
  names: readonly string[] | undefined,
  asked: TemporalQuestion,
  most: number,
): Promise<readonly Dated[]> {
  if (asked.property === 'deletedAt') return []
  const { rows } =
    await sql<Series>`select id, entity, name, dataset, unit from twin.series where entity = any(${keys}::bigint[])
    and (${names ?? null}::text[] is null or name = any(${names ?? null}::text[]))`.execute(on)
  const all: Dated[] = []
  for (const series of rows) {
    const found = await observations.range({
      series: series.id,
      from: asked.from ?? -1e12,
      till: asked.till ?? 1e13,
      newest: asked.lastN !== undefined,
      limit: most + 1,
    })
    for (const { at, value } of found) {
      const text = new Date(at).toISOString()
      const stamp = { observedAt: text, createdAt: text, modifiedAt: text, instance: readingId(series.id, at) }
      const unit = series.unit === null ? {} : { unit: series.unit }
      all.push({
        entity: series.entity,
        name: series.name,
        at,
        instance: { kind: 'Property', value, dataset: series.dataset, ...unit, ...stamp },
      })
    }
  }
  return all
}

/** The instances of entities in a stretch of time, in order of time. @throws TooComplexQuery when too many would be aggregated */
export async function readInstances(
  on: Query,
  observations: Pick<Observations, 'range'>,
  keys: readonly number[],
  names: readonly string[] | undefined,
  asked: TemporalQuestion,
  mostInstances: number,
): Promise<Instances> {
  const isAggregated = asked.form === 'aggregated'
  const most = Math.min(asked.lastN ?? Number.POSITIVE_INFINITY, isAggregated ? mostAggregated : mostInstances)
  const rows = (await recorded(on, keys, names, asked, most)).map(dated)
  const readings = await observed(on, observations, keys, names, asked, most)
  const known = new Set(readings.map(({ entity, name, at }) => `${entity} ${name} ${at}`))
  // The present row of an attribute that readings feed says again what the last of them said.
  const own = rows.filter((one) => !known.has(`${one.entity} ${one.name} ${one.at}`))
  const groups = Map.groupBy([...own, ...readings], ({ entity, name }) => `${entity} ${name}`)
  let isCut = false
  const all: Dated[] = []
  // Where an attribute is cut short, all are: what is shown is a stretch of time with nothing left out, and the next begins at its end.
  let [from, till] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const group of groups.values()) {
    const sorted = group.sort((a, b) => a.at - b.at)
    const isFull = sorted.length > most && most !== asked.lastN
    if (isFull) isCut = true
    const shown = asked.lastN === undefined ? sorted.slice(0, most) : sorted.slice(-most)
    if (isFull && asked.lastN === undefined) till = Math.min(till, shown.at(-1)?.at ?? till)
    if (isFull && asked.lastN !== undefined) from = Math.max(from, shown[0]?.at ?? from)
    all.push(...shown)
  }
  if (isAggregated && isCut)
    throw ngsiErrors.make('twin.tooComplex', {
      detail: `More than ${mostAggregated} instances of an attribute: ask for a shorter stretch`,
    })
  // What has no time of its own belongs to every stretch.
  const shown = isCut ? all.filter(({ at }) => Number.isNaN(at) || (at >= from && at <= till)) : all
  const left = new Set(shown.map(({ entity, name }) => `${entity} ${name}`))
  const beyond = [...groups].flatMap(([key, [first]]) => (isCut && first && !left.has(key) ? [first] : []))
  return { all: shown, isCut, beyond }
}
