import { sql } from 'kysely'
import type { AttributeDraft, Json } from '../../../../kernel/twin/index.ts'
import { ColumnBatch } from '../../observations/index.ts'
import { bad } from '../error.ts'
import { numberIn } from '../exact.ts'
import { timesOf } from './observation-times.ts'
import { type Body, tellOf, type Writing } from './writing.ts'

/** What observations belong to. */
export type Stream = { readonly datastream: number } | { readonly multi: number }

/** An observation that came in; without a feature it is of the place of its thing. */
export type Incoming = { readonly body: Body; readonly feature?: number | undefined }

/**
 * Keeps observations of one stream; of a datastream in the twin too: numbers as readings, the newest as the present.
 * @returns their ids @throws StaError 400
 */
export async function keepObservations(
  writing: Writing,
  stream: Stream,
  all: readonly Incoming[],
): Promise<readonly number[]> {
  const { tx, now } = writing
  const usual = all.some(({ feature }) => feature === undefined) ? await featureOfThing(writing, stream) : undefined
  const parts = 'multi' in stream ? await partsOf(writing, stream.multi) : undefined
  const rows = all.map(({ body, feature }) => {
    const result = body.result ?? null
    if (parts !== undefined && (!Array.isArray(result) || result.length !== parts))
      throw bad(`The result must be a list of ${parts} values`)
    return {
      ...timesOf(body, now()),
      // Beside the value itself: a JSON null would become none at all on its way through a record.
      result: [result] as const,
      number: numberIn(result),
      quality: body.resultQuality ?? null,
      parameters: body.parameters ?? null,
      feature: feature ?? usual ?? null,
    }
  })
  const [datastream, multi] = 'multi' in stream ? [null, stream.multi] : [stream.datastream, null]
  const kept = await sql<{
    id: number
  }>`insert into twin.sta_observation (datastream, multi, at, till, result, number, result_at, quality, valid_from, valid_till, parameters, feature)
    select ${datastream}::int, ${multi}::bigint, at, till, result -> 0, number, "resultAt", quality, "validFrom", "validTill", parameters, feature
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(at timestamptz, till timestamptz, result jsonb, number float8, "resultAt" timestamptz,
      quality jsonb, "validFrom" timestamptz, "validTill" timestamptz, parameters jsonb, feature bigint)
    returning id`.execute(tx)
  await noteFeatures(
    writing,
    stream,
    rows.flatMap(({ feature }) => feature ?? []),
  )
  const ids = kept.rows.map(({ id }) => id)
  await tellOf(writing, { set: 'Observations', ids: ids.map(String) })
  if (datastream !== null) {
    writeNumbers(writing, datastream, rows)
    await showNewest(writing, datastream, rows)
  }
  return ids.map(Number)
}

async function partsOf({ tx }: Writing, multi: number): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*) from twin.sta_multi_property where multi = ${multi}`.execute(tx)
  return rows[0]?.count ?? 0
}

/** The observed area of a stream follows from the features it was observed of. */
export async function noteFeatures({ tx }: Writing, stream: Stream, features: readonly number[]): Promise<void> {
  const [datastream, multi] = 'multi' in stream ? [null, stream.multi] : [stream.datastream, null]
  await sql`insert into twin.sta_stream_feature (datastream, multi, feature)
    select ${datastream}::int, ${multi}::bigint, one from unnest(${[...new Set(features)]}::bigint[]) one on conflict do nothing`.execute(
    tx,
  )
}

/** Numbers of instants are readings of the series: written as all readings are, once the observations are committed. */
export function writeNumbers(
  { observations, later }: Writing,
  series: number,
  rows: readonly { readonly at: string; readonly till: string | null; readonly number: number | null }[],
): void {
  const numbers = rows.filter(({ number, till }) => number !== null && till === null)
  if (numbers.length === 0) return
  later(async () => {
    const batch = new ColumnBatch(numbers.length)
    for (const { at, number } of numbers) batch.add(series, Date.parse(at), number ?? 0, 0)
    await observations.write(batch)
  })
}

/** The newest of some results as the attribute's present value, unless a newer one is there. */
async function showNewest(
  { tx, entities }: Writing,
  datastream: number,
  rows: readonly { readonly at: string; readonly result: readonly [Json] }[],
): Promise<void> {
  const newest = rows.reduce<(typeof rows)[number] | undefined>(
    (best, row) => (best && best.at >= row.at ? best : row),
    undefined,
  )
  const said = newest?.result[0]
  const value = numberIn(said) ?? said
  if (!newest || value === undefined || value === null) return
  const { rows: found } = await sql<{
    uri: string
    types: string[]
    name: string
    dataset: string
    unit: string | null
    observed: string | null
  }>`select e.id as uri, e.types, s.name, s.dataset, s.unit,
      (select a.observed_at from twin.attribute a where a.entity = e.key and a.name = s.name and a.dataset = s.dataset) as observed
    from twin.series s join twin.entity e on e.key = s.entity where s.id = ${datastream}`.execute(tx)
  const [row] = found
  if (!row || (row.observed !== null && row.observed >= newest.at)) return
  const draft: AttributeDraft = {
    kind: typeof value === 'object' ? 'JsonProperty' : 'Property',
    value,
    dataset: row.dataset,
    observedAt: newest.at,
    ...(row.unit && { unit: row.unit }),
  }
  const others =
    (await entities.find([row.uri]))
      .get(row.uri)
      ?.attributes[row.name]?.filter(({ dataset }) => dataset !== row.dataset) ?? []
  await entities.patch([{ id: row.uri, types: row.types, attributes: { [row.name]: [...others, draft] } }])
}

/**
 * The feature that observations are of when they say none: the place of their thing (§8.2.8), the one that is a geometry where
 * there are several. Another place is another feature, also when a Location was changed.
 * @throws StaError 400 when the thing has no place
 */
async function featureOfThing(writing: Writing, stream: Stream): Promise<number> {
  const { tx } = writing
  const thing =
    'multi' in stream
      ? sql`select thing from twin.sta_multi_datastream where id = ${stream.multi}`
      : sql`select thing from twin.sta_datastream where id = ${stream.datastream}`
  const { rows } = await sql<{
    id: number
    fresh: boolean
  }>`insert into twin.sta_feature (name, description, encoding_type, feature, origin)
    select l.name, l.description, l.encoding_type, l.location, 'location:' || l.id || ':' || md5(l.location::text)
    from twin.sta_thing_location t join twin.sta_location l on l.id = t.location
    where t.thing = (${thing})
    order by (l.location ? 'coordinates' or l.location ? 'geometry') desc, l.id limit 1
    on conflict (origin) do update set origin = excluded.origin returning id, xmax = 0 as fresh`.execute(tx)
  const [row] = rows
  if (row?.fresh) await tellOf(writing, { set: 'FeaturesOfInterest', ids: [String(row.id)] })
  if (row) return Number(row.id)
  const device = await ownFeature(writing, stream)
  if (device === undefined)
    throw bad('Observation lacks "FeatureOfInterest", and its Thing has no Location to take it from')
  return device
}

/** The feature that a device's datastream has of its own. */
async function ownFeature({ tx }: Writing, stream: Stream): Promise<number | undefined> {
  if ('multi' in stream) return undefined
  const { rows } = await sql<{
    feature: number | null
  }>`select feature from twin.sta_datastream where id = ${stream.datastream}`.execute(tx)
  return rows[0]?.feature ?? undefined
}
