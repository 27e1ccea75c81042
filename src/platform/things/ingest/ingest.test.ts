import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { quality } from '../../../kernel/things/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import { smallThings } from '../testing/small-things.ts'

const { city, twin, things } = await smallThings()
const port = things.door()?.port ?? 0

let number = 0
async function device(more: Partial<Parameters<typeof things.enrol>[0][0]> = {}) {
  const id = `t${++number}`
  const [enrolled] = await things.enrol(
    [{ id, profile: 'thermometer', point: { lng: 121.47, lat: 31.23 }, ...more }],
    'test',
  )
  const live = things.fleet.find(id)
  if (!enrolled || !live) throw new Error('not enrolled')
  const history = () => twin.observations.range({ series: live.series[0] ?? 0, from: 0, till: Date.now() + dayMs })
  return {
    id,
    secret: enrolled.secret ?? '',
    live,
    history,
    faults: () => [...(live.faults ?? [])].map(([fault, { count }]) => [fault, count]),
  }
}

const open: MqttClient[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.endAsync(true)))
})
async function connect(username: string, password: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    username,
    password,
    reconnectPeriod: 0,
    ...options,
  })
  open.push(client)
  return client
}
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

describe('readings that tell no instant', () => {
  it('are each kept, however many come in one millisecond', async () => {
    const one = await device()
    const client = await connect(one.id, one.secret)
    const said = Array.from({ length: 60 }, (_, n) => n % 40)
    await Promise.all(
      said.map((temperature) =>
        client.publishAsync(`things/${one.id}/readings`, JSON.stringify({ temperature, battery: 50 }), { qos: 1 }),
      ),
    )
    const sent = said.slice(0, 10).map((temperature) => ({ temperature }))
    const answer = await city.post('/things/v1/readings', sent, basic(one.id, one.secret))
    expect(answer.json).toEqual({ taken: 10, refused: 0, faults: [] })
    expect((await one.history()).map(({ value }) => value)).toEqual([...said, ...said.slice(0, 10)])
  })
})

describe('readings by MQTT', () => {
  it('are durable when they are acknowledged, whatever the version and quality', async () => {
    const one = await device()
    for (const protocolVersion of [4, 5] as const) {
      const client = await connect(one.id, one.secret, { protocolVersion })
      const at = Date.now() - 10_000 * protocolVersion
      await client.publishAsync(`things/${one.id}/readings`, JSON.stringify({ at, temperature: protocolVersion }), {
        qos: 1,
      })
      await client.publishAsync(
        `things/${one.id}/readings`,
        JSON.stringify({ at: at + 1, temperature: 20 + protocolVersion }),
        { qos: 2 },
      )
      expect((await one.history()).map(({ value }) => value)).toEqual(
        expect.arrayContaining([protocolVersion, 20 + protocolVersion]),
      )
    }
    expect(await one.history()).toHaveLength(4)
  })

  it('come once, in whatever order and however often they are sent', async () => {
    const one = await device()
    const client = await connect(one.id, one.secret)
    const start = Date.now() - 3_600_000
    const payloads = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({ at: start + i * 60_000, temperature: i % 7 }),
    )
    const mixed = [...payloads, ...payloads.toReversed(), ...payloads.slice(20, 40)]
    await Promise.all(mixed.map((payload) => client.publishAsync(`things/${one.id}/readings`, payload, { qos: 1 })))
    expect((await one.history()).map(({ value }) => value)).toEqual(payloads.map((_, i) => i % 7))
    expect(twin.observations.last(one.live.series[0] ?? 0)?.at).toBe(start + 59 * 60_000)
  })

  it('mark what is doubtful and refuse what cannot be, telling why', async () => {
    const one = await device()
    const client = await connect(one.id, one.secret)
    const send = (payload: string | object, format = '') =>
      client.publishAsync(
        `things/${one.id}/readings${format}`,
        typeof payload === 'string' ? payload : JSON.stringify(payload),
        { qos: 1 },
      )
    const now = Date.now()
    await send({ at: now - 5_000, temperature: 21_500 }) // thousandths of a degree
    await send({ at: now - 4_000, temperature: 70 })
    await send({ at: now - 3_000, temperature: 21 })
    await send({ at: now - 2_000, temperature: 55 }) // a jump of 34 degrees in a second
    await send({ at: now - 2 * 3_600_000, temperature: 20 })
    expect((await one.history()).map(({ value, quality: bits }) => [value, bits])).toEqual([
      [20, quality.late],
      [21_500, quality.outOfRange | quality.unit],
      [70, quality.outOfRange],
      [21, quality.good],
      [55, quality.jump],
    ])
    await send('not json')
    await send('{"temperature": NaN}')
    await send({ temperature: 'warm' })
    await send({ at: 'yesterday', temperature: 1 })
    await send({ at: '1970-01-01T00:00:12Z', temperature: 1 })
    await send({ at: Date.UTC(2099, 0, 1), temperature: 1 })
    await send({ pressure: 3 })
    await send('00ff', '/nosuch')
    expect(await one.history()).toHaveLength(5)
    await things.fleet.writeSigns()
    const { sql } = await import('kysely')
    const { rows } = await sql<{
      fault: string
      count: number
    }>`select fault, count from things.device_fault where device = ${one.live.key} order by fault`.execute(city.base.db)
    expect(rows).toEqual([
      { fault: 'clock', count: 2 },
      { fault: 'empty', count: 1 },
      { fault: 'format', count: 1 },
      { fault: 'garbage', count: 2 },
      { fault: 'instant', count: 1 },
      { fault: 'type', count: 1 },
      { fault: 'unknown', count: 1 },
    ])
  })

  it('may be in a format of the profile', async () => {
    const one = await device()
    const client = await connect(one.id, one.secret)
    await client.publishAsync(`things/${one.id}/readings/hex`, 'ff9c', { qos: 1 })
    expect((await one.history()).map(({ value }) => value)).toEqual([-10])
  })

  it('are taken for oneself and for what speaks through one, not for others', async () => {
    const [hub] = await things.enrol([{ id: 'hub', profile: 'relay' }], 'test')
    const child = await device({ parent: 'hub' })
    const other = await device()
    const client = await connect('hub', hub?.secret ?? '', { protocolVersion: 5 })
    await client.publishAsync(`things/${child.id}/readings`, '{"temperature": 3}', { qos: 1 })
    expect(await child.history()).toHaveLength(1)
    await expect(client.publishAsync(`things/${other.id}/readings`, '{"temperature": 3}', { qos: 1 })).rejects.toThrow(
      /authorized/i,
    )
    await expect(client.subscribeAsync(`things/${other.id}/#`)).rejects.toThrow()
    await expect(client.subscribeAsync('things/+/readings')).rejects.toThrow()
    expect(await other.history()).toEqual([])
  })

  it('are heard by programs with a token', async () => {
    const one = await device()
    const listener = await connect('anybody', 'program')
    const heard = new Promise<string>((done) => listener.on('message', (topic, payload) => done(`${topic} ${payload}`)))
    await listener.subscribeAsync('things/#')
    const client = await connect(one.id, one.secret)
    await client.publishAsync(`things/${one.id}/readings`, '{"temperature": 9}', { qos: 1 })
    expect(await heard).toBe(`things/${one.id}/readings {"temperature": 9}`)
  })

  it('end when the secret is taken away, at once and for good', async () => {
    const one = await device()
    await expect(connect(one.id, 'wrong')).rejects.toThrow()
    const client = await connect(one.id, one.secret)
    const closed = new Promise((done) => client.once('close', () => done('closed')))
    const { setState, renewSecret } = await import('../devices/keep.ts')
    const parts = { base: city.base, twin, fleet: things.fleet }
    await setState(parts, one.id, 'revoked')
    expect(await closed).toBe('closed')
    await expect(connect(one.id, one.secret)).rejects.toThrow()
    const secret = await renewSecret(parts, one.id)
    await expect(connect(one.id, one.secret)).rejects.toThrow()
    expect((await connect(one.id, secret)).connected).toBe(true)
  })
})

describe('readings by HTTP', () => {
  const post = (body: unknown, headers: Record<string, string>) => city.post('/things/v1/readings', body, headers)

  it('are taken one by one and in batches, each once', async () => {
    const one = await device()
    const at = Date.now() - 50_000
    const batch = Array.from({ length: 40 }, (_, i) => ({ at: at + i * 1_000, temperature: i }))
    expect((await post({ at, temperature: 0 }, basic(one.id, one.secret))).json).toEqual({
      taken: 1,
      refused: 0,
      faults: [],
    })
    expect((await post({ readings: batch }, basic(one.id, one.secret))).json.taken).toBe(40)
    expect(await one.history()).toHaveLength(40)
  })

  it('name the rows that are wrong and keep the others', async () => {
    const one = await device()
    const answer = await post(
      [{ temperature: 1 }, { temperature: 'x' }, { at: '1970-01-02T00:00:00Z', temperature: 2 }],
      basic(one.id, one.secret),
    )
    expect(answer.json).toMatchObject({
      taken: 1,
      refused: 2,
      faults: [
        { row: 2, fault: 'type' },
        { row: 3, fault: 'clock' },
      ],
    })
    expect((await post({ temperature: 'x' }, basic(one.id, one.secret))).status).toBe(422)
  })

  it('come from devices with their secret and programs with their token, nobody else', async () => {
    const [one, other] = [await device(), await device()]
    expect((await post({ temperature: 1 }, basic(one.id, 'wrong'))).status).toBe(401)
    expect((await post({ temperature: 1 }, {})).status).toBe(401)
    expect((await post({ device: other.id, temperature: 1 }, basic(one.id, one.secret))).status).toBe(403)
    const rows = [
      { device: one.id, temperature: 5 },
      { device: other.id, data: Buffer.from('0064').toString('base64'), format: 'hex' },
    ]
    expect((await post(rows, { 'x-test-actor': 'p1' })).json).toMatchObject({ taken: 2 })
    expect([(await one.history())[0]?.value, (await other.history())[0]?.value]).toEqual([5, 10])
    expect((await post([{ device: 'nobody', temperature: 5 }], { 'x-test-actor': 'p1' })).status).toBe(404)
  })
})

afterAll(() => undefined)
