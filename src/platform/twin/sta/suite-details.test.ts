import { describe, expect, it } from 'vitest'
import { datastream, location, staCity } from './testing/sta-city.ts'

const sta = await staCity()
const root = '/sta/v1.1'
const times = ['06:00', '06:59', '07:00', '07:01', '07:59', '08:00', '08:01', '09:00'].map(
  (one) => `2016-01-01T${one}:00Z`,
)
const spans = [
  ...['06:00 06:59', '06:00 07:00', '06:00 07:01', '07:00 08:00', '07:01 07:59', '07:59 09:00', '08:00 09:00'],
  ...['08:01 09:00', '06:59 08:01', '07:00 07:59', '07:00 08:01', '06:59 08:00', '07:01 08:00'],
].map((one) =>
  one
    .split(' ')
    .map((end) => `2016-01-01T${end}:00Z`)
    .join('/'),
)
const resultsOf = async (stream: number): Promise<readonly number[]> =>
  (await sta.values(`Datastreams(${stream})/Observations?$top=100&$orderby=result`)).map(
    ({ result }: { result: number }) => result,
  )

describe('DELETE of those that meet $filter (DeleteFilterTests of FROST-Server.Tests)', async () => {
  const made = [
    ...times.map((time, result) => ({ result, phenomenonTime: time, resultTime: time })),
    ...spans.map((span, index) => ({ result: 8 + index, phenomenonTime: span, validTime: span })),
    { result: 21, phenomenonTime: '2015-01-01T06:00:00Z', resultTime: '2015-01-01T06:00:00Z' },
    { result: 22, phenomenonTime: '2017-01-01T09:00:00Z', resultTime: '2017-01-01T09:00:00Z' },
    ...['2015-01-01T06:00:00Z/2015-01-01T07:00:00Z', '2017-01-01T09:00:00Z/2017-01-01T10:00:00Z'].map(
      (span, index) => ({
        ...{ result: 23 + index, phenomenonTime: span, validTime: span },
      }),
    ),
  ]
  const [one, other] = [
    await sta.stream({ name: 'One', observations: made }),
    await sta.stream({ name: 'Other', observations: made }),
  ]
  const left = new Set(made.map(({ result }) => result))

  it.each([
    ['resultTime lt 2016-01-01T07:00:00.000Z', [0, 1, 21]],
    ['validTime lt 2016-01-01T07:00:00.000Z', [8, 9, 23]],
    ['2016-01-01T08:00:00.000Z lt phenomenonTime', [6, 7, 15, 22, 24]],
  ])('%s', async (filter, gone) => {
    const answer = await sta.delete(`Datastreams(${one})/Observations?$filter=${encodeURIComponent(filter)}`)
    expect(answer.status).toBe(200)
    for (const result of gone) left.delete(result)
    expect(await resultsOf(one)).toEqual([...left])
    expect(await resultsOf(other)).toHaveLength(made.length)
  })

  it('takes readings out of the twin too, and goes for sets of every kind', async () => {
    const range = await sta.twin.observations.range({ series: one, from: 0, till: Date.parse('2020-01-01') })
    expect(range.map(({ value }) => value)).toEqual([2, 3, 4, 5])
    for (const name of ['Short lived 1', 'Short lived 2', 'Long lived'])
      await sta.create('Things', { name, description: 'x' })
    expect((await sta.delete("Things?$filter=startswith(name, 'Short lived')")).status).toBe(200)
    const left = await sta.values("Things?$filter=endswith(name, 'lived') or startswith(name, 'Short')")
    expect(left.map(({ name }: { name: string }) => name)).toEqual(['Long lived'])
    expect((await sta.delete(`Things(999999)/Datastreams?$filter=id gt 0`)).status).toBe(404)
  })

  it('a set is not emptied by a slip of the hand', async () => {
    expect((await sta.delete(`Datastreams(${other})/Observations`)).status).toBe(405)
    expect((await sta.delete(`Datastreams(${other})/Observations?$top=1`)).status).toBe(405)
    for (const wrong of ['$filter=result gt 1&$top=1', '$filter=colour eq 1', '$filter=result gt'])
      expect((await sta.delete(`Datastreams(${other})/Observations?${wrong.replaceAll(' ', '%20')}`)).status).toBe(400)
    expect(await resultsOf(other)).toHaveLength(made.length)
  })
})

describe('values as they were written', () => {
  it.each(['6823498234723947234', '-9223372036854775808', '9007199254740993'])(
    'a result of %s is kept to its last digit',
    async (result) => {
      const stream = await sta.stream({ name: 'Large', observations: [] })
      const type = { 'content-type': 'application/json' }
      const body = `{"result": ${result}, "phenomenonTime": "2015-03-01T02:40:00+02:00", "parameters": {"result": "x"}}`
      const made = await sta.service.call('POST', `${root}/Datastreams(${stream})/Observations`, body, type)
      const id = made.json['@iot.id']
      expect(made.text).toContain(`"result":${result},`)
      const latest = `Observations?$orderby=id desc&$top=1&$select=result,phenomenonTime&$expand=Datastream($select=id)`
      expect((await sta.get(latest)).text).toContain(`"result":${result},`)
      expect((await sta.get(`Observations(${id})/result/$value`)).text).toBe(result)
      expect((await sta.get(`Datastreams(${stream})/Observations?$resultFormat=dataArray`)).text).toContain(
        `,${result},`,
      )
      expect(await sta.values(`Datastreams(${stream})/Observations?$filter=result lt 0`)).toHaveLength(
        Number(result) < 0 ? 1 : 0,
      )
      await sta.service.call('PATCH', `${root}/Observations(${id})`, `{"result": ${result.slice(0, -1)}7}`, type)
      expect((await sta.get(`Observations(${id})`)).text).toContain(`"result":${result.slice(0, -1)}7,`)
    },
  )

  it('PUT takes away what it does not name, and takes back what was read', async () => {
    const stream = await sta.stream({ name: 'Put', observations: [] })
    const whole = {
      ...{ result: 8, phenomenonTime: '2015-03-01T00:40:00.000Z', resultTime: '2015-03-01T00:40:00.000Z' },
      ...{
        validTime: '2016-01-01T01:01:01.000Z/2016-01-01T23:59:59.000Z',
        parameters: { a: 1 },
        resultQuality: 'good',
      },
    }
    const id = await sta.create(`Datastreams(${stream})/Observations`, whole)
    const read = async () =>
      Object.fromEntries(
        Object.entries((await sta.get(`Observations(${id})`)).json).filter(([name]) => !name.includes('@')),
      )
    expect((await sta.put(`Observations(${id})`, { ...(await read()), result: '99' })).status).toBe(200)
    expect(await read()).toEqual({ ...whole, result: '99' })
    expect((await sta.put(`Observations(${id})`, { result: 1, phenomenonTime: whole.phenomenonTime })).status).toBe(200)
    expect(await read()).toEqual({ phenomenonTime: whole.phenomenonTime, result: 1, resultTime: null })
    expect(await sta.values(`Datastreams(${stream})/Observations?$filter=resultQuality eq null`)).toHaveLength(1)
    const plain = await sta.get(`Datastreams(${stream})`)
    const kept = Object.fromEntries(Object.entries(plain.json).filter(([name]) => !name.includes('@')))
    expect((await sta.put(`Datastreams(${stream})`, { ...kept, name: 'Put again' })).status).toBe(200)
    // Its observed area still follows from its observations.
    await sta.create(`Datastreams(${stream})/Observations`, {
      result: 2,
      FeatureOfInterest: { ...featureAt([9, 51]), name: 'Elsewhere' },
    })
    expect((await sta.get(`Datastreams(${stream})`)).json.observedArea.coordinates).toEqual([
      [8, 51],
      [9, 51],
    ])
  })

  it('the area that the maker of a stream names holds until there are observations', async () => {
    const area = { type: 'Point', coordinates: [1, 2] }
    const id = await sta.create('Datastreams', {
      ...datastream('Area'),
      observedArea: area,
      Thing: { name: 'T', description: 'x', Locations: [location([8, 51])] },
    })
    expect((await sta.get(`Datastreams(${id})`)).json.observedArea).toEqual(area)
    await sta.create(`Datastreams(${id})/Observations`, { result: 1 })
    expect((await sta.get(`Datastreams(${id})`)).json.observedArea).toEqual({ type: 'Point', coordinates: [8, 51] })
  })
})

const featureAt = (coordinates: unknown, type = 'Point') => ({
  name: 'F',
  description: 'x',
  encodingType: 'application/vnd.geo+json',
  feature: { type, coordinates },
})

describe('questions', () => {
  it('two properties are compared where the question leads from the one to the other', async () => {
    const thing = await sta.create('Things', { name: 'Pairs', description: 'x', Locations: [location([20, 40])] })
    const stream = await sta.create('Datastreams', { ...datastream('Pairs'), Thing: { '@iot.id': thing } })
    const ids: number[] = []
    for (const place of [
      [20, 40],
      [20.5, 40],
      [23, 40],
    ])
      ids.push(
        await sta.create(`Datastreams(${stream})/Observations`, { result: 1, FeatureOfInterest: featureAt(place) }),
      )
    const found = async (set: string, filter: string): Promise<readonly number[]> =>
      (await sta.values(`${set}?$filter=${encodeURIComponent(filter)}`)).map(
        (one: Record<string, number>) => one['@iot.id'],
      )
    const observed = (filter: string) => found(`Datastreams(${stream})/Observations`, filter)
    const far = 'geo.distance(FeatureOfInterest/feature, Datastream/Thing/Locations/location)'
    expect(await observed(`${far} lt 1`)).toEqual(ids.slice(0, 2))
    expect(await observed('st_equals(FeatureOfInterest/feature, Datastream/Thing/Locations/location)')).toEqual(
      ids.slice(0, 1),
    )
    expect(await observed(`${far} gt 1 or not (${far} gt 0)`)).toEqual([ids[0], ids[2]])
    expect(
      await found('Things', `id eq ${thing} and Datastreams/any(d: st_intersects(d/observedArea, Locations/location))`),
    ).toEqual([thing])
    expect(
      await found(
        'Things',
        `id eq ${thing} and Datastreams/any(d: d/Observations/any(o: geo.distance(o/FeatureOfInterest/feature, d/Thing/Locations/location) gt 4))`,
      ),
    ).toEqual([])
    expect((await sta.get(`Locations?$filter=${encodeURIComponent("st_within(location, 'text')")}`)).status).toBe(400)
  })

  it('st_relate takes any pattern of nine signs', async () => {
    const rows = await sta.create('Locations', {
      ...location(
        [
          [
            [0, 0],
            [4, 0],
            [4, 4],
            [0, 4],
            [0, 0],
          ],
        ],
        'Polygon',
      ),
      name: 'Relate',
    })
    const like = async (wkt: string, pattern: string) =>
      (
        await sta.values(
          `Locations?$filter=${encodeURIComponent(`id eq ${rows} and st_relate(location, geography'${wkt}', '${pattern}')`)}`,
        )
      ).length
    expect(await like('LINESTRING(-1 2, 5 2)', '1F20F1102')).toBe(1)
    expect(await like('LINESTRING(-1 2, 5 2)', '2********')).toBe(0)
    expect(await like('POLYGON((4 0, 8 0, 8 4, 4 4, 4 0))', 'FF2F11212')).toBe(1)
  })

  it('times of day, with and without seconds', async () => {
    const stream = await sta.stream({
      name: 'Day',
      observations: [
        { result: 1, phenomenonTime: '2016-01-01T06:30:00Z' },
        { result: 2, phenomenonTime: '2016-01-02T18:00:00.250Z' },
      ],
    })
    const found = async (filter: string) =>
      (await sta.values(`Datastreams(${stream})/Observations?$filter=${filter}`)).map(
        ({ result }: { result: number }) => result,
      )
    expect(await found('time(phenomenonTime) lt 12:00')).toEqual([1])
    expect(await found('time(phenomenonTime) eq 18:00:00.250')).toEqual([2])
    expect(await found('time(phenomenonTime) ge 06:30:00 and date(phenomenonTime) eq 2016-01-01')).toEqual([1])
    expect(await found("phenomenonTime gt now() sub duration'P1D'")).toEqual([])
    expect(
      await found(
        'phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime() and totaloffsetminutes(phenomenonTime) eq 0',
      ),
    ).toEqual([1, 2])
    expect(await found('fractionalseconds(phenomenonTime) eq 0.25')).toEqual([2])
  })

  it('the link to itself may be selected, beside others', async () => {
    const thing = await sta.create('Things', { name: 'Self', description: 'x' })
    const { json } = await sta.get(`Things(${thing})?$select=@iot.selfLink,name,Locations`)
    expect(Object.keys(json).sort()).toEqual(['@iot.selfLink', 'Locations@iot.navigationLink', 'name'])
  })

  it.each([
    ['Things?$search=x', 501],
    ['Things?$format=json', 501],
    ['Things?$nothing=1', 400],
    ['Things?nothing=1', 400],
    ['Things/Datastreams', 404],
    ['Datastreams(1)/Thing(1)', 404],
    ['Nothings', 404],
    ['Things(1', 404],
  ])('%s is answered by %d, in words', async (path, status) => {
    const answer = await sta.get(path)
    expect([answer.status, answer.json.code, answer.json.type]).toEqual([status, status, 'error'])
    expect(answer.json.message.length).toBeGreaterThan(5)
  })

  it('HEAD is answered as GET is, without what it would say', async () => {
    for (const [path, status] of [
      ['Things', 200],
      ['Things(999999)', 404],
      ['Things?$filter=colour eq 1', 400],
    ] as const) {
      const url = `${sta.city.url}${root}/${path.replaceAll(' ', '%20')}`
      const answer = await fetch(url, { method: 'HEAD', headers: { 'x-test-actor': 'program' } })
      expect([path, answer.status, await answer.text()]).toEqual([path, status, ''])
    }
  })

  it('a body that is no JSON, or no object, is 400', async () => {
    const type = { 'content-type': 'application/json' }
    for (const wrong of ['{"name":', '"text"', '[]', '{"name": "x", "description": "y", "__proto__": {}}'])
      expect([wrong, (await sta.service.call('POST', `${root}/Things`, wrong, type)).status]).toEqual([wrong, 400])
  })
})

it('the service names every requirement that holds, and its classes', async () => {
  const { json } = await sta.get('')
  const { conformance } = json.serverSettings
  const sensing = 'http://www.opengis.net/spec/iot_sensing/1.1/req'
  expect(new Set(conformance).size).toBe(conformance.length)
  for (const name of [
    ...['datamodel', 'datamodel/thing/properties', 'datamodel/feature-of-interest/relations', 'request-data/filter'],
    ...[
      'resource-path/resource-path-to-entities',
      'create-update-delete/update-entity-put',
      'multi-datastream/constraints',
    ],
    ...[
      'create-update-delete/historical-location-auto-creation',
      'batch-request/batch-request',
      'data-array/data-array',
    ],
  ])
    expect(conformance).toContain(`${sensing}/${name}`)
  expect(conformance).toContain('http://www.opengis.net/spec/iot_tasking/1.0/req/tasking-capability/properties')
  // Nobody speaks MQTT in this city.
  expect(conformance.filter((one: string) => one.includes('mqtt'))).toEqual([])
})
