import { type RawBuilder, sql } from 'kysely'
import { type Query, sqlState } from '../../../base/index.ts'
import { StaError } from '../error.ts'
import type { EntityKind } from '../model.ts'
import type { Writing } from './writing.ts'

/** Takes a reading out of the twin's history. */
export const forgetReading = (on: Query, series: number, at: string) =>
  sql`delete from twin.observation where series = ${series} and at = ${at}::timestamptz`.execute(on)

/** Deletes entities of a kind and what cannot be without them (§10.4). @throws StaError 409 for what a device reports */
export async function deleteAll(writing: Writing, kind: EntityKind, ids: readonly string[]): Promise<void> {
  if (kind.set === 'Observations') await deleteObservations(writing.tx, ids)
  else for (const id of ids) await deleteOne(writing, kind, Number(id))
}

async function deleteOne({ tx, entities }: Writing, kind: EntityKind, id: number): Promise<void> {
  const { rows } = await sql<{
    uri: string
  }>`select id as uri from twin.entity where key = ${id} and ${kind.set === 'Things'}`.execute(tx)
  await dropReadings(tx, kind, id)
  await dropWhatHangs(tx, kind, id)
  await sql`delete from ${sql.raw(kind.table)} where id = ${id}`.execute(tx)
  await entities.delete(rows.map(({ uri }) => uri))
}

/** Readings of devices, and those that were written; the observed area of a stream shrinks with the last observation of a feature. */
async function deleteObservations(on: Query, ids: readonly string[]): Promise<void> {
  const written: number[] = []
  const series: number[] = []
  const at: number[] = []
  for (const id of ids) {
    const [first = '', instant] = id.split('-')
    if (instant === undefined) written.push(Number(first))
    else {
      series.push(Number(first))
      at.push(Number(instant))
    }
  }
  if (series.length > 0)
    await sql`delete from twin.observation r using unnest(${series}::int[], ${at}::float8[]) as gone(series, ms)
      where r.series = gone.series and r.at = to_timestamp(gone.ms / 1000)`.execute(on)
  if (written.length === 0) return
  await dropWritten(on, sql`o.id = any(${written}::bigint[])`)
  await sql`with gone as (delete from twin.sta_observation where id = any(${written}::bigint[]) returning id, datastream, multi, feature)
    delete from twin.sta_stream_feature s using (select distinct datastream, multi, feature from gone) g
    where s.feature = g.feature and s.datastream is not distinct from g.datastream and s.multi is not distinct from g.multi
      and not exists (select 1 from twin.sta_observation o where o.feature = g.feature
        and o.datastream is not distinct from g.datastream and o.multi is not distinct from g.multi
        and o.id <> all(${written}::bigint[]))`.execute(on)
}

/** The twin's readings of observations that were written. */
const dropWritten = (on: Query, which: RawBuilder<unknown>) =>
  sql`delete from twin.observation r using twin.sta_observation o where ${which} and r.series = o.datastream and r.at = o.at`.execute(
    on,
  )

/** What the keys of the database do not take along: a place takes its history, a property the streams that hold it. */
async function dropWhatHangs(on: Query, kind: EntityKind, id: number): Promise<void> {
  if (kind.set === 'Locations')
    await sql`delete from twin.sta_historical_location h using twin.sta_historical_place p where p.location = ${id} and p.historical = h.id`.execute(
      on,
    )
  if (kind.set === 'ObservedProperties')
    await sql`delete from twin.sta_multi_datastream m using twin.sta_multi_property p where p.property = ${id} and p.multi = m.id`.execute(
      on,
    )
}

/** Columns of a datastream that lead to what may be deleted above it. */
const above: Readonly<Partial<Record<EntityKind['set'], string>>> = {
  Things: 'thing',
  Sensors: 'sensor',
  ObservedProperties: 'observed_property',
  Datastreams: 'id',
}

/** Readings in the twin go with what they were observed by; else they would come back as readings of a device. */
async function dropReadings(on: Query, kind: EntityKind, id: number): Promise<void> {
  if (kind.set === 'FeaturesOfInterest') await dropWritten(on, sql`o.feature = ${id}`)
  const column = above[kind.set]
  if (column === undefined) return
  const { rows } = await sql<{
    id: number
  }>`select id from twin.sta_datastream where ${sql.ref(column)} = ${id}`.execute(on)
  const series = rows.map((row) => row.id)
  if (series.length === 0) return
  try {
    await sql`delete from twin.sta_datastream where id = any(${series}::int[])`.execute(on)
    await sql`delete from twin.observation where series = any(${series}::int[])`.execute(on)
    await sql`delete from twin.latest where series = any(${series}::int[])`.execute(on)
    await sql`delete from twin.series where id = any(${series}::int[])`.execute(on)
  } catch (cause) {
    if (sqlState(cause) === '23503') throw new StaError(409, 'A device reports this: take it out of service first')
    throw cause
  }
}
