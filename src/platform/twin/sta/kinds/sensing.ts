import { sql } from 'kysely'
import { column, type EntityKind } from '../model.ts'
import { byId, encoded, named, paired, plain, properties, property, ref, toMany, toOne } from './parts.ts'

/** Readings of devices beside those that were written over SensorThings; an instant of a series stands once. */
const observations = sql`(
  select o.id::text as id, o.datastream, o.multi, o.at, o.till, o.result, o.number, o.result_at, o.quality, o.valid_from, o.valid_till, o.parameters, o.feature
  from twin.sta_observation o
  union all
  select r.series || '-' || (extract(epoch from r.at) * 1000)::bigint, r.series, null::bigint, r.at, null, to_jsonb(r.value), r.value, r.at,
    case when r.quality = 0 then null else to_jsonb(r.quality) end, null, null, null, d.feature
  from twin.observation r join twin.sta_datastream d on d.id = r.series
  where not exists (select 1 from twin.sta_observation o where o.datastream = r.series and o.at = r.at))`

const streamsBy = (name: 'sensor' | 'observed_property') => (alias: string) =>
  name === 'sensor'
    ? sql`select d.thing from twin.sta_datastream d where d.sensor = ${ref(alias, 'id')}
      union all select m.thing from twin.sta_multi_datastream m where m.sensor = ${ref(alias, 'id')}`
    : sql`select d.thing from twin.sta_datastream d where d.observed_property = ${ref(alias, 'id')}
      union all select m.thing from twin.sta_multi_property p join twin.sta_multi_datastream m on m.id = p.multi where p.property = ${ref(alias, 'id')}`

/** A thing that was not written here has its place in the twin: it is where it stands now. */
const placeNow = (alias: string) =>
  sql`coalesce((select e.geometry from twin.entity e where e.key = ${ref(alias, 'entity')}), ${ref(alias, 'location')})`
const featureNow = (alias: string) => {
  const origin = ref(alias, 'origin')
  return sql`coalesce((select e.geometry from twin.entity e
    where e.key = case when starts_with(${origin}, 'entity:') then substr(${origin}, 8)::bigint end), ${ref(alias, 'feature')})`
}

/** Kinds of the sensing part (OGC 18-088 §8.2), but for the streams. */
export const sensingKinds: readonly EntityKind[] = [
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
      MultiDatastreams: toMany('MultiDatastreams', 'thing'),
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
    properties: {
      ...named,
      ...encoded,
      location: { ...property('geo', 'location', true), of: placeNow },
      ...properties,
    },
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
    set: 'Sensors',
    one: 'Sensor',
    table: 'twin.sta_sensor',
    source: plain('twin.sta_sensor'),
    properties: { ...named, ...encoded, metadata: property('json', 'metadata', true), ...properties },
    navigations: {
      Datastreams: toMany('Datastreams', 'sensor'),
      MultiDatastreams: toMany('MultiDatastreams', 'sensor'),
    },
    things: streamsBy('sensor'),
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
    navigations: {
      Datastreams: toMany('Datastreams', 'observed_property'),
      MultiDatastreams: paired('MultiDatastreams', 'twin.sta_multi_property', 'property', 'multi'),
    },
    things: streamsBy('observed_property'),
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
      Datastream: toOne('Datastreams', 'datastream', false),
      MultiDatastream: toOne('MultiDatastreams', 'multi', false),
      FeatureOfInterest: toOne('FeaturesOfInterest', 'feature', false),
    },
    things: (alias) => sql`select d.thing from twin.sta_datastream d where d.id = ${ref(alias, 'datastream')}
      union all select m.thing from twin.sta_multi_datastream m where m.id = ${ref(alias, 'multi')}`,
    order: (alias) => sql`${ref(alias, 'at')}, ${ref(alias, 'id')}`,
  },
  {
    set: 'FeaturesOfInterest',
    one: 'FeatureOfInterest',
    table: 'twin.sta_feature',
    source: plain('twin.sta_feature'),
    properties: {
      ...named,
      ...encoded,
      feature: { ...property('geo', 'feature', true), of: featureNow },
      ...properties,
    },
    navigations: { Observations: toMany('Observations', 'feature') },
    things: (alias) => sql`select d.thing from twin.sta_datastream d where d.feature = ${ref(alias, 'id')}
      union all select d.thing from twin.sta_stream_feature s join twin.sta_datastream d on d.id = s.datastream where s.feature = ${ref(alias, 'id')}
      union all select m.thing from twin.sta_stream_feature s join twin.sta_multi_datastream m on m.id = s.multi where s.feature = ${ref(alias, 'id')}`,
    order: byId,
  },
]
