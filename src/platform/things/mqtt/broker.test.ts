import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { generate, type Packet } from 'mqtt-packet'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { makeLog } from '../../base/index.ts'
import { Broker } from './broker.ts'
import type { Principal } from './broker-side.ts'

const withdrawn = new Set<string>()
/** Everybody with the password `right`; `mute` may publish nothing. */
const kept: { id: number; acknowledge(): void }[] = []
let [isFull, isClosed] = [false, false]
let right = 'right'
const broker = new Broker<Principal>({
  log: makeLog('silent'),
  authenticate: async ({ username = '', password }) =>
    password === right
      ? {
          name: username,
          mayPublish: (topic) => username !== 'mute' && !topic.startsWith('secret/'),
          maySubscribe: (filter) => !filter.startsWith('secret/') && !withdrawn.has(filter),
          pace: () => 0,
        }
      : undefined,
  taken: (_, { topic }, to, id) => {
    if (!topic.startsWith('kept/')) return false
    kept.push({ id, acknowledge: () => to.acknowledge(id) })
    return true
  },
  isFull: () => isFull,
  isClosed: () => isClosed,
})
const port = await broker.listen({ host: '127.0.0.1', port: 0 })
afterAll(() => broker.stop())

const open: MqttClient[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.endAsync(true)))
})

async function client(options: IClientOptions = {}): Promise<MqttClient> {
  const one = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ username: 'somebody', password: 'right', reconnectPeriod: 0, protocolVersion: 4 as const },
    ...options,
  })
  open.push(one)
  return one
}

/** What a client hears, in order; `until` waits for so many. */
function ear(one: MqttClient) {
  const heard: { topic: string; text: string; retain: boolean; qos: number; identifier?: unknown }[] = []
  let wake: (() => void) | undefined
  one.on('message', (topic, payload, { retain, qos, properties }) => {
    heard.push({ topic, text: payload.toString(), retain, qos, identifier: properties?.subscriptionIdentifier })
    wake?.()
  })
  return {
    heard,
    until: async (count: number) => {
      while (heard.length < count) await new Promise<void>((go) => (wake = go))
      return heard
    },
  }
}

for (const protocolVersion of [4, 5] as const) {
  describe(`the broker with MQTT ${protocolVersion === 4 ? '3.1.1' : '5'}`, () => {
    const as = (options: IClientOptions = {}) => client({ protocolVersion, ...options })

    it('passes messages on at every quality, in order, to exact and wild filters', async () => {
      const [from, to] = [await as(), await as()]
      const { until } = ear(to)
      await to.subscribeAsync({ 'a/+/c': { qos: 2 }, 'x/#': { qos: 1 } })
      for (const qos of [0, 1, 2] as const) await from.publishAsync('a/b/c', `q${qos}`, { qos })
      await from.publishAsync('a/b/d', 'nobody')
      await from.publishAsync('x', 'root', { qos: 2 })
      await from.publishAsync('x/y/z', 'deep', { qos: 1 })
      expect((await until(5)).map(({ topic, text, qos }) => [topic, text, qos])).toEqual([
        ['a/b/c', 'q0', 0],
        ['a/b/c', 'q1', 1],
        ['a/b/c', 'q2', 2],
        ['x', 'root', 1],
        ['x/y/z', 'deep', 1],
      ])
    })

    it('keeps the last retained message and forgets it when an empty one comes', async () => {
      const from = await as()
      const topic = `r/${protocolVersion}`
      await from.publishAsync(topic, 'one', { qos: 1, retain: true })
      await from.publishAsync(topic, 'two', { qos: 1, retain: true })
      const to = await as()
      const { until } = ear(to)
      await to.subscribeAsync(topic)
      expect(await until(1)).toMatchObject([{ text: 'two', retain: true }])
      await from.publishAsync(topic, '', { qos: 1, retain: true })
      const late = await as()
      const second = ear(late)
      await late.subscribeAsync(topic)
      await from.publishAsync(topic, 'live', { qos: 1 })
      expect(await second.until(1)).toMatchObject([{ text: 'live', retain: false }])
    })

    it('tells the will of who is cut off, and not of who says goodbye', async () => {
      const to = await as()
      const { heard, until } = ear(to)
      await to.subscribeAsync('wills/#')
      const will = (text: string) => ({
        topic: `wills/${text}`,
        payload: Buffer.from(text),
        qos: 1 as const,
        retain: false,
      })
      const polite = await as({ will: will('polite') })
      await polite.endAsync()
      const cut = await as({ will: will('cut') })
      cut.stream.destroy()
      await until(1)
      expect(heard.map(({ text }) => text)).toEqual(['cut'])
    })

    it('holds messages for a session that outlives its connection, and sends them in order', async () => {
      const clientId = `lasting-${protocolVersion}`
      const lasting = {
        clientId,
        clean: false,
        ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 100 } }),
      }
      const first = await as(lasting)
      await first.subscribeAsync('held/#', { qos: 1 })
      await first.endAsync()
      const from = await as()
      for (let n = 0; n < 100; n++) await from.publishAsync('held/x', String(n), { qos: 1 })
      await from.publishAsync('held/x', 'lost', { qos: 0 })
      const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
        ...{ username: 'somebody', password: 'right', reconnectPeriod: 0, protocolVersion, ...lasting },
      })
      open.push(again)
      const { until } = ear(again)
      const present = new Promise((done) => again.once('connect', ({ sessionPresent }) => done(sessionPresent)))
      expect((await until(100)).map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, n) => String(n)))
      expect(await present).toBe(true)
    })

    it('acknowledges what somebody takes only when it is kept', async () => {
      const from = await as()
      for (const qos of [1, 2] as const) {
        let isDone = false
        const done = from.publishAsync('kept/x', 'y', { qos }).then(() => (isDone = true))
        await from.publishAsync('other', 'y', { qos: 1 })
        expect(isDone).toBe(false)
        for (const one of kept.splice(0)) one.acknowledge()
        await done
      }
    })

    it('refuses wrong passwords, foreign filters and foreign topics', async () => {
      await expect(as({ password: 'wrong' })).rejects.toThrow(/not authorized|bad user name|Connection refused/i)
      const one = await as()
      await expect(one.subscribeAsync('secret/x')).rejects.toThrow()
      if (protocolVersion === 5)
        await expect(one.publishAsync('secret/x', 'y', { qos: 1 })).rejects.toThrow(/authorized/i)
      else {
        const closed = new Promise((done) => one.once('close', () => done('closed')))
        one.publish('secret/x', 'y', { qos: 1 })
        expect(await closed).toBe('closed')
      }
    })

    it('ends the older of two connections of one client, not those of another user', async () => {
      const stranger = await as({ clientId: 'same', username: 'other' })
      const old = await as({ clientId: 'same' })
      const ended = new Promise((done) => old.once('close', () => done('ended')))
      await as({ clientId: 'same' })
      expect(await ended).toBe('ended')
      expect(stranger.connected).toBe(true)
    })
  })
}

describe('the broker', () => {
  it('shares a subscription among its group', async () => {
    const members = [await client(), await client({ protocolVersion: 5 })]
    const ears = members.map(ear)
    for (const member of members) await member.subscribeAsync('$share/g/work/#', { qos: 1 })
    const from = await client()
    for (let n = 0; n < 10; n++) await from.publishAsync('work/x', String(n), { qos: 1 })
    await Promise.all(ears.map(({ until }) => until(5)))
    expect(ears.flatMap(({ heard }) => heard.map(({ text }) => Number(text))).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, n) => n),
    )
  })

  it('speaks MQTT 5: identifiers, no local, aliases, expiry, reasons', async () => {
    const one = await client({ protocolVersion: 5, properties: { topicAliasMaximum: 10 } })
    const { until, heard } = ear(one)
    await one.subscribeAsync('five/#', { qos: 1, nl: true, properties: { subscriptionIdentifier: 7 } })
    await one.publishAsync('five/own', 'mine', { qos: 1 })
    const other = await client({ protocolVersion: 5 })
    await other.publishAsync('five/a', 'first', { qos: 1, properties: { topicAlias: 1 } })
    await other.publishAsync('', 'by alias', { qos: 1, properties: { topicAlias: 1 } }).catch(() => undefined)
    await until(1)
    expect(heard[0]).toMatchObject({ topic: 'five/a', text: 'first', identifier: 7 })
    expect(heard.some(({ text }) => text === 'mine')).toBe(false)
  })

  it('cuts off what is no MQTT, too large, or never says who it is', async () => {
    const send = (bytes: Buffer) =>
      new Promise<string>((done) => {
        const socket = connectSocket(port, '127.0.0.1', () => socket.write(bytes))
        socket.on('close', () => done('closed'))
        socket.on('error', () => done('closed'))
        socket.resume()
      })
    expect(await send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe('closed')
    expect(await send(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]))).toBe('closed')
    expect(await send(Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff]))).toBe('closed')
    expect(await send(Buffer.from([0xc0, 0x00]))).toBe('closed')
  })

  it('reads no more while there is no room, and goes on without losing anything', async () => {
    const from = await client()
    isFull = true
    from.publish('kept/full', '1', { qos: 1 })
    while (kept.length < 1) await new Promise((go) => setImmediate(go))
    from.publish('kept/full', '2', { qos: 1 })
    // A round trip of another connection: the paused one had its chance.
    const other = await client()
    isFull = false
    await other.publishAsync('elsewhere', 'x', { qos: 1 })
    expect(kept.length).toBe(1)
    broker.goOn()
    while (kept.length < 2) await new Promise((go) => setImmediate(go))
    for (const one of kept.splice(0)) one.acknowledge()
  })

  it('tells an MQTT 5 client that its packet is too large, before it has taken it in', async () => {
    const one = await client({ protocolVersion: 5 })
    const code = new Promise((done) => one.on('disconnect', ({ reasonCode }) => done(reasonCode)))
    one.on('error', () => undefined)
    // The head of a PUBLISH of 2 MiB: its body never comes.
    one.stream.write(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x01, 0x00]))
    expect(await code).toBe(0x95)
  })

  it('forgets a session whose client says on leaving that it is no longer wanted', async () => {
    const lasting = { protocolVersion: 5 as const, clientId: 'leaves', clean: false }
    const one = await client({ ...lasting, properties: { sessionExpiryInterval: 1_000 } })
    await one.subscribeAsync('left/#', { qos: 1 })
    const closed = new Promise((done) => one.once('close', () => done('closed')))
    await one.endAsync(false, { reasonCode: 0, properties: { sessionExpiryInterval: 0 } })
    await closed
    const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      ...{ username: 'somebody', password: 'right', reconnectPeriod: 0, ...lasting },
    })
    open.push(again)
    expect(await new Promise((done) => again.once('connect', ({ sessionPresent }) => done(sessionPresent)))).toBe(false)
  })

  it('holds the newest thousand for who is away, and lets the oldest go', async () => {
    const lasting = { protocolVersion: 5 as const, clientId: 'long-away', clean: false }
    const properties = { sessionExpiryInterval: 1_000 }
    const one = await client({ ...lasting, properties })
    await one.subscribeAsync('many/#', { qos: 1 })
    await one.endAsync()
    const from = await client()
    await Promise.all(Array.from({ length: 1_300 }, (_, n) => from.publishAsync('many/x', String(n), { qos: 1 })))
    const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      ...{ username: 'somebody', password: 'right', reconnectPeriod: 0, ...lasting, properties },
    })
    open.push(again)
    const { until } = ear(again)
    expect((await until(1_000)).map(({ text }) => Number(text))).toEqual(
      Array.from({ length: 1_000 }, (_, n) => n + 300),
    )
  })

  it('drops QoS 0 for who does not read, and nobody else waits for him', async () => {
    const slow = connectSocket(port, '127.0.0.1')
    const sent = (packet: Packet) => slow.write(generate(packet))
    sent({
      ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId: 'slow', keepalive: 0, clean: true },
      ...{ username: 'somebody', password: Buffer.from('right') },
    })
    sent({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'flood/#', qos: 0 }] })
    // Both in one piece, which a client may do; CONNACK is four bytes, SUBACK five.
    for (let bytes = 0; bytes < 9; ) bytes += ((await once(slow, 'data')) as [Buffer])[0].length // no encoding was set
    slow.pause()
    const [from, quick] = [await client(), await client()]
    const { until } = ear(quick)
    await quick.subscribeAsync('flood/#', { qos: 1 })
    const [count, size] = [800, 64 * 1024]
    for (let n = 0; n < count; n++) await from.publishAsync('flood/x', Buffer.alloc(size), { qos: 1 })
    expect((await until(count)).length).toBe(count)
    // What he reads at last is what the sockets held, and not what was sent.
    let bytes = 0
    slow.on('data', (part) => (bytes += part.length))
    sent({ cmd: 'disconnect' })
    slow.resume()
    await once(slow, 'close')
    expect(bytes).toBeGreaterThan(size)
    expect(bytes).toBeLessThan((count * size) / 2)
  })

  it('asks anew who is connected: cut off is whose secret is no longer right, and rights are those of now', async () => {
    const [one, other] = [await client({ username: 'one' }), await client({ username: 'other', protocolVersion: 5 })]
    const [first, second] = [ear(one), ear(other)]
    for (const each of [one, other]) await each.subscribeAsync(['news/a', 'news/b'], { qos: 1 })
    withdrawn.add('news/a')
    await broker.lookAgain(({ name }) => name === 'one')
    withdrawn.clear()
    for (const topic of ['news/a', 'news/b']) await other.publishAsync(topic, 'x', { qos: 1 })
    expect((await first.until(1)).map(({ topic }) => topic)).toEqual(['news/b'])
    expect((await second.until(2)).map(({ topic }) => topic)).toEqual(['news/a', 'news/b'])
    right = 'another'
    const closed = [one, other].map((each) => new Promise((done) => each.once('close', () => done('closed'))))
    await broker.lookAgain(({ name }) => name === 'one')
    expect(await closed[0]).toBe('closed')
    expect(other.connected).toBe(true)
    await broker.lookAgain(() => true)
    expect(await closed[1]).toBe('closed')
    right = 'right'
  })

  it('admits nobody while it is closed, and those that come again afterwards', async () => {
    isClosed = true
    const before = mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...{ username: 'somebody', password: 'right', reconnectPeriod: 0, protocolVersion: 5 },
    })
    await expect(before).rejects.toThrow(/unavailable/i)
    isClosed = false
    expect((await client()).connected).toBe(true)
  })

  it('banishes a name: its connections end and its sessions are forgotten', async () => {
    const one = await client({ username: 'thief', clientId: 't', clean: false })
    const closed = new Promise((done) => one.once('close', () => done('closed')))
    broker.banish('thief')
    expect(await closed).toBe('closed')
    const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      username: 'thief',
      password: 'right',
      clientId: 't',
      clean: false,
      reconnectPeriod: 0,
      protocolVersion: 4,
    })
    open.push(again)
    expect(await new Promise((done) => again.once('connect', ({ sessionPresent }) => done(sessionPresent)))).toBe(false)
  })
})
