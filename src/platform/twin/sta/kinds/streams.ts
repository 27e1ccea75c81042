import { sql } from 'kysely'
import type { EntityKind } from '../model.ts'
import { byId, named, plain, properties, property, ref, toMany, toOne } from './parts.ts'

type End = 'min' | 'max'

const written = (what: 'at' | 'result_at', end: End) =>
  what === 'result_at' ? sql`o.result_at` : end === 'min' ? sql`o.at` : sql`coalesce(o.till, o.at)`

/** First and last instant of a datastream: readings of devices, and what was written over SensorThings. */
const spanOf = (what: 'at' | 'result_at', end: End) => (alias: string) => {
  const fold = sql.raw(end)
  // The time of a result that was written stands in its row; only a device's reading has none of its own.
  const own =
    what === 'at'
      ? sql``
      : sql` and not exists (select 1 from twin.sta_observation o where o.datastream = r.series and o.at = r.at)`
  const reading = sql`select ${fold}(r.at) from twin.observation r where r.series = ${ref(alias, 'id')}${own}`
  return sql`${sql.raw(end === 'min' ? 'least' : 'greatest')}((${reading}),
    (select ${fold}(${written(what, end)}) from twin.sta_observation o where o.datastream = ${ref(alias, 'id')}))`
}

const multiSpanOf = (what: 'at' | 'result_at', end: End) => (alias: string) =>
  sql`(select ${sql.raw(end)}(${written(what, end)}) from twin.sta_observation o where o.multi = ${ref(alias, 'id')})`

/** Where its observations are of; until there are any, what its maker said. Of most streams, those of devices, nothing is noted. */
const areaOf = (column: 'datastream' | 'multi') => (alias: string) => {
  const noted = sql`from twin.sta_stream_feature s join twin.sta_feature f on f.id = s.feature
    where s.${sql.raw(column)} = ${ref(alias, 'id')}`
  return sql`coalesce(case when exists (select 1 ${noted}) then twin.sta_area(array(select f.feature ${noted})) end, ${ref(alias, 'observed_area')})`
}

/** Datastream (§8.2.4) and MultiDatastream (§8.3). */
export const streamKinds: readonly EntityKind[] = [
  {
    set: 'Datastreams',
    one: 'Datastream',
    table: 'twin.sta_datastream',
    source: plain('twin.sta_datastream'),
    properties: {
      ...named,
      observationType: property('text', 'observation_type', true),
      unitOfMeasurement: property('json', 'unit', true),
      observedArea: { kind: 'geo', of: areaOf('datastream'), column: 'observed_area' },
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
    set: 'MultiDatastreams',
    one: 'MultiDatastream',
    table: 'twin.sta_multi_datastream',
    source: plain('twin.sta_multi_datastream'),
    properties: {
      ...named,
      observationType: property('text', 'observation_type'),
      multiObservationDataTypes: property('json', 'data_types', true),
      unitOfMeasurements: property('json', 'units', true),
      observedArea: { kind: 'geo', of: areaOf('multi'), column: 'observed_area' },
      phenomenonTime: { kind: 'interval', of: multiSpanOf('at', 'min'), till: multiSpanOf('at', 'max') },
      resultTime: { kind: 'interval', of: multiSpanOf('result_at', 'min'), till: multiSpanOf('result_at', 'max') },
      ...properties,
    },
    navigations: {
      Thing: toOne('Things', 'thing'),
      Sensor: toOne('Sensors', 'sensor'),
      ObservedProperties: {
        target: 'ObservedProperties',
        isMany: true,
        // In the order of the results' parts, and one as often as it is among them.
        source: sql`(select p.*, m.multi, m.position from twin.sta_multi_property m join twin.sta_observed_property p on p.id = m.property)`,
        link: (from, to) => sql<boolean>`${ref(to, 'multi')} = ${ref(from, 'id')}`,
        order: (alias) => sql`${ref(alias, 'position')}`,
      },
      Observations: toMany('Observations', 'multi'),
    },
    things: (alias) => sql`select ${ref(alias, 'thing')}`,
    order: byId,
  },
]
