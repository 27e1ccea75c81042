import { afterAll, expect, it } from 'vitest'
import { type Actor, systemActor } from '../../../kernel/access/index.ts'
import { plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { ColumnBatch, type Twin, twinRoom } from '../../twin/index.ts'
import { type Things, thingsRoom } from '../index.ts'
import { MqttClient } from '../mqtt/client.ts'

const programs: Readonly<Record<string, Actor>> = {
  whole: { ...systemActor, id: 'whole', kind: 'service', scopes: ['twin'] },
  limited: { ...systemActor, id: 'limited', kind: 'service', scopes: ['twin'] },
}
let made: { readonly twin: Twin; readonly things: Things } | undefined
const city = await testCity({
  upTo: 'things',
  rooms: (base) => {
    const twin = twinRoom(base)
    const things = thingsRoom(base, { twin, profiles: [], findProgram: async (token) => programs[token] })
    made = { twin, things }
    return [twin, things]
  },
})
if (!made) throw new Error('the rooms were not made')
const { twin, things } = made
const service = city.as({ ...systemActor, id: 'whole', scopes: ['twin'] })
const root = '/sta/v1.1'
const port = things.door()?.port ?? 0

type Heard = { readonly topic: string; readonly json: Record<string, unknown> }
const clients: MqttClient[] = []
afterAll(() => {
  for (const client of clients) client.stop()
})

/** A program that subscribed; `next` waits for the next message that `is` wanted. */
async function listener(token: string, topics: readonly string[]) {
  const heard: Heard[] = []
  let wake = () => {}
  const { promise, resolve } = Promise.withResolvers<void>()
  const client = new MqttClient({
    url: `mqtt://program:${token}@127.0.0.1:${port}`,
    clientId: `test-${token}-${clients.length}`,
    subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })),
    onMessage: (topic, payload, qos, id, line) => {
      heard.push({ topic, json: JSON.parse(payload.toString('utf8')) as Record<string, unknown> }) // what the city sends is an object
      if (qos > 0) line.acknowledge(id)
      wake()
    },
    onDown: () => {},
    onReady: () => resolve(),
  })
  clients.push(client)
  await promise
  return {
    client,
    heard,
    next: async (is: (one: Heard) => boolean): Promise<Heard> => {
      for (;;) {
        const index = heard.findIndex(is)
        const [found] = index < 0 ? [] : heard.splice(index, 1)
        if (found) return found
        await new Promise<void>((go) => {
          wake = go
        })
      }
    },
  }
}

const post = async (path: string, body: unknown): Promise<number> => {
  const answer = await service.post(`${root}/${path}`, body)
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.json['@iot.id']
}
const stream = await post('Datastreams', {
  name: 'Level',
  description: 'x',
  observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
  unitOfMeasurement: { name: 'metre', symbol: 'm', definition: 'x' },
  Sensor: { name: 'S', description: 'x', encodingType: 'text/html', metadata: 'x' },
  ObservedProperty: { name: 'level', definition: 'x', description: 'x' },
  Thing: {
    name: 'Gauge',
    description: 'x',
    Locations: [
      {
        name: 'P',
        description: 'x',
        encodingType: 'application/geo+json',
        location: { type: 'Point', coordinates: [121, 31] },
      },
    ],
  },
})

it('the service says where it speaks MQTT', async () => {
  const { json } = await service.get(root)
  for (const requirement of [
    'http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-mqtt/observations-creation',
    'http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates',
    'http://www.opengis.net/spec/iot_tasking/1.0/req/create-tasks-via-mqtt/task-creation',
  ]) {
    expect(json.serverSettings.conformance).toContain(requirement)
    expect(json.serverSettings[requirement].endpoints[0]).toMatch(new RegExp(`^mqtts?://.*:${port}$`))
  }
})

it('Observations are created by publishing; who subscribed hears of them, by set, by way, by selection', async () => {
  const topics = [
    'v1.1/Observations',
    `v1.1/Datastreams(${stream})/Observations`,
    'v1.1/Observations?$select=result',
    'v1.1/FeaturesOfInterest',
  ]
  const one = await listener('whole', [...topics, '#'])
  await one.client.publish(
    `v1.1/Datastreams(${stream})/Observations`,
    Buffer.from(
      JSON.stringify({ result: 4.5, phenomenonTime: '2026-03-01T02:40:00+02:00', parameters: { by: 'mqtt' } }),
    ),
  )
  const whole = await one.next(({ topic }) => topic === 'v1.1/Observations')
  expect(whole.json).toMatchObject({
    result: 4.5,
    phenomenonTime: '2026-03-01T00:40:00.000Z',
    parameters: { by: 'mqtt' },
  })
  expect((await one.next(({ topic }) => topic === topics[1])).json['@iot.id']).toBe(whole.json['@iot.id'])
  expect((await one.next(({ topic }) => topic === topics[2])).json).toEqual({ result: 4.5 })
  expect((await one.next(({ topic }) => topic === topics[3])).json).toMatchObject({
    feature: { coordinates: [121, 31] },
  })
  // What was published is for the city; it is not passed on as it came.
  expect(one.heard.filter(({ json }) => json['@iot.id'] === undefined && json.phenomenonTime)).toEqual([])
  const { json } = await service.get(`${root}/Datastreams(${stream})/Observations`)
  expect(json.value.map(({ result }: { result: number }) => result)).toEqual([4.5])
})

it('changes are heard by entity and by property, and those that do not concern a topic are not', async () => {
  const thing = (await service.get(`${root}/Datastreams(${stream})/Thing`)).json['@iot.id']
  const topics = [`v1.1/Things(${thing})`, `v1.1/Things(${thing})/name`, 'v1.1/Things?$select=description']
  const one = await listener('whole', topics)
  await service.call('PATCH', `${root}/Things(${thing})`, { name: 'Renamed' })
  expect((await one.next(({ topic }) => topic === topics[1])).json).toEqual({ name: 'Renamed' })
  expect((await one.next(({ topic }) => topic === topics[0])).json).toMatchObject({ name: 'Renamed', description: 'x' })
  await service.call('PATCH', `${root}/Things(${thing})`, { description: 'y' })
  expect((await one.next(({ topic }) => topic === topics[2])).json).toEqual({ description: 'y' })
  await one.next(({ topic, json }) => topic === topics[0] && json.description === 'y')
  expect(one.heard).toEqual([])
})

it('a subscription may filter and expand, also by what ways lead to (MqttExtraTests of FROST-Server.Tests)', async () => {
  const observed = `v1.1/Datastreams(${stream})/Observations`
  const topics = [
    `${observed}?$filter=result gt 5`,
    `${observed}?$filter=result ge 5&$select=result`,
    `${observed}?$filter=startswith(FeatureOfInterest/name,'P')&$select=id&$expand=Datastream($select=name)`,
    `${observed}?$filter=startswith(FeatureOfInterest/name,'Q')`,
    `${observed}?$top=1`,
  ]
  const one = await listener('whole', topics)
  const ids: number[] = []
  for (const result of [4, 5, 10]) ids.push(await post(`Datastreams(${stream})/Observations`, { result }))
  const last = await one.next(({ topic, json }) => topic === topics[2] && json['@iot.id'] === ids[2])
  expect(last.json).toEqual({ '@iot.id': ids[2], Datastream: { name: 'Level' } })
  expect((await one.next(({ topic }) => topic === topics[0])).json).toMatchObject({ '@iot.id': ids[2], result: 10 })
  expect((await one.next(({ topic }) => topic === topics[1])).json).toEqual({ result: 5 })
  expect((await one.next(({ topic }) => topic === topics[1])).json).toEqual({ result: 10 })
  expect(one.heard.map(({ topic }) => topic)).toEqual([topics[2], topics[2]])
})

it('a message names its entity by a whole address, and a large result to its last digit', async () => {
  const one = await listener('whole', ['v1.1/Observations'])
  const large = '6823498234723947234'
  await one.client.publish(`v1.1/Datastreams(${stream})/Observations`, Buffer.from(`{"result": ${large}}`))
  const { json } = await one.next(() => true)
  expect(json['@iot.selfLink']).toMatch(/^http:\/\/localhost:\d+\/sta\/v1\.1\/Observations\(\d+\)$/)
  expect((await service.get(`${root}/Observations(${json['@iot.id']})`)).text).toContain(`"result":${large},`)
})

it('Tasks are created by publishing, and heard of (17-079r1)', async () => {
  const capability = await post('TaskingCapabilities', {
    name: 'Switch',
    description: 'x',
    taskingParameters: { type: 'DataRecord', field: [] },
    Thing: { name: 'Lamp', description: 'x' },
    Actuator: { name: 'Relay', description: 'x', encodingType: 'application/pdf', metadata: 'x' },
  })
  const one = await listener('whole', ['v1.1/Tasks'])
  const topic = `v1.1/TaskingCapabilities(${capability})/Tasks`
  await one.client.publish('v1.1/Things', Buffer.from(JSON.stringify({ name: 'No', description: 'not by MQTT' })))
  await one.client.publish(topic, Buffer.from(JSON.stringify({ taskingParameters: { on: true } })))
  expect((await one.next(() => true)).json).toMatchObject({ taskingParameters: { on: true } })
  const { json } = await service.get(`${root}/TaskingCapabilities(${capability})/Tasks?$count=true`)
  expect(json['@iot.count']).toBe(1)
  expect((await service.get(`${root}/Things?$filter=name%20eq%20'No'`)).json.value).toEqual([])
})

it('a reading of a device is heard as the Observation that it is', async () => {
  const one = await listener('whole', ['v1.1/Observations'])
  await twin.entities.put([{ id: 'urn:x:pump', types: [plainName('Pump')], attributes: {} }])
  const key = (await twin.entities.find(['urn:x:pump'])).get('urn:x:pump')?.key ?? 0
  const [series = 0] = await twin.observations.seriesOf(city.base.db, [{ entity: key, name: plainName('flow') }])
  await service.get(`${root}/Things`)
  const batch = new ColumnBatch(1)
  const at = Date.parse('2026-05-01T01:00:00Z')
  batch.add(series, at, 12, 0)
  await twin.observations.write(batch)
  const heard = await one.next(({ json }) => json['@iot.id'] === `${series}-${at}`)
  expect(heard.json).toMatchObject({ result: 12, phenomenonTime: '2026-05-01T01:00:00.000Z' })
})

it('who does not see everything subscribes to nothing of it, and may not write beyond it', async () => {
  await city.base.db.pool.query("insert into twin.reader_limit (actor, types) values ('limited', '{x}')")
  const limited = await listener('limited', ['v1.1/Observations', '#'])
  const whole = await listener('whole', ['v1.1/Observations'])
  const topic = `v1.1/Datastreams(${stream})/Observations`
  await limited.client.publish(topic, Buffer.from(JSON.stringify({ result: 1 })))
  await whole.client.publish(topic, Buffer.from('no JSON'))
  await whole.client.publish(topic, Buffer.from(JSON.stringify({ result: 2 })))
  expect((await whole.next(() => true)).json.result).toBe(2)
  expect(limited.heard).toEqual([])
})
