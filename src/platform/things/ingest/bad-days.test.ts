import { sql } from 'kysely'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { dayMs } from '../../../kernel/time/index.ts'
import { openDb } from '../../base/index.ts'
import { renewSecret, setState } from '../devices/keep.ts'
import { program, smallThings } from '../testing/small-things.ts'

// With its limits on: a thermometer has reason to send 20 readings a second, and may save up two seconds of them.
const tokens = new Set(['stolen', 'program'])
let tellOfTokens: () => void = () => undefined
const { city, twin, things } = await smallThings(
  { rate: 1 },
  {
    findProgram: async (token) => (tokens.has(token) ? program : undefined),
    onTokens: (heard) => {
      tellOfTokens = heard
      return () => undefined
    },
  },
)
const parts = { base: city.base, twin, fleet: things.fleet }
const port = things.door()?.port ?? 0
const open: MqttClient[] = []
afterAll(() => Promise.all(open.map((client) => client.endAsync(true))))

let number = 0
async function device(more: Partial<Parameters<typeof things.enrol>[0][0]> = {}) {
  const id = `bad${++number}`
  const [enrolled] = await things.enrol([{ id, profile: 'thermometer', ...more }], 'test')
  const live = things.fleet.find(id)
  if (!enrolled || !live) throw new Error('not enrolled')
  const secret = enrolled.secret ?? ''
  const connect = async () => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...{ username: id, password: secret, reconnectPeriod: 0 },
    })
    open.push(client)
    return client
  }
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const post = (body: unknown) => city.post('/things/v1/readings', body, { authorization })
  const history = () => twin.observations.range({ series: live.series[0] ?? 0, from: 0, till: Date.now() + dayMs })
  const view = async () => (await city.get(`/api/things/devices/${id}`, { 'x-test-actor': 'p1' })).json
  return { id, live, connect, post, history, view }
}

describe('a device that floods', () => {
  it('by MQTT is slowed down, its keeper sees it, and its neighbour notices nothing', async () => {
    const [noisy, calm] = [await device(), await device()]
    const [flood, quiet] = [await noisy.connect(), await calm.connect()]
    const start = Date.now() - 60_000
    let acknowledged = 0
    const sent = 5_000
    for (let n = 0; n < sent; n++)
      flood.publish(
        `things/${noisy.id}/readings`,
        JSON.stringify({ at: start + n, temperature: 1 }),
        { qos: 1 },
        (fault) => (fault ? undefined : acknowledged++),
      )
    for (let n = 0; n < 30; n++)
      await quiet.publishAsync(`things/${calm.id}/readings`, JSON.stringify({ at: start + n, temperature: n }), {
        qos: 1,
      })
    expect(await calm.history()).toHaveLength(30)
    expect(acknowledged).toBeLessThan(sent)
    expect((await noisy.view()).ailments).toContain('flood')
    expect((await calm.view()).ailments).toEqual([])
    await things.fleet.writeSigns()
    expect((await noisy.view()).faults).toMatchObject([{ fault: 'flood', detail: 'more than 20 readings a second' }])
    // What was acknowledged is there, however much it was slowed down.
    expect((await noisy.history()).length).toBeGreaterThanOrEqual(acknowledged)
  })

  it('by HTTP hears when it may go on', async () => {
    const [noisy, calm] = [await device(), await device()]
    const rows = Array.from({ length: 300 }, (_, n) => ({ at: Date.now() - 10_000 + n, temperature: 1 }))
    expect((await noisy.post(rows)).status).toBe(200)
    const refused = await noisy.post({ temperature: 2 })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await calm.post({ temperature: 3 })).status).toBe(200)
    expect((await noisy.view()).ailments).toContain('flood')
  })

  it('behind a gateway is told from its brothers', async () => {
    const [hub] = await things.enrol([{ id: 'hub', profile: 'relay' }], 'test')
    const [noisy, calm] = [await device({ parent: 'hub' }), await device({ parent: 'hub' })]
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...{ username: 'hub', password: hub?.secret ?? '', reconnectPeriod: 0 },
    })
    open.push(client)
    const say = (id: string, n: number) =>
      client.publishAsync(`things/${id}/readings`, JSON.stringify({ at: Date.now() - n, temperature: 1 }), { qos: 1 })
    await Promise.all([say(calm.id, 1), ...Array.from({ length: 60 }, (_, n) => say(noisy.id, n))])
    expect((await noisy.view()).ailments).toContain('flood')
    expect((await calm.view()).ailments).toEqual([])
  })

  it('with messages that are no readings is slowed down too', async () => {
    const noisy = await device()
    const flood = await noisy.connect()
    for (let n = 0; n < 200; n++) flood.publish(`things/${noisy.id}/chatter`, 'x')
    await flood.publishAsync(`things/${noisy.id}/readings`, '{"temperature": 1}', { qos: 1 })
    expect((await noisy.view()).ailments).toContain('flood')
  })
})

describe('a secret that was stolen', () => {
  for (const [what, end] of [
    ['revoked', (id: string) => setState(parts, id, 'revoked')],
    ['replaced', (id: string) => renewSecret(parts, id)],
    ['of a device that is switched off', (id: string) => setState(parts, id, 'off')],
  ] as const)
    it(`and ${what} ends every way in at once`, async () => {
      const one = await device()
      const thief = await one.connect()
      const closed = new Promise((done) => thief.once('close', () => done('closed')))
      expect((await one.post({ temperature: 1 })).status).toBe(200)
      await end(one.id)
      expect(await closed).toBe('closed')
      expect((await one.post({ temperature: 2 })).status).toBe(401)
      await expect(one.connect()).rejects.toThrow(/authorized|bad user ?name/i)
      expect((await one.history()).map(({ value }) => value)).toEqual([1])
    })
})

describe('a token that was stolen', () => {
  it('and taken back ends the open connections of whoever has it, and of nobody else', async () => {
    const one = await device()
    const connect = async (password: string) => {
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
        username: 'x',
        password,
        reconnectPeriod: 0,
      })
      open.push(client)
      return client
    }
    const [thief, good] = [await connect('stolen'), await connect('program')]
    const heard = new Promise<string>((done) => good.on('message', (_, payload) => done(payload.toString())))
    for (const client of [thief, good]) await client.subscribeAsync(`things/${one.id}/readings`)
    const closed = new Promise((done) => thief.once('close', () => done('closed')))
    tokens.delete('stolen')
    tellOfTokens()
    expect(await closed).toBe('closed')
    await expect(connect('stolen')).rejects.toThrow(/authorized|bad user ?name/i)
    await good.publishAsync(`things/${one.id}/readings`, '{"temperature": 7}', { qos: 1 })
    expect(await heard).toBe('{"temperature": 7}')
  })
})

describe('readings that cannot be so', () => {
  it('by HTTP are named row by row, kept apart or marked, and never fail the rest', async () => {
    const one = await device()
    const at = Date.now() - 60_000
    const text = `[{"at":${at},"temperature":21},{"at":${at + 1},"temperature":1e999},{"at":${at + 2},"temperature":null},
      {"at":${at + 3},"temperature":[1]},{"at":12000,"temperature":1},{"at":"2099-01-01T00:00:00Z","temperature":1},
      {"at":${at + 4},"temperature":21000},{"at":${at + 5},"temperature":"21"},17,{"toString":1}]`
    const answer = await city.post('/things/v1/readings', text, {
      authorization: `Basic ${Buffer.from(`${one.id}:x`).toString('base64')}`,
      'content-type': 'application/json',
    })
    expect(answer.status).toBe(401)
    const done = await one.post(JSON.parse(text.replace('1e999', '"Infinity"')))
    expect(done.json).toMatchObject({ taken: 2 })
    expect(done.json.faults.map(({ row, fault }: { row: number; fault: string }) => [row, fault])).toEqual([
      [2, 'type'],
      [4, 'type'],
      [5, 'clock'],
      [6, 'clock'],
      [8, 'type'],
      [9, 'garbage'],
      [10, 'empty'],
    ])
    expect((await one.history()).map(({ value, quality }) => [value, quality])).toEqual([
      [21, 0],
      [21_000, 3],
    ])
    expect((await one.view()).ailments).toEqual(expect.arrayContaining(['clock', 'garbage', 'out-of-range']))
  })

  it('are counted also while nothing can be written down', async () => {
    const one = await device()
    const client = await one.connect()
    const spoil = () => client.publishAsync(`things/${one.id}/readings`, 'spoilt', { qos: 1 })
    const owner = openDb(city.database.owner, { connections: 1 })
    await sql`alter table things.device_fault rename to elsewhere`.execute(owner)
    try {
      await spoil()
      // It fails here, or in the round that the city makes by itself.
      await Promise.allSettled([things.fleet.writeSigns()])
      await spoil()
    } finally {
      await sql`alter table things.elsewhere rename to device_fault`.execute(owner)
      await owner.close()
    }
    await vi.waitFor(async () => {
      await things.fleet.writeSigns()
      expect((await one.view()).faults).toMatchObject([{ fault: 'garbage', count: 2 }])
    })
  })

  it('an infinite number in JSON is refused as one', async () => {
    const one = await device()
    const client = await one.connect()
    await client.publishAsync(`things/${one.id}/readings`, `{"at":${Date.now()},"temperature":1e999}`, { qos: 1 })
    expect(await one.history()).toEqual([])
    expect(one.live.faults?.get('type')?.count).toBe(1)
  })
})
