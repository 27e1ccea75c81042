import { sql } from 'kysely'
import { uuidv7 } from '../../../../kernel/codes/index.ts'
import { plainName } from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'
import type { EntityKind } from '../model.ts'
import { insert } from './columns.ts'
import { type Body, isBody, type Known, textOf, type Writing } from './writing.ts'

/** A datastream is a series of an attribute of its thing, with the same number. */
export async function createDatastream(writing: Writing, kind: EntityKind, body: Body, links: Known): Promise<number> {
  const { tx, observations } = writing
  const { rows } = await sql<{
    name: string
  }>`select name from twin.sta_observed_property where id = ${links.observed_property ?? 0}`.execute(tx)
  const [property] = rows
  if (!property) throw bad('Datastream lacks "ObservedProperty"')
  const term = property.name.normalize('NFKC').replace(/[^\p{L}\p{N}_]/gu, '_') || 'value'
  const unit = isBody(body.unitOfMeasurement) ? textOf(body.unitOfMeasurement.symbol) : ''
  const entity = links.thing ?? 0
  // Several datastreams of one property are instances of one attribute, told apart by a dataset.
  const taken =
    await sql`select 1 from twin.series where entity = ${entity} and name = ${plainName(term)} and dataset = ''`.execute(
      tx,
    )
  const dataset = taken.rows.length > 0 ? `urn:shudu:datastream:${uuidv7()}` : ''
  const [series = 0] = await observations.seriesOf(tx, [
    { entity, name: plainName(term), dataset, ...(unit && { unit }) },
  ])
  return insert(writing, kind, body, links, [['id', sql`${series}`]])
}

/** A MultiDatastream (§8.3), with the properties of the parts of its results in order. */
export async function createMultiDatastream(
  writing: Writing,
  kind: EntityKind,
  body: Body,
  links: Known,
  properties: readonly number[],
): Promise<number> {
  const id = await insert(writing, kind, body, links)
  await sql`insert into twin.sta_multi_property (multi, position, property)
    select ${id}, position, property from unnest(${[...properties]}::bigint[]) with ordinality as p(property, position)`.execute(
    writing.tx,
  )
  return id
}
