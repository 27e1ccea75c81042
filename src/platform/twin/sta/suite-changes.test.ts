import { describe, expect, it } from 'vitest'
import { datastream, location, staCity } from './testing/sta-city.ts'

const sta = await staCity()
const root = '/sta/v1.1'
const countOf = async (set: string): Promise<number> => (await sta.get(`${set}?$count=true&$top=0`)).json['@iot.count']
const sets = [
  ...['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'MultiDatastreams', 'Sensors'],
  ...['ObservedProperties', 'Observations', 'FeaturesOfInterest'],
]
const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(await Promise.all(sets.map(async (set) => [set, await countOf(set)] as const)))
const feature = { name: 'Station', description: 'x', encodingType: 'application/vnd.geo+json' }
const geo = { type: 'Point', coordinates: [-114.05, 51.05] }
const sensor = { name: 'S', description: 'x', encodingType: 'application/pdf', metadata: 'x' }
const observedProperty = { name: 'Luminous Flux', definition: 'http://x', description: 'x' }
const plainStream = {
  name: 'Light',
  description: 'x',
  observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
  unitOfMeasurement: { name: 'Lumen', symbol: 'lm', definition: 'http://x' },
}

describe('creating (capability 2 of ets-sta10)', () => {
  it('what is not right inside leaves nothing behind', async () => {
    const thing = await sta.create('Things', { name: 'T', description: 'x' })
    const lonely = await sta.create('Datastreams', { ...datastream('Lonely'), Thing: { '@iot.id': thing } })
    const before = await counts()
    const link = { Thing: { '@iot.id': thing } }
    const observations = { Observations: [{ phenomenonTime: '2015-03-01T00:10:00Z', result: 10 }] }
    const wrong: readonly (readonly [string, object])[] = [
      [
        'Things',
        {
          name: 'Office',
          description: 'x',
          Locations: [location([-117, 51])],
          Datastreams: [{ ...plainStream, ObservedProperty: observedProperty }],
        },
      ],
      ['Datastreams', { ...plainStream, ...link, ObservedProperty: observedProperty, ...observations }],
      ['Datastreams', { ...plainStream, ...link, Sensor: sensor, ...observations }],
      ['Datastreams', { ...plainStream, ObservedProperty: observedProperty, Sensor: sensor, ...observations }],
      // No feature, and no place to take one from.
      ['Observations', { result: 100, Datastream: { '@iot.id': lonely } }],
      [
        'Observations',
        {
          result: 100,
          Datastream: { '@iot.id': lonely },
          FeatureOfInterest: { name: 'x', description: 'x', feature: geo },
        },
      ],
      ['Observations', { result: 8, FeatureOfInterest: { ...feature, feature: geo } }],
      // Right as a document, wrong only once its first half is written.
      [
        'Things',
        { name: 'Half', description: 'x', Datastreams: [{ ...datastream('Half'), Observations: [{ result: 1 }] }] },
      ],
    ]
    for (const [set, body] of wrong) expect([set, (await sta.post(set, body)).status]).toEqual([set, 400])
    expect(await counts()).toEqual(before)
    const [half] = await sta.values("Things?$filter=name eq 'Half'")
    expect(half).toBeUndefined()
  })

  it('a deep insert makes everything; an observation is of the place of its thing, each place one feature', async () => {
    const before = await counts()
    const thing = await sta.create('Things', {
      name: 'Office Building',
      description: 'x',
      properties: { reference: 'Third Floor' },
      Locations: [
        { name: 'Address', description: 'x', encodingType: 'text/plain', location: '1 Main Street' },
        location([-117.05, 51.05]),
      ],
      Datastreams: [{ ...plainStream, Sensor: sensor, ObservedProperty: observedProperty }],
    })
    const [stream] = await sta.values(`Things(${thing})/Datastreams`)
    const id = stream['@iot.id']
    const first = await sta.post(`Datastreams(${id})/Observations`, {
      phenomenonTime: '2015-03-01T00:00:00Z',
      result: 1,
      resultTime: '2015-03-01T01:00:00.000Z',
    })
    expect(first.json).toMatchObject({ resultTime: '2015-03-01T01:00:00.000Z' })
    const second = await sta.post('Observations', { result: 2, Datastream: { '@iot.id': id } })
    expect(second.json.resultTime).toBeNull()
    expect(second.json.phenomenonTime).toMatch(/^20\d\d-/)
    const featureOf = async (observation: number) =>
      (await sta.get(`Observations(${observation})/FeatureOfInterest`)).json
    const [one, other] = [await featureOf(first.json['@iot.id']), await featureOf(second.json['@iot.id'])]
    expect(one).toMatchObject({ feature: { type: 'Point', coordinates: [-117.05, 51.05] } })
    expect(other['@iot.id']).toBe(one['@iot.id'])
    const after = await counts()
    expect({ Things: 1, Locations: 2, Datastreams: 1, Observations: 2, FeaturesOfInterest: 1 }).toEqual(
      Object.fromEntries(
        ['Things', 'Locations', 'Datastreams', 'Observations', 'FeaturesOfInterest'].map((set) => [
          set,
          (after[set] ?? 0) - (before[set] ?? 0),
        ]),
      ),
    )
    const place = (await sta.values(`Things(${thing})/Locations?$filter=encodingType ne 'text/plain'`))[0]['@iot.id']
    await sta.patch(`Locations(${place})`, { location: { type: 'Point', coordinates: [114, -50] } })
    const third = await sta.create(`Datastreams(${id})/Observations`, { result: 3 })
    expect((await featureOf(third)).feature.coordinates).toEqual([114, -50])
    expect((await featureOf(first.json['@iot.id'])).feature.coordinates).toEqual([-117.05, 51.05])
  })

  it('a later HistoricalLocation moves its thing, an earlier one does not', async () => {
    const thing = await sta.create('Things', { name: 'Van', description: 'x' })
    const places: number[] = []
    for (const lat of [50, 51, 52]) places.push(await sta.create('Locations', location([8, lat])))
    await sta.patch(`Things(${thing})`, { Locations: [{ '@iot.id': places[0] }] })
    const [history] = await sta.values(`Things(${thing})/HistoricalLocations`)
    await sta.patch(`HistoricalLocations(${history['@iot.id']})`, { time: '2016-01-01T06:00:00.000Z' })
    const move = (time: string, place: number | undefined) =>
      sta.create('HistoricalLocations', { time, Thing: { '@iot.id': thing }, Locations: [{ '@iot.id': place }] })
    const where = async () =>
      (await sta.values(`Things(${thing})/Locations`)).map((one: Record<string, number>) => one['@iot.id'])
    await move('2016-01-01T07:00:00Z', places[1])
    expect(await where()).toEqual([places[1]])
    await move('2016-01-01T05:00:00Z', places[2])
    expect(await where()).toEqual([places[1]])
  })

  it('an address must hold what it names', async () => {
    const stream = await sta.stream({ name: 'Own', observations: [{ result: 1 }] })
    const other = await sta.create('Things', { name: 'Other', description: 'x' })
    const thing = (await sta.get(`Datastreams(${stream})/Thing`)).json['@iot.id']
    const [{ '@iot.id': observation }] = await sta.values(`Datastreams(${stream})/Observations`)
    const good = `Things(${thing})/Datastreams(${stream})/Observations`
    const wrong = `Things(${other})/Datastreams(${stream})/Observations`
    expect((await sta.get(good)).status).toBe(200)
    expect((await sta.get(wrong)).status).toBe(404)
    expect((await sta.post(good, { result: 300 })).status).toBe(201)
    expect((await sta.post(wrong, { result: 300 })).status).toBe(404)
    const change = { phenomenonTime: '2015-03-01T03:00:00.000Z', result: 301 }
    expect((await sta.put(`${good}(${observation})`, change)).status).toBe(200)
    expect((await sta.put(`${wrong}(${observation})`, change)).status).toBe(404)
    expect((await sta.patch(`${wrong}(${observation})`, { result: 302 })).status).toBe(404)
    expect((await sta.delete(`${wrong}(${observation})`)).status).toBe(404)
    expect((await sta.get(`Observations(${observation})`)).json.result).toBe(301)
    expect((await sta.delete(`${good}(${observation})`)).status).toBe(200)
  })

  it.each([[true], [false], ['forty two'], [1.23], [{ number: 1.23, boolean: true }], [[1.23, 'x', true]], [null]])(
    'a result may be %j',
    async (result) => {
      const stream = await sta.stream({ name: 'Any', observations: [] })
      const id = await sta.create(`Datastreams(${stream})/Observations`, { result, resultQuality: [{ a: 1 }] })
      expect((await sta.get(`Observations(${id})`)).json).toMatchObject({ result, resultQuality: [{ a: 1 }] })
      await sta.patch(`Observations(${id})`, { result: null })
      expect((await sta.get(`Observations(${id})`)).json.result).toBeNull()
    },
  )
})

describe('changing and deleting (capability 2 of ets-sta10)', () => {
  const whole = {
    Locations: { ...location([-114, 50]), name: 'UPDATED' },
    Sensors: { ...sensor, name: 'UPDATED', metadata: 'UPDATED' },
    ObservedProperties: { name: 'QWERTY', definition: 'ZXCVB', description: 'POIU' },
    FeaturesOfInterest: { ...feature, feature: geo, name: 'POIU' },
    HistoricalLocations: { time: '2015-08-01T00:00:00.000Z' },
    Things: { name: 'UPDATED', description: 'UPDATED' },
    Datastreams: { ...plainStream, name: 'UPDATED' },
    Observations: { result: '99', phenomenonTime: '2015-08-01T00:40:00.000Z' },
  }
  it.each(Object.entries(whole))('PUT of %s', async (set, body) => {
    await sta.stream({ name: 'Put', observations: [{ result: 1 }] })
    const [{ '@iot.id': id }] = await sta.values(`${set}?$top=1`)
    const answer = await sta.put(`${set}(${id})`, body)
    expect(answer.status).toBe(200)
    expect((await sta.get(`${set}(${id})`)).json).toMatchObject(body)
  })

  it.each([
    ['Things', { Locations: [location([1, 1])] }],
    ['Things', { Datastreams: [{ ...plainStream }] }],
    ['Sensors', { Datastreams: [{ ...plainStream }] }],
    ['ObservedProperties', { Datastreams: [{ ...plainStream }] }],
    ['Datastreams', { ObservedProperty: observedProperty }],
    ['Datastreams', { Sensor: sensor }],
    ['Datastreams', { Thing: { name: 'x', description: 'x' } }],
    ['Datastreams', { Observations: [{ result: 1 }] }],
  ])('PATCH of %s with %j inside is 400', async (set, body) => {
    await sta.stream({ name: 'Patch', observations: [] })
    const [{ '@iot.id': id }] = await sta.values(`${set}?$top=1`)
    expect((await sta.patch(`${set}(${id})`, body)).status).toBe(400)
  })

  // What goes with what is deleted (OGC 18-088, table 25), and what stays.
  const goes: Readonly<Record<string, readonly string[]>> = {
    Things: ['Things', 'Datastreams', 'HistoricalLocations', 'Observations'],
    Datastreams: ['Datastreams', 'Observations'],
    Locations: ['Locations', 'HistoricalLocations'],
    HistoricalLocations: ['HistoricalLocations'],
    Sensors: ['Sensors', 'Datastreams', 'Observations'],
    ObservedProperties: ['ObservedProperties', 'Datastreams', 'Observations'],
    FeaturesOfInterest: ['FeaturesOfInterest', 'Observations'],
    Observations: ['Observations'],
  }
  it.each(Object.entries(goes))('DELETE of %s', async (set, gone) => {
    const before = await counts()
    const stream = await sta.stream({
      name: 'Gone',
      observations: [{ result: 1, phenomenonTime: '2015-03-01T00:00:00Z' }],
    })
    const paths: Readonly<Record<string, string>> = {
      Things: 'Thing',
      Datastreams: '',
      Locations: 'Thing/Locations',
      HistoricalLocations: 'Thing/HistoricalLocations',
      Sensors: 'Sensor',
      ObservedProperties: 'ObservedProperty',
      Observations: 'Observations',
    }
    const path = set === 'FeaturesOfInterest' ? undefined : `Datastreams(${stream})/${paths[set]}`
    const { json } = path
      ? await sta.get(path)
      : await sta.get(
          `Observations(${(await sta.values(`Datastreams(${stream})/Observations`))[0]['@iot.id']})/FeatureOfInterest`,
        )
    const id = (json.value?.[0] ?? json)['@iot.id']
    expect((await sta.delete(`${set}(${id})`)).status).toBe(200)
    expect((await sta.get(`${set}(${id})`)).status).toBe(404)
    const made = [
      'Things',
      'Locations',
      'HistoricalLocations',
      'Datastreams',
      'Sensors',
      'ObservedProperties',
      'Observations',
      'FeaturesOfInterest',
    ]
    const after = await counts()
    expect(Object.fromEntries(made.map((one) => [one, (after[one] ?? 0) - (before[one] ?? 0)]))).toEqual(
      Object.fromEntries(made.map((one) => [one, gone.includes(one) ? 0 : 1])),
    )
  })

  it('a JSON Patch adds, copies and moves', async () => {
    const thing = await sta.create('Things', { name: 'P', description: 'x' })
    const patch = (operations: unknown) =>
      sta.service.call('PATCH', `${root}/Things(${thing})`, JSON.stringify(operations), {
        'content-type': 'application/json-patch+json',
      })
    await patch([{ op: 'add', path: '/properties', value: { key1: 1 } }])
    await patch([
      { op: 'copy', from: '/properties/key1', path: '/properties/keyCopy1' },
      { op: 'move', from: '/properties/key1', path: '/properties/key2' },
    ])
    expect((await sta.get(`Things(${thing})`)).json.properties).toEqual({ keyCopy1: 1, key2: 1 })
  })
})

describe('MultiDatastreams (§8.3)', async () => {
  const thing = await sta.create('Things', { name: 'Mast', description: 'x', Locations: [location([8, 51])] })
  const [op1, op2] = [
    await sta.create('ObservedProperties', { name: 'OP 1', definition: 'x', description: 'x' }),
    await sta.create('ObservedProperties', { name: 'OP 2', definition: 'x', description: 'x' }),
  ]
  const [s1, s2] = [await sta.create('Sensors', sensor), await sta.create('Sensors', sensor)]
  const measurement = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement'
  const multi = (properties: readonly number[], by: number) => ({
    name: 'Multi',
    description: 'x',
    multiObservationDataTypes: properties.map(() => measurement),
    unitOfMeasurements: properties.map(() => ({ name: 'degree', symbol: '°', definition: 'x' })),
    Thing: { '@iot.id': thing },
    Sensor: { '@iot.id': by },
    ObservedProperties: properties.map((id) => ({ '@iot.id': id })),
  })
  const wanted = [[op1], [op1, op2], [op2, op1], [op1, op1]]
  const multis: number[] = []
  for (const [index, properties] of wanted.entries())
    multis.push(await sta.create('MultiDatastreams', multi(properties, index === 3 ? s2 : s1)))
  const observe = (index: number, result: unknown) =>
    sta.post(`MultiDatastreams(${multis[index]})/Observations`, { result })

  it('keeps its properties in order, and one as often as it is there', async () => {
    for (const [index, properties] of wanted.entries()) {
      const path = `MultiDatastreams(${multis[index]})/ObservedProperties`
      const { json } = await sta.get(`${path}?$count=true`)
      expect(json.value.map((one: Record<string, number>) => one['@iot.id'])).toEqual(properties)
      expect(json['@iot.count']).toBe(properties.length)
      const expanded = await sta.get(`MultiDatastreams(${multis[index]})?$expand=ObservedProperties($select=id)`)
      expect(expanded.json.ObservedProperties).toEqual(properties.map((id) => ({ '@iot.id': id })))
    }
    const [{ '@iot.id': sensed }] = await sta.values(`Sensors(${s2})/MultiDatastreams`)
    expect(sensed).toBe(multis[3])
    expect((await sta.values(`ObservedProperties(${op2})/MultiDatastreams`)).length).toBe(2)
    expect((await sta.values(`Things(${thing})/MultiDatastreams`)).length).toBe(4)
    expect((await sta.values("MultiDatastreams?$filter=ObservedProperties/name eq 'OP 2'")).length).toBe(2)
  })

  it('takes results of as many parts as it has', async () => {
    const made = await observe(1, [4, 1])
    expect(made.status).toBe(201)
    const id = made.json['@iot.id']
    expect(made.json['Datastream@iot.navigationLink']).toBeUndefined()
    expect(made.json['MultiDatastream@iot.navigationLink']).toContain(`Observations(${id})/MultiDatastream`)
    expect((await sta.get(`Observations(${id})/MultiDatastream`)).json['@iot.id']).toBe(multis[1])
    expect((await sta.get(`Observations(${id})/Datastream`)).status).toBe(404)
    expect((await sta.get(`Observations(${id})/result%5B0%5D`)).json).toEqual({ 'result[0]': 4 })
    expect((await sta.get(`MultiDatastreams(${multis[1]})`)).json).toMatchObject({
      observationType: expect.stringContaining('OM_ComplexObservation'),
      observedArea: { type: 'Point' },
    })
    for (const [index, result] of [
      [1, 1],
      [0, [1, 2]],
      [1, [1]],
    ] as const)
      expect((await observe(index, result)).status).toBe(400)
    expect(
      (await sta.post('MultiDatastreams', { ...multi([op1, op2], s1), ObservedProperties: [{ '@iot.id': op1 }] }))
        .status,
    ).toBe(400)
    const stream = await sta.stream({ name: 'Single', observations: [{ result: 1 }] })
    const [{ '@iot.id': single }] = await sta.values(`Datastreams(${stream})/Observations`)
    expect((await sta.patch(`Observations(${single})`, { MultiDatastream: { '@iot.id': multis[0] } })).status).toBe(400)
    expect(
      (await sta.patch(`ObservedProperties(${op2})`, { MultiDatastreams: [{ '@iot.id': multis[0] }] })).status,
    ).toBe(400)
  })

  it('rows of values: of every stream a block, each with its own link', async () => {
    const stream = await sta.stream({ name: 'Rows', observations: [{ result: 1 }] })
    const [{ '@iot.id': observation }] = await sta.values(`Datastreams(${stream})/Observations`)
    const feature = (await sta.get(`Observations(${observation})/FeatureOfInterest`)).json['@iot.id']
    const answer = await sta.post('CreateObservations', [
      {
        Datastream: { '@iot.id': stream },
        components: ['phenomenonTime', 'result', 'FeatureOfInterest/id'],
        'dataArray@iot.count': 3,
        dataArray: [
          ['2010-12-23T10:20:00-07:00', 20, feature],
          ['2010-12-23T10:21:00-07:00', 30, 'probablyNotAValidId'],
          ['soon', 40, feature],
        ],
      },
      {
        MultiDatastream: { '@iot.id': multis[1] },
        components: ['phenomenonTime', 'result'],
        dataArray: [
          ['2010-12-23T10:20:00-07:00', [5, 20]],
          ['2010-12-23T10:21:00-07:00', 30],
        ],
      },
    ])
    expect(answer.status).toBe(201)
    expect(answer.json.map((one: string) => one.replace(/.*Observations\(\d+\)$/, 'made'))).toEqual([
      ...['made', 'error', 'error'],
      ...['made', 'error'],
    ])
    const { json } = await sta.get('Observations?$resultFormat=dataArray&$count=true&$top=100')
    const links = json.value.map(
      (block: Record<string, unknown>) =>
        block['Datastream@iot.navigationLink'] ?? block['MultiDatastream@iot.navigationLink'],
    )
    expect(new Set(links).size).toBe(links.length)
    expect(links.some((link: string) => link.endsWith(`/MultiDatastreams(${multis[1]})`))).toBe(true)
    const all = ['id', 'phenomenonTime', 'result', 'resultTime', 'resultQuality', 'validTime', 'parameters']
    for (const block of json.value) {
      expect([...block.components].sort()).toEqual([...all].sort())
      expect(block['dataArray@iot.count']).toBe(block.dataArray.length)
    }
    expect(json['@iot.count']).toBe(
      json.value.reduce((sum: number, block: Record<string, number>) => sum + (block['dataArray@iot.count'] ?? 0), 0),
    )
    const some = await sta.get(
      'Observations?$resultFormat=dataArray&$select=result,phenomenonTime&$count=true&$top=1&$orderby=phenomenonTime desc',
    )
    expect([...some.json.value[0].components].sort()).toEqual(['phenomenonTime', 'result'])
    expect(some.json['@iot.nextLink']).toContain('$skip=1')
  })

  it('goes with its property, its sensor, its thing', async () => {
    await sta.delete(`ObservedProperties(${op2})`)
    const left = async () => (await sta.values('MultiDatastreams')).map((one: Record<string, number>) => one['@iot.id'])
    expect(await left()).toEqual([multis[0], multis[3]])
    await sta.delete(`Sensors(${s2})`)
    expect(await left()).toEqual([multis[0]])
    await sta.delete(`Things(${thing})`)
    expect(await left()).toEqual([])
  })
})

describe('batches (§11)', () => {
  const part = (head: string, body: object, id: string) =>
    [
      '--c',
      'Content-Type: application/http',
      `Content-ID: ${id}`,
      '',
      `${head} HTTP/1.1`,
      'Host: localhost',
      'Content-Type: application/json',
      '',
      JSON.stringify(body),
    ].join('\r\n')
  const mixed = (parts: readonly string[]) =>
    sta.batch(
      'multipart/mixed;boundary=b',
      ['--b', 'Content-Type: multipart/mixed;boundary=c', '', ...parts, '--c--', '--b--', ''].join('\r\n'),
    )

  it('a change set that fails is undone whole; one that holds names what it made', async () => {
    const thing = await sta.create('Things', { name: 'Batch', description: 'x' })
    const before = await counts()
    const failed = await mixed([
      part('POST /v1.1/Sensors', sensor, '1'),
      part(`PATCH /v1.1/Things(${thing})`, { name: 'Patched' }, '2'),
      part('POST /v1.1/Things', { name: 'no description' }, '3'),
    ])
    expect(failed.status).toBe(200)
    expect(failed.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
    expect(failed.text).not.toContain('changeset')
    expect(await counts()).toEqual(before)
    expect((await sta.get(`Things(${thing})/name`)).json).toEqual({ name: 'Batch' })
    const made = await mixed([
      part('POST /v1.1/Sensors', sensor, 'sensor1'),
      part(
        `POST /v1.1/Things(${thing})/Datastreams`,
        { ...plainStream, ObservedProperty: observedProperty, Sensor: { '@iot.id': '$sensor1' } },
        'any',
      ),
    ])
    expect(made.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 201', 'HTTP/1.1 201'])
    const [, sensorId] = /Sensors\((\d+)\)/.exec(made.text) ?? []
    const [stream] = await sta.values(`Things(${thing})/Datastreams?$expand=Sensor`)
    expect(stream.Sensor['@iot.id']).toBe(Number(sensorId))
  })

  it('requests of one atomicityGroup are one change set', async () => {
    const before = await counts()
    const group = { atomicityGroup: 'g', method: 'post', url: 'Things' }
    const { json } = await sta.post('$batch', {
      requests: [
        { id: '0', method: 'get', url: 'Things?$top=1&$select=name' },
        { id: '1', ...group, body: { name: 'A', description: 'x' } },
        { id: '2', ...group, body: { name: 'B' } },
        { id: '3', ...group, body: { name: 'C', description: 'x' } },
        { id: '4', method: 'get', url: 'Things(null)' },
      ],
    })
    expect(json.responses.map(({ status }: { status: number }) => status)).toEqual([200, 424, 400, 424, 404])
    expect(Object.keys(json.responses[0].body.value[0])).toEqual(['name'])
    expect(await counts()).toEqual(before)
  })
})

describe('tasks', () => {
  it('what became of one is told back', async () => {
    const task = await sta.create('Tasks', {
      taskingParameters: { on: true },
      TaskingCapability: {
        name: 'Switch',
        description: 'x',
        taskingParameters: { type: 'DataRecord', field: [] },
        Thing: { name: 'Lamp', description: 'x' },
        Actuator: { name: 'Relay', description: 'x', encodingType: 'application/pdf', metadata: 'x' },
      },
    })
    const { noteTask } = sta.twin.sensorThings
    const at = Date.parse('2026-01-01T00:00:00Z')
    await sta.city.base.db.tx((tx) => noteTask(tx, task, { status: 'running', at, says: 'sent' }))
    await sta.city.base.db.tx((tx) => noteTask(tx, task, { status: 'done', at }))
    expect((await sta.get(`Tasks(${task})`)).json.properties).toEqual({
      status: 'done',
      statusTime: '2026-01-01T00:00:00.000Z',
    })
    expect((await sta.values("Tasks?$filter=properties/status eq 'done'")).length).toBe(1)
    await expect(sta.city.base.db.tx((tx) => noteTask(tx, 999_999, { status: 'done', at }))).rejects.toMatchObject({
      status: 404,
    })
  })
})
