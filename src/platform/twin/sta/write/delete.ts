import { sql } from 'kysely'
import { type Query, sqlState } from '../../../base/index.ts'
import { StaError } from '../error.ts'
import type { EntityKind } from '../model.ts'
import type { Writing } from './writing.ts'

/** Takes a reading out of the twin's history. */
export const forgetReading = (on: Query, series: number, at: string) =>
  sql`delete from twin.observation where series = ${series} and at = ${at}::timestamptz`.execute(on)

/** Deletes an entity and what cannot be without it (§10.4). @throws StaError 409 for what a device reports */
export async function deleteOne({ tx, entities }: Writing, kind: EntityKind, id: string): Promise<void> {
  const reading = /^(\d+)-(\d+)$/.exec(id)
  if (kind.set === 'Observations' && reading) {
    await forgetReading(tx, Number(reading[1]), new Date(Number(reading[2])).toISOString())
    return
  }
  const number = Number(id)
  const { rows } = await sql<{
    uri: string
  }>`select id as uri from twin.entity where key = ${number} and ${kind.set === 'Things'}`.execute(tx)
  await dropReadings(tx, kind, number)
  await dropWhatHangs(tx, kind, number)
  if (kind.set === 'Observations') await deleteObservation(tx, number)
  else await sql`delete from ${sql.raw(kind.table)} where id = ${number}`.execute(tx)
  await entities.delete(rows.map(({ uri }) => uri))
}

/** The observed area of a stream shrinks with the last observation of a feature. */
async function deleteObservation(on: Query, id: number): Promise<void> {
  const { rows } = await sql<{
    datastream: number | null
    multi: number | null
    feature: number | null
  }>`delete from twin.sta_observation where id = ${id} returning datastream, multi, feature`.execute(on)
  for (const { datastream, multi, feature } of rows)
    await sql`delete from twin.sta_stream_feature s where s.feature = ${feature}
      and s.datastream is not distinct from ${datastream}::int and s.multi is not distinct from ${multi}::bigint
      and not exists (select 1 from twin.sta_observation o where o.feature = s.feature and o.datastream is not distinct from s.datastream and o.multi is not distinct from s.multi)`.execute(
      on,
    )
}

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
  const lost =
    kind.set === 'Observations'
      ? sql`o.id = ${id}`
      : kind.set === 'FeaturesOfInterest'
        ? sql`o.feature = ${id}`
        : undefined
  if (lost)
    await sql`delete from twin.observation r using twin.sta_observation o where ${lost} and r.series = o.datastream and r.at = o.at`.execute(
      on,
    )
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
