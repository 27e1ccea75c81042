import { describe, expect, it } from 'vitest'
import { type Actor, systemActor } from '../../../kernel/access/index.ts'
import { locationName, plainName } from '../../../kernel/twin/index.ts'
import { type TestAnswer, testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'
import { ColumnBatch } from '../observations/index.ts'
import { parseExpression } from './filter/parse.ts'

let made: Twin | undefined
const city = await testCity({
  upTo: 'twin',
  rooms: (base) => {
    const room = twinRoom(base)
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const { entities, observations } = made
const program: Actor = { ...systemActor, id: 'program', scopes: ['twin'] }
const service = city.as(program)
const root = '/sta/v1.1'
const get = (path: string) => service.get(`${root}/${path.replaceAll(' ', '%20')}`)
const post = (path: string, body: unknown) => service.post(`${root}/${path}`, body)
const values = async (path: string) => {
  const answer = await get(path)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`)
  return answer.json.value
}
const names = async (path: string) => (await values(path)).map(({ name }: { name: string }) => name)
const idOf = (answer: TestAnswer): number => {
  if (answer.status !== 201) throw new Error(answer.text)
  expect(answer.headers.get('location')).toContain(`(${answer.json['@iot.id']})`)
  return answer.json['@iot.id']
}
const results = async (filter: string) =>
  (await values(`Observations?$filter=${encodeURIComponent(filter)}&$orderby=phenomenonTime`)).map(
    ({ result }: { result: unknown }) => result,
  )

const station = {
  name: 'Station 1',
  description: 'Weather by the river',
  properties: { owner: 'water', floor: 3 },
  Locations: [
    {
      name: 'Bund',
      description: 'By the river',
      encodingType: 'application/geo+json',
      location: { type: 'Point', coordinates: [121.49, 31.24] },
    },
  ],
  Datastreams: [
    {
      name: 'Air temperature',
      description: 'Every ten minutes',
      observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
      unitOfMeasurement: { name: 'Degree Celsius', symbol: '°C', definition: 'ucum:Cel' },
      Sensor: {
        name: 'DHT22',
        description: 'Thermometer',
        encodingType: 'application/pdf',
        metadata: 'https://example.org/dht22.pdf',
      },
      ObservedProperty: {
        name: 'temperature',
        definition: 'http://qudt.org/vocab/quantitykind/Temperature',
        description: 'Of the air',
      },
      Observations: [
        { phenomenonTime: '2026-03-01T00:00:00Z', result: 4, resultTime: '2026-03-01T00:00:01Z' },
        { phenomenonTime: '2026-03-01T00:10:00Z', result: 5.5 },
        { phenomenonTime: '2026-03-01T00:20:00Z/2026-03-01T00:30:00Z', result: 6, parameters: { height: 2 } },
        {
          phenomenonTime: '2026-03-01T01:00:00Z',
          result: 'broken',
          validTime: '2026-03-01T00:00:00Z/2026-03-02T00:00:00Z',
        },
      ],
    },
  ],
}
const thing = idOf(await post('Things', station))
const [datastream] = await values(`Things(${thing})/Datastreams`)
const stream: number = datastream['@iot.id']

describe('the model and its addresses', () => {
  it('the service names its sets and what it conforms to', async () => {
    const { json } = await get('')
    expect(json.value.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([
        'Things',
        'Locations',
        'HistoricalLocations',
        'Datastreams',
        'Sensors',
        'ObservedProperties',
        'Observations',
        'FeaturesOfInterest',
      ]),
    )
    for (const { url } of json.value)
      expect((await fetch(url, { headers: { 'x-test-actor': 'program' } })).status).toBe(200)
    expect(json.serverSettings.conformance.length).toBeGreaterThan(10)
  })

  it('every entity has its control information, properties and links that work', async () => {
    const { json } = await get(`Things(${thing})`)
    expect(json).toMatchObject({ '@iot.id': thing, name: 'Station 1', properties: { owner: 'water' } })
    for (const link of ['Locations', 'HistoricalLocations', 'Datastreams']) {
      const answer = await fetch(json[`${link}@iot.navigationLink`], { headers: { 'x-test-actor': 'program' } })
      expect(answer.status, link).toBe(200)
      expect(((await answer.json()) as { value: unknown[] }).value, link).toHaveLength(1) // the form of a set
    }
  })

  it('addresses lead through entities, to properties, values and references', async () => {
    expect((await get(`Things(${thing})/name`)).json).toEqual({ name: 'Station 1' })
    expect((await get(`Things(${thing})/name/$value`)).text).toBe('Station 1')
    expect((await get(`Things(${thing})/id`)).json).toEqual({ id: thing })
    expect((await get(`Things(${thing})/@iot.id/$value`)).text).toBe(String(thing))
    expect((await get(`Things(${thing})/properties/owner`)).json).toEqual({ owner: 'water' })
    expect((await get(`Datastreams(${stream})/Thing`)).json['@iot.id']).toBe(thing)
    expect((await get(`Things(${thing})/Datastreams(${stream})/Observations?$top=1`)).json.value).toHaveLength(1)
    expect((await get(`Datastreams(${stream})/ObservedProperty/name`)).json).toEqual({ name: 'temperature' })
    expect(Object.keys((await get(`Things(${thing})/Datastreams/$ref`)).json.value[0])).toEqual(['@iot.selfLink'])
    for (const wrong of [
      'Nothings',
      'Things(999999)',
      `Things(${thing})/nothing`,
      `Things(999999)/Datastreams`,
      'Things(abc)',
    ])
      expect((await get(wrong)).status, wrong).toBe(404)
  })

  it('an observation without a feature is of the place of its thing', async () => {
    const [one] = await values(`Datastreams(${stream})/Observations?$expand=FeatureOfInterest&$top=1`)
    expect(one.FeatureOfInterest).toMatchObject({ name: 'Bund', feature: { coordinates: [121.49, 31.24] } })
    expect((await get(`Datastreams(${stream})`)).json.phenomenonTime).toBe(
      '2026-03-01T00:00:00.000Z/2026-03-01T01:00:00.000Z',
    )
  })
})

describe('options', () => {
  it('$select, $expand in depth with options of its own, $count, $top, $skip and the next link', async () => {
    const [one] = await values(
      `Things?$select=name&$filter=@iot.id eq ${thing}&$expand=Datastreams($select=name;$expand=Observations($orderby=phenomenonTime desc;$top=2;$count=true)),Locations`,
    )
    expect(Object.keys(one).sort()).toEqual(['Datastreams', 'Locations', 'name'])
    expect(one.Datastreams[0]).toMatchObject({ name: 'Air temperature', 'Observations@iot.count': 4 })
    expect(one.Datastreams[0].Observations.map(({ result }: { result: unknown }) => result)).toEqual(['broken', 6])
    expect((await get(`Datastreams(${stream})?$expand=Thing/Locations,Sensor`)).json.Thing.Locations[0].name).toBe(
      'Bund',
    )
    const seen: unknown[] = []
    type Page = { '@iot.count': number; value: { result: unknown }[]; '@iot.nextLink'?: string }
    let next: string | undefined = `${city.url}${root}/Datastreams(${stream})/Observations?$top=3&$count=true`
    while (next) {
      const answer: Response = await fetch(next, { headers: { 'x-test-actor': 'program' } })
      const page = (await answer.json()) as Page // the form of a set
      expect(page['@iot.count']).toBe(4)
      seen.push(...page.value.map(({ result }) => result))
      next = page['@iot.nextLink']
    }
    expect(seen).toEqual([4, 5.5, 6, 'broken'])
  })

  it('$orderby by several values, also of what a way leads to', async () => {
    expect(await results('result gt 0')).toEqual([4, 5.5, 6])
    expect(
      (await values(`Observations?$orderby=Datastream/name,result desc&$filter=Datastream/id eq ${stream}`)).length,
    ).toBe(4)
  })

  it.each([
    ['result eq 4', [4]],
    ['result ne 4 and result le 6', [5.5, 6]],
    ['result gt 4 or result lt 0', [5.5, 6]],
    ['not (result gt 4)', [4]],
    ['result add 1 eq 5', [4]],
    ['result mul 2 div 4 sub 1 eq 1', [4]],
    ['result mod 2 eq 0', [4, 6]],
    ["result eq 'broken'", ['broken']],
    ['phenomenonTime ge 2026-03-01T00:10:00Z', [5.5, 6, 'broken']],
    ['phenomenonTime lt 2026-03-01T00:25:00Z', [4, 5.5]],
    ['phenomenonTime gt 2026-03-01T00:00:00Z and phenomenonTime lt 2026-03-01T00:40:00Z', [5.5, 6]],
    ['resultTime eq 2026-03-01T00:00:01.000Z', [4]],
    ['resultTime eq null', [5.5, 6, 'broken']],
    ['parameters/height eq 2', [6]],
    ['hour(phenomenonTime) eq 1', ['broken']],
    [
      'minute(phenomenonTime) eq 10 and year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 3 and day(phenomenonTime) eq 1',
      [5.5],
    ],
    ['second(resultTime) eq 1', [4]],
    ['round(result) eq 6', [5.5, 6]],
    ['floor(result) eq 5 or ceiling(result) eq 4', [4, 5.5]],
    ["phenomenonTime add duration'PT10M' eq 2026-03-01T00:20:00Z", [5.5]],
    ["Datastream/Thing/name eq 'Station 1' and result lt 5", [4]],
    ["substringof('river', Datastream/Thing/description) and result eq 4", [4]],
    ["startswith(Datastream/name, 'Air') and endswith(Datastream/name, 'temperature') and result eq 4", [4]],
    ["length(Datastream/name) eq 15 and indexof(Datastream/name, 'temp') eq 4 and result eq 4", [4]],
    [
      "substring(Datastream/name, 4, 4) eq 'temp' and tolower(Datastream/name) eq 'air temperature' and result eq 4",
      [4],
    ],
    ["concat(trim(' x '), 'y') eq 'xy' and toupper('a') eq 'A' and result eq 4", [4]],
    ["Datastream/Thing/properties/floor ge 3 and Datastream/Thing/properties/owner eq 'water' and result eq 4", [4]],
    ["geo.distance(FeatureOfInterest/feature, geography'POINT (121.49 31.25)') lt 0.02 and result eq 4", [4]],
    [
      "st_within(FeatureOfInterest/feature, geography'POLYGON ((121 31, 122 31, 122 32, 121 32, 121 31))') and result eq 4",
      [4],
    ],
    ["st_disjoint(FeatureOfInterest/feature, geography'POLYGON ((121 31, 122 31, 122 32, 121 32, 121 31))')", []],
    [
      "geo.intersects(FeatureOfInterest/feature, geography'LINESTRING (121.49 31.2, 121.49 31.3)') and result eq 4",
      [4],
    ],
    ["geo.length(geography'LINESTRING (0 0, 0 1)') eq 1 and result eq 4", [4]],
    ['now() gt 2020-01-01T00:00:00Z and result eq 4', [4]],
  ])('$filter=%s', async (filter, right) => {
    expect(await results(filter)).toEqual(right)
  })

  it('what is wrong with a question is said, status 400', async () => {
    for (const wrong of [
      '$filter=result eq',
      '$filter=colour eq 1',
      '$filter=nofunction(1)',
      '$top=-1',
      '$select=colour',
      '$expand=Colours',
      '$orderby=colour',
      '$what=1',
      '$count=maybe',
      "$filter=st_within(result, geography'POLYGON ((0 0))')",
    ]) {
      const answer = await get(`Observations?${wrong}`)
      expect([wrong, answer.status]).toEqual([wrong, 400])
      expect(answer.json).toMatchObject({ code: 400, type: 'error' })
    }
  })

  it('$resultFormat=dataArray', async () => {
    const { json } = await get(`Datastreams(${stream})/Observations?$resultFormat=dataArray&$top=2`)
    expect(json.value[0].components.slice(0, 3)).toEqual(['id', 'phenomenonTime', 'result'])
    expect(json.value[0].dataArray.map((row: unknown[]) => row[2])).toEqual([4, 5.5])
  })
})

describe('creating, changing, deleting', () => {
  it('what is written stands in the twin too', async () => {
    const [entity] = await values(`Things?$filter=name eq 'Station 1'`)
    expect(entity['@iot.id']).toBe(thing)
    const { json } = await service.get(`/ogc/features/collections/all/items?name=Station%201`)
    expect(json.features[0]).toMatchObject({
      geometry: { coordinates: [121.49, 31.24] },
      properties: { temperature: 'broken' },
    })
    const range = await observations.range({ series: stream, from: 0, till: Date.parse('2027-01-01') })
    expect(range.map(({ value }) => value)).toEqual([4, 5.5])
  })

  it('a document is taken whole or not at all', async () => {
    const before = (await get('Things?$count=true&$top=0')).json['@iot.count']
    for (const wrong of [
      { name: 'no description' },
      { name: 'x', description: 'y', colour: 1 },
      { ...station, Datastreams: [{ ...station.Datastreams[0], Sensor: undefined }] },
      { ...station, Datastreams: [{ ...station.Datastreams[0], ObservedProperty: { '@iot.id': 99_999 } }] },
      { ...station, properties: 'text' },
    ])
      expect((await post('Things', wrong)).status).toBe(400)
    expect((await post('Observations', { result: 1 })).status).toBe(400)
    expect((await post(`Datastreams(${stream})/Observations`, { result: 1, phenomenonTime: 'soon' })).status).toBe(400)
    expect((await get('Things?$count=true&$top=0')).json['@iot.count']).toBe(before)
  })

  it('PATCH changes what is named, PUT all, DELETE takes it and what hangs on it', async () => {
    const other = idOf(await post('Things', { ...station, name: 'Station 2' }))
    expect((await service.call('PATCH', `${root}/Things(${other})`, { name: 'Renamed' })).status).toBe(200)
    expect((await get(`Things(${other})`)).json).toMatchObject({ name: 'Renamed', description: 'Weather by the river' })
    const patch = (operations: unknown) =>
      service.call('PATCH', `${root}/Things(${other})`, JSON.stringify(operations), {
        'content-type': 'application/json-patch+json',
      })
    const moved = await patch([
      { op: 'test', path: '/properties/owner', value: 'water' },
      { op: 'replace', path: '/properties/owner', value: 'roads' },
      { op: 'remove', path: '/properties/floor' },
    ])
    expect([moved.status, moved.json.properties]).toEqual([200, { owner: 'roads' }])
    expect((await patch([{ op: 'test', path: '/name', value: 'no' }])).status).toBe(409)
    expect((await patch([{ op: 'jump', path: '/name' }])).status).toBe(400)
    await service.call('PUT', `${root}/Things(${other})`, { name: 'Put', description: 'Anew' })
    expect((await get(`Things(${other})`)).json.properties).toBeUndefined()
    const elsewhere = {
      name: 'New',
      description: 'Place',
      encodingType: 'application/geo+json',
      location: { type: 'Point', coordinates: [121.5, 31.2] },
    }
    const move = (place: object) => service.call('PATCH', `${root}/Things(${other})`, { Locations: [place] })
    expect((await move(elsewhere)).status).toBe(400)
    expect((await move({ '@iot.id': idOf(await post('Locations', elsewhere)) })).status).toBe(200)
    expect(await names(`Things(${other})/Locations`)).toEqual(['New'])
    expect(await values(`Things(${other})/HistoricalLocations`)).toHaveLength(2)
    const [{ '@iot.id': his }] = await values(`Things(${other})/Datastreams`)
    const observation = idOf(
      await post(`Datastreams(${his})/Observations`, { result: 8, phenomenonTime: '2026-03-03T00:00:00Z' }),
    )
    await service.call('PATCH', `${root}/Observations(${observation})`, {
      result: 9,
      phenomenonTime: '2026-03-04T00:00:00Z',
    })
    expect((await get(`Observations(${observation})`)).json).toMatchObject({
      result: 9,
      phenomenonTime: '2026-03-04T00:00:00.000Z',
    })
    expect((await get(`Datastreams(${his})/Observations?$count=true`)).json['@iot.count']).toBe(5)
    expect((await service.call('DELETE', `${root}/Observations(${observation})`)).status).toBe(200)
    expect((await get(`Observations(${observation})`)).status).toBe(404)
    expect((await get(`Datastreams(${his})/Observations?$count=true`)).json['@iot.count']).toBe(4)
    expect((await service.call('DELETE', `${root}/Things(${other})`)).status).toBe(200)
    expect((await get(`Things(${other})`)).status).toBe(404)
    expect((await get(`Datastreams(${his})`)).status).toBe(404)
    expect((await service.call('DELETE', `${root}/Things(${other})`)).status).toBe(404)
  })

  it('a sensor, a property, a feature take their observations with them', async () => {
    const other = idOf(await post('Things', { ...station, name: 'Station 3' }))
    const [{ Sensor, '@iot.id': his }] = await values(`Things(${other})/Datastreams?$expand=Sensor`)
    expect((await service.call('DELETE', `${root}/Sensors(${Sensor['@iot.id']})`)).status).toBe(200)
    expect((await get(`Datastreams(${his})`)).status).toBe(404)
    expect((await values(`Things(${other})/Datastreams`)).length).toBe(0)
  })

  it('CreateObservations takes rows, and says of each how it went', async () => {
    const answer = await post('CreateObservations', [
      {
        Datastream: { '@iot.id': stream },
        components: ['phenomenonTime', 'result'],
        'dataArray@iot.count': 3,
        dataArray: [['2026-04-01T00:00:00Z', 1], ['2026-04-01T01:00:00Z', 2], ['short']],
      },
    ])
    expect(answer.status).toBe(201)
    expect(answer.json.map((one: string) => (one === 'error' ? one : 'made'))).toEqual(['made', 'made', 'error'])
    expect(await results('phenomenonTime ge 2026-04-01T00:00:00Z')).toEqual([1, 2])
  })

  it('$batch as JSON and as multipart, later requests naming earlier ones', async () => {
    const { json } = await post('$batch', {
      requests: [
        { id: '1', method: 'post', url: 'Things', body: { name: 'B1', description: 'of a batch' } },
        { id: '2', method: 'get', url: '$1/name' },
        { id: '3', method: 'get', url: 'Things(999999)' },
      ],
    })
    expect(json.responses.map(({ status }: { status: number }) => status)).toEqual([201, 200, 404])
    expect(json.responses[1].body).toEqual({ name: 'B1' })
    const parts = [
      '--b',
      'Content-Type: application/http',
      '',
      'GET Things?$top=1 HTTP/1.1',
      '',
      '--b',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      '--c',
      'Content-Type: application/http',
      'Content-ID: 1',
      '',
      'POST Things HTTP/1.1',
      'Content-Type: application/json',
      '',
      '{"name":"B2","description":"x"}',
      '--c--',
      '--b--',
      '',
    ]
    const mixed = await service.call('POST', `${root}/$batch`, parts.join('\r\n'), {
      'content-type': 'multipart/mixed; boundary=b',
    })
    expect(mixed.headers.get('content-type')).toContain('multipart/mixed')
    expect(mixed.text.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 201'])
  })

  it('tasks are told to who can do them', async () => {
    const capability = idOf(
      await post('TaskingCapabilities', {
        name: 'Switch',
        description: 'On and off',
        taskingParameters: { type: 'DataRecord', field: [{ name: 'on', type: 'Boolean' }] },
        Thing: { '@iot.id': thing },
        Actuator: { name: 'Relay', description: 'A relay', encodingType: 'application/pdf', metadata: 'x' },
      }),
    )
    const task = idOf(
      await post('Tasks', { taskingParameters: { on: true }, TaskingCapability: { '@iot.id': capability } }),
    )
    expect((await get(`Tasks(${task})?$expand=TaskingCapability/Thing`)).json.TaskingCapability.Thing.name).toBe(
      'Station 1',
    )
    expect((await get(`Tasks(${task})`)).json.creationTime).toMatch(/^20/)
  })
})

describe('what devices report', () => {
  it('is there as Things, Datastreams and Observations, and may not be seen by everybody', async () => {
    await entities.put([
      {
        id: 'urn:x:pump',
        types: [plainName('Pump')],
        path: '/sh/water',
        title: { zh: '水泵', en: 'Pump' },
        attributes: {},
      },
    ])
    const key = (await entities.find(['urn:x:pump'])).get('urn:x:pump')?.key ?? 0
    const [series = 0] = await observations.seriesOf(city.base.db, [
      { entity: key, name: plainName('level'), unit: 'MTR' },
    ])
    const batch = new ColumnBatch(3)
    for (const hour of [1, 2, 3]) batch.add(series, Date.parse(`2026-05-01T0${hour}:00:00Z`), hour * 10, 0)
    await observations.write(batch)
    const [pump] = await values(
      `Things?$filter=name eq 'Pump'&$expand=Datastreams/Observations($orderby=phenomenonTime desc;$top=2)`,
    )
    expect(pump.Datastreams[0].Observations.map(({ result }: { result: number }) => result)).toEqual([30, 20])
    const [newest] = pump.Datastreams[0].Observations
    const own = await fetch(newest['@iot.selfLink'], { headers: { 'x-test-actor': 'program' } })
    expect(await own.json()).toMatchObject({ result: 30, phenomenonTime: '2026-05-01T03:00:00.000Z' })
    expect(await results(`Datastream/id eq ${series} and result gt 15`)).toEqual([20, 30])
    const stranger = await city.get(`${root}/Things?$count=true`)
    expect(stranger.json).toEqual({ '@iot.count': 0, value: [] })
    expect((await city.get(`${root}/Datastreams(${series})/Observations`)).status).toBe(404)
    expect((await city.get(`${root}/Observations?$count=true`)).json['@iot.count']).toBe(0)
    expect((await city.post(`${root}/Things`, { name: 'x', description: 'y' })).status).toBe(401)
  })
})

describe('what the twin knows', () => {
  const report = async (id: string, scope: readonly string[], place?: readonly number[]) => {
    const shape = place && { type: 'Point', coordinates: [...place] }
    await entities.put([
      {
        ...{ id, types: [plainName('Buoy')], scope, title: { zh: id, en: id } },
        attributes: shape ? { [locationName]: [{ kind: 'GeoProperty', value: shape, dataset: '' }] } : {},
      },
    ])
    const key = (await entities.find([id])).get(id)?.key ?? 0
    const [series = 0] = await observations.seriesOf(city.base.db, [{ entity: key, name: plainName('wave') }])
    const batch = new ColumnBatch(1)
    batch.add(series, Date.parse('2026-06-01T00:00:00Z'), 1.5, 0)
    await observations.write(batch)
    return series
  }

  it('every reading is of a feature: the place of its thing, where it is now, or the thing that has none', async () => {
    const drifting = await report('urn:x:drifting', [], [122, 31])
    const nowhere = await report('urn:x:nowhere', [])
    const featureOf = async (series: number) => {
      const [{ '@iot.id': id }] = await values(`Datastreams(${series})/Observations`)
      return (await get(`Observations('${id}')/FeatureOfInterest`)).json
    }
    expect(await featureOf(nowhere)).toMatchObject({
      encodingType: 'application/geo+json',
      feature: { type: 'Feature', geometry: null, properties: { uri: 'urn:x:nowhere' } },
    })
    expect(await featureOf(drifting)).toMatchObject({ feature: { coordinates: [122, 31] } })
    const [history] = await values(`Datastreams(${drifting})/Thing/HistoricalLocations?$expand=Locations`)
    expect(history.Locations).toMatchObject([{ location: { coordinates: [122, 31] } }])
    await report('urn:x:drifting', [], [122.5, 31.5])
    expect((await featureOf(drifting)).feature.coordinates).toEqual([122.5, 31.5])
    const [place] = await values(`Datastreams(${drifting})/Thing/Locations`)
    expect(place.location.coordinates).toEqual([122.5, 31.5])
    expect(
      await values(
        `Locations?$filter=id eq ${place['@iot.id']} and geo.distance(location, geography'POINT(122.5 31.5)') lt 0.1`,
      ),
    ).toHaveLength(1)
    // A place that is changed over SensorThings moves what stands there.
    await service.call('PATCH', `${root}/Locations(${place['@iot.id']})`, {
      location: { type: 'Point', coordinates: [123, 32] },
    })
    expect(
      (await entities.find(['urn:x:drifting'])).get('urn:x:drifting')?.attributes[locationName]?.[0]?.value,
    ).toEqual({
      type: 'Point',
      coordinates: [123, 32],
    })
    expect((await get(`Locations(${place['@iot.id']})`)).json.location.coordinates).toEqual([123, 32])
  })

  it('what was written last is the last by id, also among readings of devices, whose ids are longer', async () => {
    await report('urn:x:reporting', [], [122, 31])
    await post(`Datastreams(${stream})/Observations`, { result: 1 })
    const last = idOf(await post(`Datastreams(${stream})/Observations`, { result: 2 }))
    const byId = async (order: string) => (await values(`Observations?$orderby=id ${order}&$top=1`))[0]['@iot.id']
    expect(await byId('desc')).toBe(last)
    expect(await byId('asc')).toMatch(/^\d+-\d+$/)
  })

  it('what the city computes of itself is no Thing', async () => {
    const computed = await report('urn:x:computed', ['/computed'])
    expect((await get(`Datastreams(${computed})`)).status).toBe(404)
    expect(await values("Things?$filter=name eq 'urn:x:computed'")).toEqual([])
  })
})

describe('the reader of expressions', () => {
  it('knows precedence: not, arithmetic, comparison, and, or', () => {
    expect(parseExpression('a eq 1 or b eq 2 and not c eq 3')).toMatchObject({
      operator: 'or',
      of: [{ operator: 'eq' }, { operator: 'and', of: [{ operator: 'eq' }, {}] }],
    })
    expect(parseExpression('1 add 2 mul 3 eq 7')).toMatchObject({
      operator: 'eq',
      of: [{ operator: 'add', of: [{}, { operator: 'mul' }] }, {}],
    })
    for (const wrong of ['', '(', 'a eq', "'open", 'a b', '))', 'f(1'.repeat(200)])
      expect(() => parseExpression(wrong)).toThrow()
  })
})
