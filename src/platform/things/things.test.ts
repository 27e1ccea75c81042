import { sql } from 'kysely'
import mqtt, { type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import type { Actor, Level, Role } from '../../kernel/access/index.ts'
import type { AlarmRule } from '../../kernel/things/index.ts'
import { program, smallThings } from './testing/small-things.ts'

const words = { zh: '高温', en: 'Hot' }
const hot: AlarmRule = {
  ...{
    name: 'hot',
    title: words,
    profile: 'thermometer',
    measure: 'temperature',
    aggregate: 'last',
    window: 0,
    when: 'value > 40',
    clears: 'value < 35',
    for: 0,
  },
  ...{
    severity: 'serious',
    heedsParent: true,
    raises: { class: 'heat', text: { zh: '{title} {value} 度', en: '{title} at {value}' } },
  },
}
const { city, things } = await smallThings({}, { rules: [hot] })
const port = things.door()?.port ?? 0
const { db } = city.base

let number = 0
async function device(more: object = {}) {
  const id = `d${++number}`
  const [enrolled] = await things.enrol(
    [{ id, profile: 'thermometer', point: { lng: 121.47, lat: 31.23 }, ...more }],
    'test',
  )
  return { id, secret: enrolled?.secret ?? '', entity: enrolled?.entity ?? '' }
}

const open: MqttClient[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.endAsync(true)))
})
async function connect(id: string, secret: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    username: id,
    password: secret,
    reconnectPeriod: 0,
  })
  open.push(client)
  return client
}
const send = (client: MqttClient, id: string, body: object) =>
  client.publishAsync(`things/${id}/readings`, JSON.stringify(body), { qos: 1 })

/** Asks again until it holds: what is waited for follows within moments. */
async function until<T>(ask: () => Promise<T> | T, holds: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await ask()
    if (holds(found)) return found
    await new Promise((go) => setTimeout(go, 10))
  }
}

const clerk = (role: Role, path: string, level: Level = 'street'): Actor => ({
  ...{ id: `${role}@${path}`, kind: 'person', name: role, scopes: ['*'] },
  posts: [{ office: path.slice(path.lastIndexOf('/') + 1), path, level, role, title: { zh: role, en: role } }],
})
const as = (actor: Actor) => city.as(actor)

describe('enrolling', () => {
  it('makes an entity of the twin with its place, and tells the secret once', async () => {
    const one = await device({ title: { zh: '屋顶', en: 'Roof' }, asset: 'urn:ngsi-ld:Building:1' })
    const { rows } = await sql<{
      types: string[]
      title: object
    }>`select types, title from twin.entity where id = ${one.entity}`.execute(db)
    expect(rows).toEqual([
      { types: ['https://uri.etsi.org/ngsi-ld/default-context/WeatherObserved'], title: { zh: '屋顶', en: 'Roof' } },
    ])
    expect(one.secret).toMatch(/^[\w-]{32}$/)
    const { rows: kept } = await sql<{
      text: string
    }>`select d::text as text from things.device d where id = ${one.id}`.execute(db)
    expect(kept[0]?.text).not.toContain(one.secret)
  })

  it('is all or nothing, and says for each device what is wrong', async () => {
    const { enrol } = things
    await expect(
      enrol(
        [
          { id: 'fine', profile: 'thermometer' },
          { id: 'bad id', profile: 'none', secret: 'short' },
        ],
        'test',
      ),
    ).rejects.toMatchObject({
      code: 'things.badRow',
      faults: [
        { row: 2, field: 'id' },
        { row: 2, field: 'profile' },
        { row: 2, field: 'secret' },
      ],
    })
    expect(things.fleet.find('fine')).toBeUndefined()
    const { id } = await device()
    await expect(enrol([{ id, profile: 'thermometer' }], 'test')).rejects.toMatchObject({ code: 'things.taken' })
  })

  it('tells the series what can be true of it', async () => {
    const [one] = await things.enrol([{ id: 'ranged', profile: 'thermometer' }], 'test')
    const { rows } = await sql`select least, most from things.device_series d join things.device v on v.key = d.device
      join twin.series s on s.id = d.series where v.id = ${one?.id ?? ''} and d.measure = 'temperature'`.execute(
      city.base.db,
    )
    expect(rows).toEqual([{ least: -40, most: 60 }])
  })

  it('takes files: good rows are enrolled, bad ones come back to be mended', async () => {
    const file =
      '编号,型号,名称,经度,纬度,密钥\nf1,thermometer,一号,121.4,31.2,\nf2,nothing,二号,121.4,31.2,\nf3,thermometer,三号,abc,31.2,\nf1,thermometer,重复,121.4,31.2,\nf4,thermometer,四号,121.5,31.3,a-secret-of-its-own'
    const form = new FormData()
    form.append('file', new Blob([file]), 'devices.csv')
    const keeper = as(clerk('data-officer', '/sh/310101'))
    const { json } = await keeper.call('POST', '/api/things/devices/file', form)
    expect(json).toMatchObject({
      read: 5,
      refused: 3,
      faults: [
        { row: 3, field: 'profile' },
        { row: 4, field: 'lng' },
        { row: 5, field: 'id' },
      ],
    })
    expect(json.enrolled.map(({ id }: { id: string }) => id)).toEqual(['f1', 'f4'])
    expect(json.mend.split('\r\n')[0]).toContain('what is wrong')
    expect(json.mend.split('\r\n')).toHaveLength(5)
    expect((await connect('f4', 'a-secret-of-its-own')).connected).toBe(true)
    expect(things.fleet.find('f1')?.path).toBe('/sh/310101')
  })

  it('waits for its claim code, which works once', async () => {
    await things.enrol([{ id: 'boxed', profile: 'thermometer', claim: 'ABCD-1234-EFGH' }], 'test')
    const { json } = await city.post('/things/v1/claim', { code: 'abcd-1234-efgh' })
    expect(json.id).toBe('boxed')
    expect((await connect('boxed', json.secret)).connected).toBe(true)
    expect((await city.post('/things/v1/claim', { code: 'abcd-1234-efgh' })).status).toBe(422)
  })
})

describe('who may', () => {
  it('see and keep devices: offices their own and those below, never those beside', async () => {
    const { id } = await device({ path: '/sh/310101/310101002' })
    const get = (actor: Actor) =>
      as(actor)
        .get(`/api/things/devices/${id}`)
        .then(({ status }) => status)
    const off = (actor: Actor) =>
      as(actor)
        .post(`/api/things/devices/${id}/state`, { state: 'active' })
        .then(({ status }) => status)
    const own = clerk('clerk', '/sh/310101/310101002')
    const above = clerk('data-officer', '/sh/310101', 'district')
    const beside = clerk('clerk', '/sh/310101/310101013')
    const watcher = clerk('supervisor', '/sh/310101', 'district')
    const grid = clerk('grid-member', '/sh/310101/310101002')
    expect(await Promise.all([own, above, beside, watcher, grid].map(get))).toEqual([200, 200, 403, 200, 403])
    expect(await Promise.all([own, above, beside, watcher, grid].map(off))).toEqual([204, 204, 403, 403, 403])
    expect((await city.get(`/api/things/devices/${id}`)).status).toBe(401)
    expect((await as(program).get(`/api/things/devices/${id}`)).status).toBe(200)
    const listed = async (actor: Actor) =>
      (await as(actor).get('/api/things/devices?limit=1000')).json.items.map((one: { id: string }) => one.id)
    expect([await listed(own), await listed(beside)]).toEqual([[id], []])
    expect(await listed(program)).toContain(id)
  })

  it('command and make rules', async () => {
    const { id } = await device({ path: '/sh/310101/310101002' })
    const ask = (actor: Actor) =>
      as(actor)
        .post('/api/things/commands', { devices: [id], name: 'interval', input: { seconds: 5 } })
        .then(({ status }) => status)
    expect(await ask(clerk('clerk', '/sh/310101/310101002'))).toBe(202)
    expect(await ask(clerk('clerk', '/sh/310101/310101013'))).toBe(403)
    expect(await ask(clerk('supervisor', '/sh', 'city'))).toBe(403)
    // A token for the twin alone commands nothing.
    expect(await ask(program)).toBe(403)
    const rule = (actor: Actor) =>
      as(actor)
        .call('PUT', '/api/things/rules', { ...hot, name: 'tried' })
        .then(({ status }) => status)
    expect(await rule(clerk('administrator', '/sh', 'city'))).toBe(204)
    expect(await rule(clerk('clerk', '/sh', 'city'))).toBe(403)
    await as(clerk('administrator', '/sh', 'city')).post('/api/things/rules/tried/switch', { isOff: true })
  })
})

describe('commands', () => {
  const stateOf = async (batch: string) =>
    (await as(program).get(`/api/things/commands?batch=${batch}`)).json.map((one: { state: string }) => one.state)

  it('reach a device that listens, and what it answers is kept', async () => {
    const one = await device()
    const client = await connect(one.id, one.secret)
    const told = new Promise<{ id: string; command: string; input: object }>((done) =>
      client.once('message', (_, payload) => done(JSON.parse(payload.toString()))),
    )
    await client.subscribeAsync(`things/${one.id}/commands`, { qos: 1 })
    const live = things.fleet.find(one.id)
    if (!live) throw new Error('enrolled above')
    const { batch } = await things.commands.ask({
      devices: [live],
      name: 'interval',
      input: { seconds: 30 },
      by: 'test',
    })
    const { id, command, input } = await told
    expect({ command, input }).toEqual({ command: 'interval', input: { seconds: 30 } })
    expect(
      await until(
        () => stateOf(batch),
        ([state]) => state === 'delivered',
      ),
    ).toEqual(['delivered'])
    await client.publishAsync(
      `things/${one.id}/commands/${id}/answer`,
      JSON.stringify({ state: 'done', answer: { seconds: 30 } }),
      { qos: 1 },
    )
    expect(await stateOf(batch)).toEqual(['done'])
    // Another device cannot answer for it.
    const stranger = await device()
    const other = await connect(stranger.id, stranger.secret)
    const second = await things.commands.ask({ devices: [live], name: 'interval', input: { seconds: 31 }, by: 'test' })
    await other.publishAsync(`things/${stranger.id}/commands/${second.ids[0]}/answer`, '{"state":"refused"}', {
      qos: 1,
    })
    expect((await stateOf(second.batch))[0]).not.toBe('refused')
  })

  it('wait for a device that is away, in order, and expire', async () => {
    const one = await device()
    const live = things.fleet.find(one.id)
    if (!live) throw new Error('enrolled above')
    const ask = (seconds: number, expiresAfter?: number) =>
      things.commands.ask({
        devices: [live],
        name: 'interval',
        input: { seconds },
        by: 'test',
        ...(expiresAfter && { expiresAfter }),
      })
    const first = await ask(1)
    await ask(2)
    const short = await ask(3, 1)
    await sql`update things.command set expires_at = now() - interval '1 second' where batch = ${short.batch}`.execute(
      db,
    )
    expect(await things.commands.expire()).toBeGreaterThan(0)
    expect(await stateOf(short.batch)).toEqual(['expired'])
    expect(await stateOf(first.batch)).toEqual(['queued'])
    const client = await connect(one.id, one.secret)
    const heard: number[] = []
    client.on('message', (_, payload) => heard.push(JSON.parse(payload.toString()).input.seconds))
    await client.subscribeAsync(`things/${one.id}/commands`, { qos: 1 })
    await until(
      () => heard.length,
      (count) => count >= 2,
    )
    expect(heard).toEqual([1, 2])
  })

  it('are checked before they are kept', async () => {
    const live = things.fleet.find((await device()).id)
    if (!live) throw new Error('enrolled above')
    const ask = (name: string, input: object) =>
      things.commands.ask({ devices: [live], name, input: { ...input }, by: 'test' })
    await expect(ask('explode', {})).rejects.toMatchObject({ code: 'things.noCommand' })
    await expect(ask('interval', { seconds: 0 })).rejects.toMatchObject({
      code: 'things.badInput',
      faults: [{ field: 'seconds' }],
    })
    await expect(things.commands.ask({ devices: [], name: 'interval', input: {}, by: 'test' })).rejects.toMatchObject({
      code: 'things.noDevices',
    })
  })
})

describe('health and configuration', () => {
  it('is known by device, with what was wrong and what is wanted', async () => {
    const one = await device()
    const view = async () => (await as(program).get(`/api/things/devices/${one.id}`)).json
    expect((await view()).ailments).toEqual(['never'])
    const client = await connect(one.id, one.secret)
    await send(client, one.id, { temperature: 99, battery: 5 })
    await client.publishAsync(`things/${one.id}/report`, JSON.stringify({ firmware: '1.2', config: { seconds: 60 } }), {
      qos: 1,
    })
    await as(program).post(`/api/things/devices/${one.id}/wanted`, { firmware: '1.3' })
    await things.lookAtHealth()
    expect(await view()).toMatchObject({
      ailments: ['out-of-range', 'battery'],
      firmware: { wanted: '1.3', reported: '1.2' },
      config: { wanted: null, reported: { seconds: 60 } },
      last: [
        { measure: 'temperature', value: 99, quality: 1 },
        { measure: 'battery', value: 5 },
      ],
    })
    expect((await view()).health[0].since).not.toBeNull()
    const ill = await as(program).get('/api/things/devices?ailment=battery')
    expect(ill.json.items.map(({ id }: { id: string }) => id)).toContain(one.id)
    await send(client, one.id, { temperature: 20, battery: 90 })
    await things.lookAtHealth()
    expect((await view()).ailments).toEqual([])
    const { rows } =
      await sql`select 1 from things.ailment a join things.device d on d.key = a.device where d.id = ${one.id}`.execute(
        db,
      )
    expect(rows).toEqual([])
  })

  it('tells other rooms when a device falls silent', async () => {
    const one = await device()
    const live = things.fleet.find(one.id)
    if (!live) throw new Error('enrolled above')
    live.heard = Date.now() - 3_600_000
    await things.lookAtHealth()
    const { rows } =
      await sql`select payload from base.event where type = 'things.silent' and key = ${`device:${one.id}`}`.execute(db)
    expect(rows).toMatchObject([{ payload: { device: one.id, parent: null } }])
    expect(live.isDown).toBe(true)
  })
})

describe('moving devices', () => {
  it('take their entity with them', async () => {
    const [one] = await things.enrol([{ id: 'r1', profile: 'rover', point: { lng: 121, lat: 31 } }], 'test')
    const client = await connect('r1', one?.secret ?? '')
    await send(client, 'r1', { lng: 121.5, lat: 31.25 })
    await send(client, 'r1', { lng: 500, lat: 31.3 })
    await send(client, 'r1', { lng: 121.6, lat: 31.35 })
    const place = async () =>
      (
        await sql<{
          at: number[]
        }>`select geometry->'coordinates' as at from twin.entity where id = ${one?.entity}`.execute(db)
      ).rows[0]?.at
    expect(await until(place, (at) => at?.[0] !== 121)).toEqual([121.6, 31.35])
  })
})

describe('alarms', () => {
  const events = async (id: string) =>
    (
      await sql<{
        type: string
        payload: Record<string, unknown>
      }>`select type, payload from base.event where key = ${`device:${id}`} and type like 'things.alarm%' order by seq`.execute(
        db,
      )
    ).rows

  it('are raised once, told with their place, cleared by their own bound', async () => {
    const one = await device({ path: '/sh/310101/310101002', title: { zh: '屋顶', en: 'Roof' } })
    const client = await connect(one.id, one.secret)
    for (const temperature of [30, 42, 43, 38, 41, 30]) await send(client, one.id, { temperature })
    await things.watcher.settled()
    expect((await events(one.id)).map(({ type, payload }) => [type, payload.value])).toEqual([
      ['things.alarm', 42],
      ['things.alarmCleared', 30],
    ])
    expect((await events(one.id))[0]?.payload).toMatchObject({
      ...{
        rule: 'hot',
        device: one.id,
        class: 'heat',
        severity: 'serious',
        path: '/sh/310101/310101002',
        point: [121.47, 31.23],
      },
      text: { zh: '屋顶 42 度', en: 'Roof at 42' },
    })
    const { json } = await as(clerk('clerk', '/sh/310101/310101002')).get('/api/things/alarms')
    expect(json).toMatchObject([{ rule: 'hot', device: one.id, value: 42, clearedValue: 30 }])
    expect((await as(clerk('clerk', '/sh/310101/310101013')).get('/api/things/alarms')).json).toEqual([])
    // Who walks a grid sees those of the street it belongs to, and of no other.
    const walker = (street: string) => as(clerk('grid-member', `/sh/310101/${street}/${street}.g01`, 'grid'))
    expect((await walker('310101002').get('/api/things/alarms')).json).toMatchObject([{ rule: 'hot', device: one.id }])
    expect((await walker('310101013').get('/api/things/alarms')).json).toEqual([])
  })

  it('are not raised by what cannot be true, nor while the gateway is down', async () => {
    const [hub] = await things.enrol([{ id: 'roof-hub', profile: 'relay' }], 'test')
    const one = await device({ parent: 'roof-hub' })
    const client = await connect(one.id, one.secret)
    const parent = things.fleet.find('roof-hub')
    if (!hub || !parent) throw new Error('enrolled above')
    await send(client, one.id, { temperature: 61 })
    parent.isDown = true
    await send(client, one.id, { temperature: 45 })
    await things.watcher.settled()
    expect(await events(one.id)).toEqual([])
    parent.isDown = false
    await send(client, one.id, { temperature: 46 })
    await things.watcher.settled()
    expect((await events(one.id)).map(({ payload }) => payload.value)).toEqual([46])
  })

  it('are raised by what speaks through a gateway that has nothing to say itself', async () => {
    const [hub] = await things.enrol([{ id: 'mute-hub', profile: 'relay' }], 'test')
    const one = await device({ parent: 'mute-hub' })
    await things.lookAtHealth()
    expect(things.fleet.find('mute-hub')?.isDown).toBe(true)
    const client = await connect('mute-hub', hub?.secret ?? '')
    await send(client, one.id, { temperature: 46 })
    await things.lookAtHealth()
    expect(things.fleet.find('mute-hub')?.isDown).toBe(false)
    await things.watcher.settled()
    expect((await events(one.id)).map(({ payload }) => payload.value)).toEqual([46])
  })

  it('follow a rule that a person made, as long as it is on', async () => {
    const admin = as(clerk('administrator', '/sh', 'city'))
    const { clears: _, ...cold } = { ...hot, name: 'cold', when: 'value < -10' }
    expect((await admin.call('PUT', '/api/things/rules', cold)).status).toBe(204)
    expect((await admin.call('PUT', '/api/things/rules', { ...cold, when: 'value <' })).status).toBe(422)
    const one = await device()
    const client = await connect(one.id, one.secret)
    await send(client, one.id, { temperature: -20 })
    await things.watcher.settled()
    expect((await events(one.id)).map(({ payload }) => payload.rule)).toEqual(['cold'])
    await admin.post('/api/things/rules/cold/switch', { isOff: true })
    const other = await device()
    const second = await connect(other.id, other.secret)
    await send(second, other.id, { temperature: -20 })
    await things.watcher.settled()
    expect(await events(other.id)).toEqual([])
  })
})
