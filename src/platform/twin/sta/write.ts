import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type AttributeDraft, type Json, locationName, plainName } from '../../../kernel/twin/index.ts'
import { type Base, publish, type Query, sqlState } from '../../base/index.ts'
import { ColumnBatch, type Observations } from '../observations/index.ts'
import type { Sight } from '../sight.ts'
import type { Entities } from '../store/entity-store.ts'
import { bad, missing, StaError } from './error.ts'
import { shapeIn } from './filter-sql.ts'
import { kindOf } from './kinds.ts'
import type { EntityKind, Property } from './model.ts'
import { byId, seen } from './read.ts'

/** What writing stands on. */
export type Writing = {
  readonly base: Pick<Base, 'db' | 'now'>
  readonly entities: Entities
  readonly observations: Observations
  readonly sight: Sight
}

/** A document as it comes in. */
export type Body = { readonly [name: string]: Json | undefined }

/** Ids by the column that leads to them: what the address or an outer document says already. */
type Known = Readonly<Record<string, number>>

export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const instantOf = (name: string, value: Json): string => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw bad(`${name} must be an ISO 8601 instant`)
  return new Date(ms).toISOString()
}

/** The columns that a property of a document sets. @throws StaError 400 */
function columnsFor(
  name: string,
  property: Property,
  value: Json,
): readonly (readonly [string, RawBuilder<unknown>])[] {
  const column = property.column
  if (!column) return []
  if (value === null) {
    if (property.isNeeded) throw bad(`${name} must not be null`)
    return [[column, sql`null`]]
  }
  if (property.kind === 'text') {
    if (typeof value !== 'string') throw bad(`${name} must be a text`)
    return [[column, sql`${value}`]]
  }
  if (property.kind === 'instant') return [[column, sql`${instantOf(name, value)}::timestamptz`]]
  if (name === 'properties' && !isBody(value)) throw bad('properties must be an object')
  if ((name === 'unitOfMeasurement' || name === 'taskingParameters') && !isBody(value))
    throw bad(`${name} must be an object`)
  return [[column, sql`${JSON.stringify(value)}::jsonb`]]
}

function checkNames(kind: EntityKind, body: Body): void {
  for (const name of Object.keys(body)) {
    if (name.includes('@iot.') || name === 'id' || kind.properties[name] || kind.navigations[name]) continue
    throw bad(`${kind.one} has no property "${name}"`)
  }
}

function checkNeeded(kind: EntityKind, body: Body, known: Known): void {
  for (const [name, { isNeeded }] of Object.entries(kind.properties))
    if (
      isNeeded &&
      (body[name] === undefined || body[name] === null) &&
      !(kind.set === 'Tasks' && name === 'creationTime')
    )
      throw bad(`${kind.one} lacks "${name}"`)
  if (kind.set === 'Observations' && body.result === undefined) throw bad('Observation lacks "result"')
  for (const [name, { isNeeded, isMany, column }] of Object.entries(kind.navigations))
    if (isNeeded && !isMany && column && known[column] === undefined && body[name] === undefined)
      throw bad(`${kind.one} lacks "${name}"`)
}

/** Checks a document with all inside it before anything is written: it is taken whole or not at all. */
async function checkDeep(writing: Writing, kind: EntityKind, body: Body, known: Known, depth = 0): Promise<void> {
  if (depth > 8) throw bad('The document is nested too deeply')
  checkNames(kind, body)
  checkNeeded(kind, body, known)
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columnsFor(name, property, value)
  }
  if (kind.set === 'Observations') timesOf(body, 0)
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    const value = body[name]
    if (value === undefined) continue
    const target = kindOf(navigation.target)
    const list = Array.isArray(value) ? value : [value]
    if (Array.isArray(value) !== navigation.isMany && !(navigation.isMany && isBody(value)))
      throw bad(`${name} must be ${navigation.isMany ? 'a list' : 'one entity'}`)
    for (const one of list) {
      if (!isBody(one)) throw bad(`${name} must hold entities or links`)
      const linked = linkIn(one)
      if (linked !== undefined) await resolved(writing, target, linked)
      // What is inside belongs to what it is inside of: its way back need not be said.
      else await checkDeep(writing, target, one, backKnown(kind, target), depth + 1)
    }
  }
}

/** The ways from a target back to the kind that holds it. */
const backKnown = (kind: EntityKind, target: EntityKind): Known =>
  Object.fromEntries(
    Object.values(target.navigations).flatMap(({ target: set, column }) =>
      set === kind.set && column ? [[column, 0]] : [],
    ),
  )

const linkIn = (value: Body): string | undefined => {
  const id = value['@iot.id']
  return (typeof id === 'number' || typeof id === 'string') && Object.keys(value).length === 1 ? String(id) : undefined
}

/** The number of an entity that a link names, if it is there and may be seen. @throws StaError 400 */
export async function resolved({ base, sight }: Writing, kind: EntityKind, id: string): Promise<number> {
  const { rows } = await sql<{
    id: number
  }>`select t.id from ${kind.source} t where ${byId(kind, 't', id)} and ${seenOrFree(kind, sight)} limit 1`.execute(
    base.db,
  )
  if (!rows[0]) throw bad(`There is no ${kind.one} with the id ${id}`)
  return Number(rows[0].id)
}

/** A sensor, property, place or actuator that no thing uses yet may be linked by whoever may write. */
const seenOrFree = (kind: EntityKind, sight: Sight) =>
  ['Sensors', 'ObservedProperties', 'Locations', 'FeaturesOfInterest', 'Actuators'].includes(kind.set)
    ? sql`(${seen(kind, 't', sight)} or not exists (select 1 from (${kind.things('t')}) as used))`
    : seen(kind, 't', sight)

/** Creates an entity with all inside it. @returns its id @throws StaError 400 */
export async function createDeep(writing: Writing, kind: EntityKind, body: Body, known: Known): Promise<number> {
  await checkDeep(writing, kind, body, known)
  const made: string[] = []
  try {
    return await create(writing, kind, body, known, made)
  } catch (cause) {
    // Entities of things are kept by a store of their own; with them goes all that hangs on them.
    await writing.entities.delete(made)
    throw cause
  }
}

async function create(writing: Writing, kind: EntityKind, body: Body, known: Known, made: string[]): Promise<number> {
  const links: Record<string, number> = { ...known }
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    const value = body[name]
    if (navigation.isMany || !navigation.column || !isBody(value)) continue
    links[navigation.column] = await linkOrCreate(writing, kindOf(navigation.target), value, {}, made)
  }
  const id = await createOne(writing, kind, body, links, made)
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    const value = body[name]
    if (!navigation.isMany || value === undefined) continue
    const target = kindOf(navigation.target)
    const back = Object.fromEntries(
      Object.values(target.navigations).flatMap(({ target: set, column }) =>
        set === kind.set && column ? [[column, id]] : [],
      ),
    )
    const children: number[] = []
    for (const one of Array.isArray(value) ? value : [value])
      if (isBody(one)) children.push(await linkOrCreate(writing, target, one, back, made))
    await joinMany(writing, kind, id, name, children)
  }
  return id
}

async function linkOrCreate(
  writing: Writing,
  kind: EntityKind,
  value: Body,
  known: Known,
  made: string[],
): Promise<number> {
  const linked = linkIn(value)
  if (linked === undefined) return create(writing, kind, value, known, made)
  const id = await resolved(writing, kind, linked)
  for (const [column, owner] of Object.entries(known))
    await sql`update ${sql.raw(kind.table)} set ${sql.ref(column)} = ${owner} where id = ${id}`.execute(writing.base.db)
  return id
}

/** Things and their places are joined by pairs; a thing at a new place was there from now on. */
async function joinMany(
  writing: Writing,
  kind: EntityKind,
  id: number,
  name: string,
  children: readonly number[],
): Promise<void> {
  const { db } = writing.base
  if (kind.set === 'Things' && name === 'Locations') await placeThing(writing, id, children)
  else if (kind.set === 'Locations' && name === 'Things')
    for (const thing of children) await placeThing(writing, thing, [id])
  else if (kind.set === 'HistoricalLocations' && name === 'Locations')
    await sql`insert into twin.sta_historical_place (historical, location) select ${id}, one from unnest(${[...children]}::bigint[]) one on conflict do nothing`.execute(
      db,
    )
}

/** Puts a thing at places, in the twin too, and notes since when (OGC 18-088 §8.2.3). */
export async function placeThing(
  { base, entities }: Writing,
  thing: number,
  locations: readonly number[],
): Promise<void> {
  await base.db.tx(async (tx) => {
    await sql`delete from twin.sta_thing_location where thing = ${thing}`.execute(tx)
    await sql`insert into twin.sta_thing_location (thing, location) select ${thing}, one from unnest(${[...locations]}::bigint[]) one on conflict do nothing`.execute(
      tx,
    )
    const { rows } = await sql<{
      id: number
    }>`insert into twin.sta_historical_location (thing, time) values (${thing}, ${new Date(base.now()).toISOString()}) returning id`.execute(
      tx,
    )
    await sql`insert into twin.sta_historical_place (historical, location) select ${rows[0]?.id ?? 0}, one from unnest(${[...locations]}::bigint[]) one on conflict do nothing`.execute(
      tx,
    )
  })
  const { rows } = await sql<{
    uri: string
    types: string[]
    location: unknown
  }>`select e.id as uri, e.types, l.location from twin.entity e, twin.sta_location l
    where e.key = ${thing} and l.id = any(${[...locations]}::bigint[]) order by l.id limit 1`.execute(base.db)
  const [row] = rows
  const shape = row && shapeIn(row.location)
  if (row && shape)
    await entities.patch([
      {
        id: row.uri,
        types: row.types,
        attributes: { [locationName]: [{ kind: 'GeoProperty', value: shape as unknown as Json, dataset: '' }] },
      },
    ]) // a geometry is JSON
}

async function createOne(
  writing: Writing,
  kind: EntityKind,
  body: Body,
  links: Known,
  made: string[],
): Promise<number> {
  switch (kind.set) {
    case 'Things':
      return createThing(writing, body, made)
    case 'Datastreams':
      return createDatastream(writing, kind, body, links)
    case 'Observations':
      return createObservation(writing, body, links)
    case 'Tasks':
      return createTask(writing, kind, body, links)
    default:
      return insert(writing.base.db, kind, body, links)
  }
}

async function insert(
  on: Query,
  kind: EntityKind,
  body: Body,
  links: Known,
  more: readonly (readonly [string, RawBuilder<unknown>])[] = [],
): Promise<number> {
  const columns: (readonly [string, RawBuilder<unknown>])[] = [
    ...more,
    ...Object.entries(links).map(([name, id]): readonly [string, RawBuilder<unknown>] => [name, sql`${id}`]),
  ]
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columns.push(...columnsFor(name, property, value))
  }
  const { rows } = await sql<{
    id: number
  }>`insert into ${sql.raw(kind.table)} (${sql.join(columns.map(([name]) => sql.ref(name)))})
    values (${sql.join(columns.map(([, value]) => value))}) returning id`.execute(on)
  const [row] = rows
  if (!row) throw new Error(`A ${kind.one} was not kept`)
  return Number(row.id)
}

const said = (name: string, value: Json | undefined): Record<string, readonly AttributeDraft[]> =>
  value === undefined || value === null
    ? {}
    : { [plainName(name)]: [{ kind: typeof value === 'object' ? 'JsonProperty' : 'Property', value, dataset: '' }] }

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

async function createThing({ base, entities }: Writing, body: Body, made: string[]): Promise<number> {
  const id = `urn:ngsi-ld:Thing:${uuidv7()}`
  made.push(id)
  const name = textOf(body.name)
  await entities.put([
    {
      id,
      types: [plainName('Thing')],
      scope: ['/sensorthings'],
      title: { zh: name, en: name },
      source: 'sensorthings',
      attributes: {
        ...said('name', body.name),
        ...said('description', body.description),
        ...said('properties', body.properties),
      },
    },
  ])
  const key = (await entities.find([id])).get(id)?.key
  if (key === undefined) throw new Error('A thing was not kept')
  return insert(base.db, kindOf('Things'), body, { id: key })
}

async function createDatastream(
  { base, observations }: Writing,
  kind: EntityKind,
  body: Body,
  links: Known,
): Promise<number> {
  return base.db.tx(async (tx) => {
    const { rows } = await sql<{
      name: string
      definition: string
    }>`select name, coalesce(origin, definition) as definition from twin.sta_observed_property where id = ${links.observed_property ?? 0}`.execute(
      tx,
    )
    const [property] = rows
    if (!property) throw bad('Datastream lacks "ObservedProperty"')
    const term = property.name.normalize('NFKC').replace(/[^\p{L}\p{N}_]/gu, '_') || 'value'
    const unit = isBody(body.unitOfMeasurement) ? textOf(body.unitOfMeasurement.symbol) : ''
    // Several datastreams of one property are instances of one attribute, told apart by a dataset.
    const taken =
      await sql`select 1 from twin.series where entity = ${links.thing ?? 0} and name = ${plainName(term)} and dataset = ''`.execute(
        tx,
      )
    const dataset = taken.rows.length > 0 ? `urn:shudu:datastream:${uuidv7()}` : ''
    const [series = 0] = await observations.seriesOf(tx, [
      { entity: links.thing ?? 0, name: plainName(term), dataset, ...(unit && { unit }) },
    ])
    return insert(tx, kind, body, links, [['id', sql`${series}`]])
  })
}

/** Times of an observation: an instant or an interval; now when nothing is said. */
export function timesOf(body: Body, now: number) {
  const span = (name: 'phenomenonTime' | 'validTime'): readonly [string | null, string | null] => {
    const value = body[name]
    if (value === undefined || value === null) return [null, null]
    if (typeof value !== 'string') throw bad(`${name} must be an instant or an interval`)
    const [from = '', till] = value.split('/')
    const [a, b] = [instantOf(name, from), till === undefined ? null : instantOf(name, till)]
    if (b !== null && b < a) throw bad(`${name} ends before it begins`)
    return [a, b]
  }
  const [at, till] = span('phenomenonTime')
  const [validFrom, validTill] = span('validTime')
  const result = body.resultTime
  return {
    at: at ?? new Date(now).toISOString(),
    till,
    validFrom,
    validTill,
    resultAt: result === undefined || result === null ? null : instantOf('resultTime', result),
  }
}

async function createObservation(writing: Writing, body: Body, links: Known): Promise<number> {
  const [id = 0] = await keepObservations(writing, links.datastream ?? 0, [{ body, feature: links.feature }])
  return id
}

/** Keeps observations of one datastream, in the twin too: numbers as readings, the newest as the present. */
export async function keepObservations(
  writing: Writing,
  datastream: number,
  all: readonly { readonly body: Body; readonly feature?: number | undefined }[],
): Promise<readonly number[]> {
  const { base, observations } = writing
  const usual = all.some(({ feature }) => feature === undefined) ? await featureOfThing(base.db, datastream) : undefined
  const rows = all.map(({ body, feature }) => {
    const result = body.result ?? null
    return {
      ...timesOf(body, base.now()),
      result,
      number: typeof result === 'number' ? result : null,
      quality: body.resultQuality ?? null,
      parameters: body.parameters ?? null,
      feature: feature ?? usual ?? null,
    }
  })
  const kept = await sql<{
    id: number
  }>`insert into twin.sta_observation (datastream, at, till, result, number, result_at, quality, valid_from, valid_till, parameters, feature)
    select ${datastream}, at, till, result, number, "resultAt", quality, "validFrom", "validTill", parameters, feature
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(at timestamptz, till timestamptz, result jsonb, number float8, "resultAt" timestamptz,
      quality jsonb, "validFrom" timestamptz, "validTill" timestamptz, parameters jsonb, feature bigint)
    returning id`.execute(base.db)
  const numbers = rows.filter((row) => row.number !== null && row.till === null)
  if (numbers.length > 0) await writeNumbers(observations, datastream, numbers)
  await showNewest(writing, datastream, rows)
  return kept.rows.map(({ id }) => Number(id))
}

async function writeNumbers(
  observations: Observations,
  series: number,
  rows: readonly { readonly at: string; readonly number: number | null }[],
): Promise<void> {
  const batch = new ColumnBatch(rows.length)
  for (const { at, number } of rows) batch.add(series, Date.parse(at), number ?? 0, 0)
  await observations.write(batch)
}

/** The newest of some results as the attribute's present value, unless a newer one is there. */
async function showNewest(
  { base, entities }: Writing,
  datastream: number,
  rows: readonly { readonly at: string; readonly result: Json }[],
): Promise<void> {
  const newest = rows.reduce<(typeof rows)[number] | undefined>(
    (best, row) => (best && best.at >= row.at ? best : row),
    undefined,
  )
  if (!newest || newest.result === null) return
  const { rows: found } = await sql<{
    uri: string
    types: string[]
    name: string
    dataset: string
    unit: string | null
    observed: string | null
  }>`select e.id as uri, e.types, s.name, s.dataset, s.unit,
      (select a.observed_at from twin.attribute a where a.entity = e.key and a.name = s.name and a.dataset = s.dataset) as observed
    from twin.series s join twin.entity e on e.key = s.entity where s.id = ${datastream}`.execute(base.db)
  const [row] = found
  if (!row || (row.observed !== null && row.observed >= newest.at)) return
  const draft: AttributeDraft = {
    kind: typeof newest.result === 'object' ? 'JsonProperty' : 'Property',
    value: newest.result,
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

/** The feature that a datastream's observations are of when they say none: the place of its thing (§8.2.8). */
async function featureOfThing(on: Query, datastream: number): Promise<number | undefined> {
  const { rows } = await sql<{
    id: number
  }>`insert into twin.sta_feature (name, description, encoding_type, feature, origin)
    select l.name, l.description, l.encoding_type, l.location, 'location:' || l.id
    from twin.sta_datastream d join twin.sta_thing_location t on t.thing = d.thing join twin.sta_location l on l.id = t.location
    where d.id = ${datastream} order by l.id limit 1
    on conflict (origin) do update set origin = excluded.origin returning id`.execute(on)
  return rows[0] && Number(rows[0].id)
}

async function createTask({ base }: Writing, kind: EntityKind, body: Body, links: Known): Promise<number> {
  return base.db.tx(async (tx) => {
    const id = await insert(tx, kind, body, links)
    const { rows } = await sql<{
      uri: string
      capability: string
      actuator: string
    }>`select e.id as uri, c.name as capability, a.name as actuator
      from twin.sta_tasking_capability c join twin.entity e on e.key = c.thing join twin.sta_actuator a on a.id = c.actuator
      where c.id = ${links.tasking_capability ?? 0}`.execute(tx)
    const [told] = rows
    if (told)
      await publish(tx, {
        type: 'twin.taskCreated',
        key: told.uri,
        payload: {
          task: id,
          entity: told.uri,
          capability: told.capability,
          actuator: told.actuator,
          parameters: body.taskingParameters ?? null,
        },
      })
    return id
  })
}

/** Changes an entity: what is named, the rest stays. With `isWhole`, what is not named is emptied (PUT). @throws StaError 400, 404 */
export async function changeOne(
  writing: Writing,
  kind: EntityKind,
  id: string,
  body: Body,
  isWhole: boolean,
): Promise<void> {
  checkNames(kind, body)
  if (isWhole)
    checkNeeded(
      kind,
      body,
      Object.fromEntries(Object.values(kind.navigations).flatMap(({ column }) => (column ? [[column, 0]] : []))),
    )
  const { db } = writing.base
  const columns: (readonly [string, RawBuilder<unknown>])[] = []
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columns.push(...columnsFor(name, property, value))
    else if (isWhole && property.column && !property.isNeeded) columns.push([property.column, sql`null`])
  }
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
  if (kind.set === 'Observations') return changeObservation(writing, id, body)
  if (columns.length > 0)
    await sql`update ${sql.raw(kind.table)} set ${sql.join(columns.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))} where id = ${Number(id)}`.execute(
      db,
    )
  if (kind.set === 'Things') await changeThing(writing, Number(id), body)
}

async function changeThing(writing: Writing, key: number, body: Body): Promise<void> {
  const { base, entities } = writing
  const { rows } = await sql<{
    uri: string
    types: string[]
  }>`select id as uri, types from twin.entity where key = ${key}`.execute(base.db)
  const [row] = rows
  if (!row) throw missing('There is no such Thing')
  const name = textOf(body.name)
  await entities.patch([
    {
      id: row.uri,
      types: row.types,
      ...(name && { title: { zh: name, en: name } }),
      attributes: {
        ...said('name', body.name),
        ...said('description', body.description),
        ...said('properties', body.properties),
      },
    },
  ])
  const locations = body.Locations
  if (locations === undefined) return
  const children: number[] = []
  for (const one of Array.isArray(locations) ? locations : [locations]) {
    if (!isBody(one)) throw bad('Locations must hold entities or links')
    const linked = linkIn(one)
    children.push(
      linked === undefined
        ? await createDeep(writing, kindOf('Locations'), one, {})
        : await resolved(writing, kindOf('Locations'), linked),
    )
  }
  await placeThing(writing, key, children)
}

async function changeObservation(writing: Writing, id: string, body: Body): Promise<void> {
  const { db } = writing.base
  const { rows } = await sql<{
    datastream: number
    at: string
    number: number | null
    till: string | null
  }>`select datastream, at, number, till from twin.sta_observation where id = ${/^\d+$/.test(id) ? Number(id) : -1}`.execute(
    db,
  )
  const [row] = rows
  if (!row) throw new StaError(409, 'A reading of a device cannot be changed')
  const times = timesOf({ phenomenonTime: row.till ? `${row.at}/${row.till}` : row.at, ...body }, 0)
  const sets: RawBuilder<unknown>[] = [sql`at = ${times.at}::timestamptz`, sql`till = ${times.till}::timestamptz`]
  if (body.result !== undefined)
    sets.push(
      sql`result = ${JSON.stringify(body.result)}::jsonb`,
      sql`number = ${typeof body.result === 'number' ? body.result : null}::float8`,
    )
  if (body.resultTime !== undefined) sets.push(sql`result_at = ${times.resultAt}::timestamptz`)
  if (body.validTime !== undefined)
    sets.push(sql`valid_from = ${times.validFrom}::timestamptz`, sql`valid_till = ${times.validTill}::timestamptz`)
  if (body.resultQuality !== undefined) sets.push(sql`quality = ${JSON.stringify(body.resultQuality)}::jsonb`)
  if (body.parameters !== undefined) sets.push(sql`parameters = ${JSON.stringify(body.parameters)}::jsonb`)
  const links: readonly (readonly [string, 'Datastreams' | 'FeaturesOfInterest', string])[] = [
    ['Datastream', 'Datastreams', 'datastream'],
    ['FeatureOfInterest', 'FeaturesOfInterest', 'feature'],
  ]
  for (const [name, set, column] of links) {
    const value = body[name]
    const linked = isBody(value) ? linkIn(value) : undefined
    if (linked !== undefined) sets.push(sql`${sql.ref(column)} = ${await resolved(writing, kindOf(set), linked)}`)
  }
  await sql`update twin.sta_observation set ${sql.join(sets)} where id = ${Number(id)}`.execute(db)
  await forgetReading(db, row.datastream, row.at)
  const { rows: after } = await sql<{
    datastream: number
    at: string
    number: number | null
    till: string | null
  }>`select datastream, at, number, till from twin.sta_observation where id = ${Number(id)}`.execute(db)
  const [now] = after
  if (now && now.number !== null && now.till === null) await writeNumbers(writing.observations, now.datastream, [now])
}

const forgetReading = (on: Query, series: number, at: string) =>
  sql`delete from twin.observation where series = ${series} and at = ${at}::timestamptz`.execute(on)

/** Deletes an entity and what cannot be without it. @throws StaError 409 for what a device reports */
export async function deleteOne({ base, entities }: Writing, kind: EntityKind, id: string): Promise<void> {
  const { db } = base
  const reading = /^(\d+)-(\d+)$/.exec(id)
  if (kind.set === 'Observations' && reading) {
    await forgetReading(db, Number(reading[1]), new Date(Number(reading[2])).toISOString())
    return
  }
  const number = Number(id)
  const { rows } = await sql<{
    uri: string
  }>`select id as uri from twin.entity where key = ${number} and ${kind.set === 'Things'}`.execute(db)
  await db.tx(async (tx) => {
    await dropReadings(tx, kind, number)
    await sql`delete from ${sql.raw(kind.table)} where id = ${number}`.execute(tx)
  })
  await entities.delete(rows.map(({ uri }) => uri))
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
