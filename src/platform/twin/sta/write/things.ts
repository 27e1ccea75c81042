import { sql } from 'kysely'
import { uuidv7 } from '../../../../kernel/codes/index.ts'
import { type AttributeDraft, type Json, locationName, plainName } from '../../../../kernel/twin/index.ts'
import { bad, missing } from '../error.ts'
import { shapeIn } from '../filter/geo.ts'
import { kindOf } from '../kinds/kinds.ts'
import { insert } from './columns.ts'
import { linkIn, resolved } from './links.ts'
import { type Body, isBody, tellOf, textOf, type Writing } from './writing.ts'

const said = (name: string, value: Json | undefined): Record<string, readonly AttributeDraft[]> =>
  value === undefined || value === null
    ? {}
    : { [plainName(name)]: [{ kind: typeof value === 'object' ? 'JsonProperty' : 'Property', value, dataset: '' }] }

const attributesOf = (body: Body) => ({
  ...said('name', body.name),
  ...said('description', body.description),
  ...said('properties', body.properties),
})

/** A Thing is an entity of the twin, with the same number. */
export async function createThing(writing: Writing, body: Body): Promise<number> {
  const id = `urn:ngsi-ld:Thing:${uuidv7()}`
  const name = textOf(body.name)
  const { entities } = writing
  await entities.put([
    {
      id,
      types: [plainName('Thing')],
      scope: ['/sensorthings'],
      title: { zh: name, en: name },
      source: 'sensorthings',
      attributes: attributesOf(body),
    },
  ])
  const key = (await entities.find([id])).get(id)?.key
  if (key === undefined) throw new Error('A thing was not kept')
  return insert(writing, kindOf('Things'), body, { id: key })
}

/** What was said anew of a Thing, in the twin too. @throws StaError 404 */
export async function changeThing(writing: Writing, key: number, body: Body): Promise<void> {
  const { tx, entities } = writing
  const { rows } = await sql<{
    uri: string
    types: string[]
  }>`select id as uri, types from twin.entity where key = ${key}`.execute(tx)
  const [row] = rows
  if (!row) throw missing('There is no such Thing')
  const name = textOf(body.name)
  const attributes = attributesOf(body)
  if (Object.keys(attributes).length > 0)
    await entities.patch([
      { id: row.uri, types: row.types, ...(name && { title: { zh: name, en: name } }), attributes },
    ])
  const locations = body.Locations
  if (locations === undefined) return
  const children: number[] = []
  for (const one of Array.isArray(locations) ? locations : [locations]) {
    const linked = isBody(one) ? linkIn(one) : undefined
    // What is changed names others by links; what is new is created by POST (§10.3.1).
    if (linked === undefined) throw bad('Locations must hold links: {"@iot.id": …}')
    children.push(await resolved(writing, kindOf('Locations'), linked))
  }
  await placeThing(writing, key, children)
}

/** Puts a thing at places, in the twin too, and notes since when (§8.2.3). */
export async function placeThing(writing: Writing, thing: number, locations: readonly number[]): Promise<void> {
  const { tx, now } = writing
  const { rows } = await sql<{
    id: number
  }>`insert into twin.sta_historical_location (thing, time) values (${thing}, ${new Date(now()).toISOString()}) returning id`.execute(
    tx,
  )
  const historical = rows[0]?.id ?? 0
  await pairHistory(writing, historical, locations)
  await standAt(writing, thing, locations)
  await tellOf(writing, { set: 'HistoricalLocations', ids: [String(historical)] })
}

/** A place that was changed takes the things that stand there along, in the twin. */
export async function moveThingsAt(writing: Writing, location: number): Promise<void> {
  const { rows } = await sql<{
    thing: number
    locations: readonly string[]
  }>`select l.thing, array_agg(o.location order by o.location) as locations
    from twin.sta_thing_location l join twin.sta_thing_location o on o.thing = l.thing
    where l.location = ${location} group by l.thing`.execute(writing.tx)
  for (const { thing, locations } of rows) await standAt(writing, thing, locations.map(Number))
}

/** A HistoricalLocation that is later than all others of its thing says where the thing is now (§8.2.3). */
export async function placeThingByHistory(
  writing: Writing,
  historical: number,
  locations: readonly number[],
): Promise<void> {
  await pairHistory(writing, historical, locations)
  const { rows } = await sql<{ thing: number }>`select h.thing from twin.sta_historical_location h
    where h.id = ${historical} and not exists (
      select 1 from twin.sta_historical_location o where o.thing = h.thing and o.id <> h.id and o.time >= h.time)`.execute(
    writing.tx,
  )
  if (rows[0]) await standAt(writing, rows[0].thing, locations)
}

const pairHistory = ({ tx }: Writing, historical: number, locations: readonly number[]) =>
  sql`insert into twin.sta_historical_place (historical, location)
    select ${historical}, one from unnest(${[...locations]}::bigint[]) one on conflict do nothing`.execute(tx)

async function standAt({ tx, entities }: Writing, thing: number, locations: readonly number[]): Promise<void> {
  await sql`delete from twin.sta_thing_location where thing = ${thing}`.execute(tx)
  await sql`insert into twin.sta_thing_location (thing, location)
    select ${thing}, one from unnest(${[...locations]}::bigint[]) one on conflict do nothing`.execute(tx)
  const { rows } = await sql<{
    uri: string
    types: string[]
    location: unknown
  }>`select e.id as uri, e.types, l.location from twin.entity e, twin.sta_location l
    where e.key = ${thing} and l.id = any(${[...locations]}::bigint[]) order by l.id`.execute(tx)
  // A thing may have an address beside its place: the twin takes the first that is a geometry.
  for (const { uri, types, location } of rows) {
    const shape = shapeIn(location)
    if (!shape) continue
    // A geometry is JSON.
    const value = shape as unknown as Json
    const attributes = { [locationName]: [{ kind: 'GeoProperty' as const, value, dataset: '' }] }
    await entities.patch([{ id: uri, types, attributes }])
    return
  }
}
