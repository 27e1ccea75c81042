import { type RawBuilder, sql } from 'kysely'
import type { Json } from '../../../../kernel/twin/index.ts'
import { bad, missing, StaError } from '../error.ts'
import { numberIn } from '../exact.ts'
import { kindOf } from '../kinds/kinds.ts'
import type { EntityKind } from '../model.ts'
import { checkNames, checkNeeded } from './check.ts'
import { type Column, columnsFor } from './columns.ts'
import { forgetReading } from './delete.ts'
import { linkIn, resolved } from './links.ts'
import { timesOf } from './observation-times.ts'
import { noteFeatures, type Stream, writeNumbers } from './observations.ts'
import { changeThing, moveThingsAt } from './things.ts'
import { type Body, isBody, tellOf, type Writing } from './writing.ts'

/** Changes an entity: what is named, the rest stays. With `isWhole`, what is not named is emptied (PUT). @throws StaError 400, 404 */
export async function changeOne(
  writing: Writing,
  kind: EntityKind,
  id: string,
  body: Body,
  isWhole: boolean,
): Promise<void> {
  checkNames(kind, body)
  if (isWhole) checkNeeded(kind, body, { ...columnsThatStay(kind), id: 0 })
  const columns = [...ownColumns(kind, body, isWhole), ...(await linkColumns(writing, kind, body))]
  if (kind.set === 'Observations') await changeObservation(writing, id, isWhole ? { ...nothingSaid, ...body } : body)
  else if (columns.length > 0)
    await sql`update ${sql.raw(kind.table)} set ${sql.join(columns.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))} where id = ${Number(id)}`.execute(
      writing.tx,
    )
  if (kind.set === 'Things') await changeThing(writing, Number(id), body)
  if (kind.set === 'Locations' && body.location !== undefined) await moveThingsAt(writing, Number(id))
  const names = Object.keys(body).filter((name) => kind.properties[name])
  await tellOf(writing, { set: kind.set, ids: [id], names: isWhole ? Object.keys(kind.properties) : names })
}

/** PUT need not name what an entity belongs to. An observation's other stream is not there to stay. */
const columnsThatStay = (kind: EntityKind): Record<string, number> =>
  kind.set === 'Observations'
    ? { datastream: 0 }
    : Object.fromEntries(Object.values(kind.navigations).flatMap(({ column }) => (column ? [[column, 0]] : [])))

function ownColumns(kind: EntityKind, body: Body, isWhole: boolean): readonly Column[] {
  const columns: Column[] = []
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columns.push(...columnsFor(name, property, value))
    else if (
      isWhole &&
      property.column &&
      !property.isNeeded &&
      property.kind !== 'text' &&
      property.kind !== 'instant'
    )
      columns.push([property.column, sql`null`])
  }
  return columns
}

/** What is changed names others by links; what is new is created by POST (§10.3.1). */
async function linkColumns(writing: Writing, kind: EntityKind, body: Body): Promise<readonly Column[]> {
  const columns: Column[] = []
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    const value = body[name]
    if (value === undefined) continue
    if (navigation.isMany) {
      if (kind.set !== 'Things' || name !== 'Locations') throw bad(`${name} cannot be changed from here`)
      continue
    }
    const linked = isBody(value) ? linkIn(value) : undefined
    if (linked === undefined || !navigation.column) throw bad(`${name} must be a link: {"@iot.id": …}`)
    columns.push([navigation.column, sql`${await resolved(writing, kindOf(navigation.target), linked)}`])
  }
  return columns
}

type Kept = {
  readonly datastream: number | null
  readonly multi: number | null
  readonly at: string
  readonly number: number | null
  readonly till: string | null
  readonly feature: number | null
}

/** What PUT takes away of an observation where it does not name it. */
const nothingSaid: Body = { resultTime: null, validTime: null, resultQuality: null, parameters: null }

const jsonOf = (value: Json): RawBuilder<unknown> => (value === null ? sql`null` : sql`${JSON.stringify(value)}::jsonb`)

async function observationOf({ tx }: Writing, id: string): Promise<Kept | undefined> {
  const { rows } = await sql<Kept>`select datastream, multi, at, number, till, feature from twin.sta_observation
    where id = ${/^\d+$/.test(id) ? Number(id) : -1} for update`.execute(tx)
  return rows[0]
}

async function changeObservation(writing: Writing, id: string, body: Body): Promise<void> {
  const { tx } = writing
  const row = await observationOf(writing, id)
  if (!row) throw new StaError(409, 'A reading of a device cannot be changed')
  if ((row.multi === null && body.MultiDatastream) || (row.multi !== null && body.Datastream))
    throw bad('An Observation belongs to a Datastream or to a MultiDatastream, not to both')
  const times = timesOf({ phenomenonTime: row.till ? `${row.at}/${row.till}` : row.at, ...body }, 0)
  const sets: RawBuilder<unknown>[] = [sql`at = ${times.at}::timestamptz`, sql`till = ${times.till}::timestamptz`]
  if (body.result !== undefined)
    sets.push(sql`result = ${JSON.stringify(body.result)}::jsonb`, sql`number = ${numberIn(body.result)}::float8`)
  if (body.resultTime !== undefined) sets.push(sql`result_at = ${times.resultAt}::timestamptz`)
  if (body.validTime !== undefined)
    sets.push(sql`valid_from = ${times.validFrom}::timestamptz`, sql`valid_till = ${times.validTill}::timestamptz`)
  if (body.resultQuality !== undefined) sets.push(sql`quality = ${jsonOf(body.resultQuality)}`)
  if (body.parameters !== undefined) sets.push(sql`parameters = ${jsonOf(body.parameters)}`)
  for (const [name, value] of await linkColumns(writing, kindOf('Observations'), body))
    sets.push(sql`${sql.ref(name)} = ${value}`)
  await sql`update twin.sta_observation set ${sql.join(sets)} where id = ${Number(id)}`.execute(tx)
  if (row.datastream !== null) await forgetReading(tx, row.datastream, row.at)
  const now = await observationOf(writing, id)
  if (!now) throw missing('The Observation is gone')
  const stream: Stream = now.multi === null ? { datastream: now.datastream ?? 0 } : { multi: now.multi }
  if (now.feature !== null) await noteFeatures(writing, stream, [now.feature])
  if (now.datastream !== null) writeNumbers(writing, now.datastream, [now])
}
