import { describe, expect, it } from 'vitest'
import { datastream, staCity } from './testing/sta-city.ts'

const sta = await staCity()
const idsOf = async (path: string): Promise<readonly number[]> =>
  (await sta.values(path)).map((one: Record<string, number>) => one['@iot.id'])

// The things, places, streams and observations of FROST-Server.Tests FilterTests, GeoTests and JsonPropertiesTests.
const letters = (start: number) =>
  Array.from({ length: 10 }, (_, index) => String.fromCharCode(97 + ((start + index) % 26))).join('')
const counted = (start: number, length: number) => Array.from({ length }, (_, index) => start + index)
const partsFrom = (start: number) => ({
  string: letters(start),
  boolean: start % 2 === 0,
  int: start,
  intArray: counted(start, 5),
  intIntArray: counted(start, 3).map((one) => counted(one, 3)),
  objArray: counted(start, 3).map((one) => ({
    string: letters(one),
    boolean: one % 2 === 0,
    int: one,
    intArray: counted(one, 3),
  })),
})
const things: number[] = []
for (const index of counted(0, 4)) {
  const properties = {
    ...partsFrom(index + 8),
    string: letters(index),
    boolean: index % 2 === 0,
    strArray: counted(index + 8, 5).map((one) => `s${one}`),
  }
  things.push(await sta.create('Things', { name: `Thing ${index}`, description: 'It is a thing.', properties }))
}
const bare = await sta.create('Things', { name: 'Bare', description: 'Nothing is said of it.' })
const shapes: readonly (readonly [string, unknown, number?])[] = [
  ['Point', [8, 51], 0],
  ['Point', [8, 52], 0],
  ['Point', [8, 53], 1],
  ['Point', [8, 54], 2],
  [
    'Polygon',
    [
      [
        [8, 53],
        [7, 52],
        [7, 53],
        [8, 53],
      ],
    ],
    3,
  ],
  [
    'LineString',
    [
      [5, 52],
      [5, 53],
    ],
  ],
  [
    'LineString',
    [
      [5, 52],
      [6, 53],
    ],
  ],
  [
    'LineString',
    [
      [4, 52],
      [8, 52],
    ],
  ],
]
const locations: number[] = []
const features: number[] = []
for (const [index, [type, coordinates, thing]] of shapes.entries()) {
  const place = { ...sta.location(coordinates, type), name: `Location ${index}`, properties: { int: index + 7 } }
  locations.push(
    await sta.create('Locations', {
      ...place,
      ...(thing !== undefined && { Things: [{ '@iot.id': things[thing] }] }),
    }),
  )
  const { location, ...rest } = place
  features.push(await sta.create('FeaturesOfInterest', { ...rest, name: `FoI ${index}`, feature: location }))
}
const quality = { DQ_Status: { code: 2, label: 'Niveau 1' } }
const qualities = [{ nameOfMeasure: 'DQ_Status', DQ_Result: { code: 2 } }]
const observed = counted(0, 13).map((index) => ({
  result: index,
  phenomenonTime: `2020-01-01T00:${String(index).padStart(2, '0')}:00Z`,
  parameters: partsFrom(index),
  resultQuality: index % 2 === 0 ? quality : qualities,
}))
const odd = [
  { result: 'bad 1', parameters: { int: letters(13), string: false, boolean: 13, intArray: 'x' } },
  { result: 'bad 2', parameters: { boolean: letters(14), int: true, string: 14, objArray: 5 } },
  { result: 'bad 3', parameters: { boolean: 'true', int: '5' }, resultQuality: 'number-1' },
].map((one, index) => ({ ...one, phenomenonTime: `2020-01-02T00:0${index}:00Z` }))
const main = await sta.create('Datastreams', {
  ...datastream('Datastream 1'),
  Thing: { '@iot.id': things[0] },
  Observations: [...observed, ...odd],
})
const propertyIds: number[] = []
for (const index of counted(0, 4))
  propertyIds.push(
    await sta.create('ObservedProperties', { name: `Property ${index}`, definition: 'http://x', description: 'x' }),
  )
const sensors: number[] = []
for (const index of counted(0, 4))
  sensors.push(
    await sta.create('Sensors', { name: `Sensor ${index}`, description: 'x', encodingType: 'text', metadata: 'x' }),
  )
// thing, sensor, property; the observations are of features 0 to 3, one stream each.
const web = [
  [0, 0, 0],
  [0, 1, 1],
  [0, 2, 2],
  [1, 0, 0],
  [1, 1, 1],
  [1, 3, 3],
  [2, 1, 0],
] as const
const streams: number[] = []
for (const [index, [thing, sensor, property]] of web.entries())
  streams.push(
    await sta.create('Datastreams', {
      ...datastream(`Web ${index}`),
      unitOfMeasurement: { name: 'degree Fahrenheit', symbol: '°F', definition: '[degF]' },
      Thing: { '@iot.id': things[thing] },
      Sensor: { '@iot.id': sensors[sensor] },
      ObservedProperty: { '@iot.id': propertyIds[property] },
    }),
  )
const ofFeatures: number[] = []
for (const [index, stream] of [streams[0], streams[0], streams[3], streams[6]].entries())
  ofFeatures.push(
    await sta.create('Observations', {
      result: 100 + index,
      phenomenonTime: `2016-01-0${index + 1}T01:01:01Z`,
      Datastream: { '@iot.id': stream },
      FeatureOfInterest: { '@iot.id': features[index] },
    }),
  )

const pick = (all: readonly (number | undefined)[], ...places: readonly number[]) => places.map((place) => all[place])
const asked = (set: string, filter: string) => idsOf(`${set}?$top=200&$filter=${encodeURIComponent(filter)}`)
const numbered = async (filter: string): Promise<readonly number[]> =>
  (await sta.values(`Datastreams(${main})/Observations?$top=100&$filter=${encodeURIComponent(filter)}`)).map(
    ({ phenomenonTime }: { phenomenonTime: string }) => {
      const [, day = '', minute = ''] = /-(\d\d)T00:(\d\d)/.exec(phenomenonTime) ?? []
      return day === '01' ? Number(minute) : 13 + Number(minute)
    },
  )

describe('JSON and its parts', () => {
  it.each([
    ["properties/string eq 'cdefghijkl'", [2]],
    ["substringof('cdefgh', properties/string)", [0, 1, 2]],
    ["substring(properties/string, 1) eq 'efghijklm'", [3]],
    ["substring(name, 4) eq 'g 3'", [3]],
    ["substring(name, 4, 3) eq 'g 3'", [3]],
    ["properties/objArray[0]/string eq 'jklmnopqrs'", [1]],
    ['properties/int eq 10', [2]],
    ['properties/int gt 9', [2, 3]],
    ['properties/intArray[1] gt 10', [2, 3]],
    ['properties/intIntArray[1][0] gt 10', [2, 3]],
    ['properties/objArray[1]/intArray[0] gt 10', [2, 3]],
    ['properties/boolean eq false', [1, 3]],
    ['properties/boolean', [0, 2]],
    ['not properties/boolean', [1, 3]],
    ['properties/objArray[1]/boolean', [1, 3]],
    ['properties/int in (8,9)', [0, 1]],
    ['9 in properties/intArray', [0, 1]],
    ["'s10' in properties/strArray", [0, 1, 2]],
    ['properties/int ne null', [0, 1, 2, 3]],
  ])('Things %s', async (filter, right) => {
    expect(await asked('Things', filter)).toEqual(pick(things, ...right))
  })

  it.each([
    ["parameters/string eq 'cdefghijkl'", [2]],
    ["parameters/int eq '5'", [5, 15]],
    ['parameters/int gt 8', [9, 10, 11, 12]],
    ['parameters/int lt 8', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['parameters/boolean', [0, 2, 4, 6, 8, 10, 12]],
    ['not parameters/boolean', [1, 3, 5, 7, 9, 11]],
    ['parameters/boolean eq Datastream/Thing/properties/boolean', [0, 2, 4, 6, 8, 10, 12, 15]],
    ['parameters/int eq Datastream/Thing/properties/int', [8]],
    ['parameters/string eq Datastream/Thing/properties/string', [0]],
    ['resultQuality/DQ_Status/code eq 2', [0, 2, 4, 6, 8, 10, 12]],
    ['resultQuality[0]/DQ_Result/code eq 2', [1, 3, 5, 7, 9, 11]],
    ["resultQuality eq 'number-1'", [15]],
    // Precedence, as ets-sta10 and FROST-Server.Tests have it.
    ['result eq 2 and result eq 1 or result eq 1', [1]],
    ['result eq 2 and (result eq 1 or result eq 1)', []],
    ['not result lt 1 and not result gt 1', [1]],
    ['1 add result mul 2 sub -1 eq 4', [1]],
    ['6 div 2 sub result eq 2', [1]],
    ['1 add 2.0 mod (result add 1) eq 1', [0, 1]],
    ['14 div (result add 1) mod 3 mul 3 eq 3', [1]],
  ])('Observations %s', async (filter, right) => {
    expect(await numbered(filter)).toEqual(right)
  })

  it('a text that is compared with numbers compares as text', async () => {
    const path = `Datastreams(${main})/Observations?$count=true&$top=1&$skip=2&$orderby=phenomenonTime asc&$filter=result gt '3'`
    const { json } = await sta.get(path)
    expect(json['@iot.count']).toBe(9)
    expect(json.value[0].result).toBe(6)
  })

  it('unitOfMeasurement has parts too', async () => {
    expect(await asked('Datastreams', "unitOfMeasurement/symbol eq '°C'")).toEqual([main])
    expect((await asked('Datastreams', "unitOfMeasurement/name eq 'degree Fahrenheit'")).length).toBe(7)
  })

  it.each([
    ['properties/intArray[1]', { 'intArray[1]': 9 }],
    ['properties/intIntArray[0][1]', { 'intIntArray[0][1]': 9 }],
    ['properties/objArray[0]/string', { string: letters(8) }],
  ])('%s has an address', async (path, right) => {
    const [encoded] = [path.replaceAll('[', '%5B').replaceAll(']', '%5D')]
    expect((await sta.get(`Things(${things[0]})/${encoded}`)).json).toEqual(right)
  })

  it('what has no value is answered by 204', async () => {
    expect((await sta.get(`Things(${bare})/properties`)).status).toBe(204)
    expect((await sta.get(`Things(${bare})/properties/$value`)).status).toBe(204)
  })
})

describe('ways through other entities', () => {
  it.each([
    ["Locations/name eq 'Location 2'", [1]],
    ["startswith(HistoricalLocations/Locations/name, 'Location 1')", [0]],
    ['HistoricalLocations/Locations/properties/int eq properties/int', [0, 1, 2, 3]],
    ["Locations/any(l:l/name eq 'Location 2')", [1]],
    ["HistoricalLocations/any(hl : hl/Locations/any(l : startswith(l/name, 'Location 1')))", [0]],
    ['HistoricalLocations/any(hl : hl/Locations/any(l : l/properties/int eq properties/int))', [0, 1, 2, 3]],
    [
      "Datastreams/any(d:d/ObservedProperty/name eq 'Property 0') and Datastreams/any(d:d/ObservedProperty/name eq 'Property 1')",
      [0, 1],
    ],
    ["Datastreams/any(d:d/ObservedProperty/name eq 'Property 0' and d/Sensor/name eq 'Sensor 1')", [2]],
    ["Datastreams/all(d:startswith(d/name, 'Web')) and Datastreams/any()", [1, 2]],
    ['Datastreams/id ne null', [0, 1, 2]],
  ])('Things %s', async (filter, right) => {
    expect(await asked('Things', filter)).toEqual(pick(things, ...right))
  })

  it('what a way leads nowhere to is null', async () => {
    expect(await asked('Things', 'Datastreams/id eq null')).toEqual([things[3], bare])
    expect(await asked('Things', 'properties/int eq null')).toEqual([bare])
  })

  it.each([
    ["Datastreams/Thing/Datastreams/ObservedProperty/name eq 'Property 1'", [0, 1, 2, 3]],
    ["Datastreams/Thing/Datastreams/ObservedProperty/name eq 'Property 3'", [0, 1, 3]],
  ])('ObservedProperties %s', async (filter, right) => {
    const found = await asked('ObservedProperties', filter)
    expect(found.filter((id) => propertyIds.includes(id))).toEqual(pick(propertyIds, ...right))
  })
})

const box = 'POLYGON((7.5 51.5, 7.5 53.5, 8.5 53.5, 8.5 51.5, 7.5 51.5))'

describe('geometry', () => {
  it.each([
    ["geo.distance(%, geography'POINT(8 54.1)') lt 1", [3]],
    ["geo.distance(%, geography'POINT(8 54.1)') gt 1", [0, 1, 2, 4, 5, 6, 7]],
    ["geo.intersects(%, geography'LINESTRING(7.5 51, 7.5 54)')", [4, 7]],
    ['geo.length(%) gt 1', [6, 7]],
    ['geo.length(%) ge 1', [5, 6, 7]],
    ['geo.length(%) eq 1', [5]],
    ['geo.length(%) ne 1', [0, 1, 2, 3, 4, 6, 7]],
    ['geo.length(%) le 4', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['geo.length(%) lt 4', [0, 1, 2, 3, 4, 5, 6]],
    [`st_contains(geography'${box}', %)`, [1, 2]],
    ["st_crosses(geography'LINESTRING(7.5 51.5, 7.5 53.5)', %)", [4, 7]],
    [`st_disjoint(geography'${box}', %)`, [0, 3, 5, 6]],
    ["st_equals(%, geography'POINT(8 53)')", [2]],
    ["st_intersects(%, geography'LINESTRING(7.5 51, 7.5 54)')", [4, 7]],
    [`st_overlaps(geography'${box}', %)`, [4]],
    [`st_relate(geography'${box}', %, 'T********')`, [1, 2, 4, 7]],
    ["st_touches(geography'POLYGON((8 53, 7.5 54.5, 8.5 54.5, 8 53))', %)", [2, 4]],
    ["st_within(geography'POINT(7.5 52.75)', %)", [4]],
  ])('%s', async (form, right) => {
    expect(await asked('Locations', form.replace('%', 'location'))).toEqual(pick(locations, ...right))
    const found = await asked('FeaturesOfInterest', form.replace('%', 'feature'))
    expect(found.filter((id) => features.includes(id))).toEqual(pick(features, ...right))
  })

  it('observations are found by the feature they are of', async () => {
    const found = async (filter: string) =>
      (await asked('Observations', filter)).filter((id) => ofFeatures.includes(id))
    const near = "geo.distance(FeatureOfInterest/feature, geography'POINT(8 54.1)') lt 1"
    expect(await found(near)).toEqual(pick(ofFeatures, 3))
    expect(await found(`st_contains(geography'${box}', FeatureOfInterest/feature)`)).toEqual(pick(ofFeatures, 1, 2))
  })

  it('the observed area of a stream is the box of the features of its observations', async () => {
    const area = async (stream: number | undefined) => (await sta.get(`Datastreams(${stream})`)).json.observedArea
    expect(await area(streams[0])).toEqual({
      type: 'LineString',
      coordinates: [
        [8, 51],
        [8, 52],
      ],
    })
    expect(await area(streams[1])).toBeUndefined()
    const among = async (filter: string) => (await asked('Datastreams', filter)).filter((id) => streams.includes(id))
    expect(await among(`geo.intersects(observedArea, geography'${box}')`)).toEqual(pick(streams, 0, 3))
    expect(await among(`st_contains(geography'${box}', observedArea)`)).toEqual(pick(streams, 3))
    await sta.delete(`Observations(${ofFeatures[1]})`)
    expect(await area(streams[0])).toEqual({ type: 'Point', coordinates: [8, 51] })
  })
})

describe('$select, $expand, $top and $skip on every kind', () => {
  const kinds = {
    Things: ['Locations', 'HistoricalLocations', 'Datastreams', 'MultiDatastreams', 'TaskingCapabilities'],
    Locations: ['Things', 'HistoricalLocations'],
    HistoricalLocations: ['Thing', 'Locations'],
    Datastreams: ['Thing', 'Sensor', 'ObservedProperty', 'Observations'],
    Sensors: ['Datastreams', 'MultiDatastreams'],
    ObservedProperties: ['Datastreams', 'MultiDatastreams'],
    Observations: ['Datastream', 'FeatureOfInterest'],
    FeaturesOfInterest: ['Observations'],
  }
  it.each(Object.entries(kinds))('%s', async (set, relations) => {
    const [whole] = await sta.values(`${set}?$top=1`)
    const id = whole['@iot.id']
    for (const relation of relations) {
      expect(whole[`${relation}@iot.navigationLink`], relation).toContain(`/${relation}`)
      const [only] = await sta.values(`${set}?$top=1&$select=${relation}`)
      expect(Object.keys(only)).toEqual([`${relation}@iot.navigationLink`])
      const [expanded] = await sta.values(`${set}?$top=1&$expand=${relation}`)
      // The link stays beside what is expanded; inside, entities have their properties and no links.
      expect(expanded[`${relation}@iot.navigationLink`], relation).toBeDefined()
      const inside = [expanded[relation]].flat()[0]
      if (inside) expect(Object.keys(inside).filter((name) => name.includes('navigationLink'))).toEqual([])
      const nested = `${set}(${id})?$select=id&$expand=${relation}($select=id;$top=1;$count=true)`
      const { json } = await sta.get(nested)
      expect(json['@iot.id']).toBe(id)
      const held = json[relation]
      if (Array.isArray(held) && held.length > 0) {
        expect(Object.keys(held[0])).toEqual(['@iot.id'])
        const next = json[`${relation}@iot.nextLink`]
        expect(next === undefined).toBe(json[`${relation}@iot.count`] === 1)
        if (next) expect(next).toContain('$select=id')
      }
      if (!relation.endsWith('s') && relation !== 'FeaturesOfInterest') continue
      const page = await sta.get(`${set}(${id})/${relation}?$top=1&$count=true`)
      expect('@iot.nextLink' in page.json).toBe(page.json['@iot.count'] > 1)
      expect(
        Object.keys((await sta.get(`${set}(${id})/${relation}/$ref`)).json.value[0] ?? { '@iot.selfLink': '' }),
      ).toEqual(['@iot.selfLink'])
    }
    const names = Object.keys(whole).filter((name) => !name.includes('@'))
    for (const name of names) {
      const [only] = await sta.values(`${set}?$top=1&$select=${name}`)
      expect(Object.keys(only)).toEqual([name])
    }
    const byId = await idsOf(`${set}?$top=200&$orderBy=id desc`)
    expect(byId).toEqual([...byId].sort((a, b) => b - a))
    expect((await sta.get(`${set}(9223372036854775807)`)).status).toBe(404)
  })
})
