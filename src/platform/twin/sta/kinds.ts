import { type RawBuilder, sql } from 'kysely'
import { column, type EntityKind, type Kind, type Navigation, type Property, type SetName } from './model.ts'

const property = (kind: Kind, name: string, isNeeded = false): Property => ({
  kind,
  of: column(name),
  column: name,
  isNeeded,
})
const named = { name: property('text', 'name', true), description: property('text', 'description', true) }
const properties = { properties: property('json', 'properties') }
const encoded = { encodingType: property('text', 'encoding_type', true) }

const ref = (alias: string, name: string) => sql.ref(`${alias}.${name}`)
const toOne = (target: SetName, name: string, isNeeded = true): Navigation => ({
  target,
  isMany: false,
  link: (from, to) => sql<boolean>`${ref(to, 'id')} = ${ref(from, name)}`,
  column: name,
  isNeeded,
})
const toMany = (target: SetName, name: string): Navigation => ({
  target,
  isMany: true,
  link: (from, to) => sql<boolean>`${ref(to, name)} = ${ref(from, 'id')}`,
})
/** Joined by a table of pairs. */
const paired = (target: SetName, table: string, own: string, other: string): Navigation => ({
  target,
  isMany: true,
  link: (from, to) =>
    sql<boolean>`exists (select 1 from ${sql.raw(table)} pair where pair.${sql.raw(own)} = ${ref(from, 'id')} and pair.${sql.raw(other)} = ${ref(to, 'id')})`,
})

const byId = (alias: string) => sql`${ref(alias, 'id')}`
const plain = (table: string): RawBuilder<unknown> => sql.raw(table)

const spanOf = (what: 'at' | 'result_at', end: 'min' | 'max') => (alias: string) => {
  const best = sql.raw(end === 'min' ? 'least' : 'greatest')
  const fold = sql.raw(end)
  const reading = sql`select ${fold}(r.at) from twin.observation r where r.series = ${ref(alias, 'id')}`
  const written = what === 'at' ? sql`coalesce(o.till, o.at)` : sql`o.result_at`
  const from = what === 'at' && end === 'min' ? sql`o.at` : written
  return sql`${best}((${reading}), (select ${fold}(${from}) from twin.sta_observation o where o.datastream = ${ref(alias, 'id')}))`
}

/** Readings of devices beside those that were written over SensorThings; an instant of a series stands once. */
const observations = sql`(
  select o.id::text as id, o.datastream, o.at, o.till, o.result, o.number, o.result_at, o.quality, o.valid_from, o.valid_till, o.parameters, o.feature
  from twin.sta_observation o
  union all
  select r.series || '-' || (extract(epoch from r.at) * 1000)::bigint, r.series, r.at, null, to_jsonb(r.value), r.value, r.at,
    case when r.quality = 0 then null else to_jsonb(r.quality) end, null, null, null, d.feature
  from twin.observation r join twin.sta_datastream d on d.id = r.series
  where not exists (select 1 from twin.sta_observation o where o.datastream = r.series and o.at = r.at))`

const thingOfDatastream = (alias: string, name: string) =>
  sql`select d.thing from twin.sta_datastream d where d.id = ${ref(alias, name)}`

/** Every kind of entity; tasking stands last. */
export const kinds: readonly EntityKind[] = [
  {
    set: 'Things',
    one: 'Thing',
    table: 'twin.sta_thing',
    source: plain('twin.sta_thing'),
    properties: { ...named, ...properties },
    navigations: {
      Locations: paired('Locations', 'twin.sta_thing_location', 'thing', 'location'),
      HistoricalLocations: toMany('HistoricalLocations', 'thing'),
      Datastreams: toMany('Datastreams', 'thing'),
      TaskingCapabilities: toMany('TaskingCapabilities', 'thing'),
    },
    things: (alias) => sql`select ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'Locations',
    one: 'Location',
    table: 'twin.sta_location',
    source: plain('twin.sta_location'),
    properties: { ...named, ...encoded, location: { ...property('geo', 'location', true) }, ...properties },
    navigations: {
      Things: paired('Things', 'twin.sta_thing_location', 'location', 'thing'),
      HistoricalLocations: paired('HistoricalLocations', 'twin.sta_historical_place', 'location', 'historical'),
    },
    things: (alias) => sql`select l.thing from twin.sta_thing_location l where l.location = ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'HistoricalLocations',
    one: 'HistoricalLocation',
    table: 'twin.sta_historical_location',
    source: plain('twin.sta_historical_location'),
    properties: { time: property('instant', 'time', true) },
    navigations: {
      Locations: paired('Locations', 'twin.sta_historical_place', 'historical', 'location'),
      Thing: toOne('Things', 'thing'),
    },
    things: (alias) => sql`select ${ref(alias, 'thing')}`,
    order: byId,
  },
  {
    set: 'Datastreams',
    one: 'Datastream',
    table: 'twin.sta_datastream',
    source: plain('twin.sta_datastream'),
    properties: {
      ...named,
      observationType: property('text', 'observation_type', true),
      unitOfMeasurement: property('json', 'unit', true),
      observedArea: property('geo', 'observed_area'),
      phenomenonTime: { kind: 'interval', of: spanOf('at', 'min'), till: spanOf('at', 'max') },
      resultTime: { kind: 'interval', of: spanOf('result_at', 'min'), till: spanOf('result_at', 'max') },
      ...properties,
    },
    navigations: {
      Thing: toOne('Things', 'thing'),
      Sensor: toOne('Sensors', 'sensor'),
      ObservedProperty: toOne('ObservedProperties', 'observed_property'),
      Observations: toMany('Observations', 'datastream'),
    },
    things: (alias) => sql`select ${ref(alias, 'thing')}`,
    order: byId,
  },
  {
    set: 'Sensors',
    one: 'Sensor',
    table: 'twin.sta_sensor',
    source: plain('twin.sta_sensor'),
    properties: { ...named, ...encoded, metadata: property('json', 'metadata', true), ...properties },
    navigations: { Datastreams: toMany('Datastreams', 'sensor') },
    things: (alias) => sql`select d.thing from twin.sta_datastream d where d.sensor = ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'ObservedProperties',
    one: 'ObservedProperty',
    table: 'twin.sta_observed_property',
    source: plain('twin.sta_observed_property'),
    properties: {
      name: named.name,
      definition: property('text', 'definition', true),
      description: named.description,
      ...properties,
    },
    navigations: { Datastreams: toMany('Datastreams', 'observed_property') },
    things: (alias) => sql`select d.thing from twin.sta_datastream d where d.observed_property = ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'Observations',
    one: 'Observation',
    table: 'twin.sta_observation',
    source: observations,
    properties: {
      phenomenonTime: { kind: 'interval', of: column('at'), till: column('till') },
      result: { kind: 'json', of: column('result') },
      resultTime: property('instant', 'result_at'),
      resultQuality: property('json', 'quality'),
      validTime: { kind: 'interval', of: column('valid_from'), till: column('valid_till') },
      parameters: property('json', 'parameters'),
    },
    navigations: {
      Datastream: toOne('Datastreams', 'datastream'),
      FeatureOfInterest: toOne('FeaturesOfInterest', 'feature', false),
    },
    things: (alias) => thingOfDatastream(alias, 'datastream'),
    order: (alias) => sql`${ref(alias, 'at')}, ${ref(alias, 'id')}`,
  },
  {
    set: 'FeaturesOfInterest',
    one: 'FeatureOfInterest',
    table: 'twin.sta_feature',
    source: plain('twin.sta_feature'),
    properties: { ...named, ...encoded, feature: property('geo', 'feature', true), ...properties },
    navigations: { Observations: toMany('Observations', 'feature') },
    things: (alias) => sql`select d.thing from twin.sta_datastream d where d.feature = ${ref(alias, 'id')}
      union all select d.thing from twin.sta_observation o join twin.sta_datastream d on d.id = o.datastream where o.feature = ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'Actuators',
    one: 'Actuator',
    table: 'twin.sta_actuator',
    source: plain('twin.sta_actuator'),
    properties: { ...named, ...encoded, metadata: property('json', 'metadata', true), ...properties },
    navigations: { TaskingCapabilities: toMany('TaskingCapabilities', 'actuator') },
    things: (alias) => sql`select c.thing from twin.sta_tasking_capability c where c.actuator = ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'TaskingCapabilities',
    one: 'TaskingCapability',
    table: 'twin.sta_tasking_capability',
    source: plain('twin.sta_tasking_capability'),
    properties: { ...named, taskingParameters: property('json', 'tasking_parameters', true), ...properties },
    navigations: {
      Thing: toOne('Things', 'thing'),
      Actuator: toOne('Actuators', 'actuator'),
      Tasks: toMany('Tasks', 'tasking_capability'),
    },
    things: (alias) => sql`select ${ref(alias, 'thing')}`,
    order: byId,
  },
  {
    set: 'Tasks',
    one: 'Task',
    table: 'twin.sta_task',
    source: plain('twin.sta_task'),
    properties: {
      taskingParameters: property('json', 'tasking_parameters', true),
      creationTime: property('instant', 'creation_time'),
      ...properties,
    },
    navigations: { TaskingCapability: toOne('TaskingCapabilities', 'tasking_capability') },
    things: (alias) =>
      sql`select c.thing from twin.sta_tasking_capability c where c.id = ${ref(alias, 'tasking_capability')}`,
    order: byId,
  },
]

const bySet = new Map(kinds.map((kind) => [kind.set, kind]))

/** The kind of a set. */
export function kindOf(set: SetName): EntityKind {
  const found = bySet.get(set)
  if (!found) throw new RangeError(`No set ${set}`)
  return found
}

/** The set that a text names. */
export const findKind = (text: string): EntityKind | undefined => kinds.find(({ set }) => set === text)
