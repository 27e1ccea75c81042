import mqtt, { type MqttClient } from 'mqtt'

/** What was sent, and what of it was acknowledged: values by instant (epoch ms), of each device. */
export type SentReadings = { readonly sent: Map<number, number>; readonly acknowledged: Map<number, number> }

/** Where the city is now. */
export type Whereabouts = { readonly url: () => string; readonly mqttPort: () => Promise<number> }

/** Devices that keep sending, every other one by MQTT (QoS 1) and by HTTP, wherever the city is at the moment, until told to stop. */
export type ReadingFire = {
  readonly devices: ReadonlyMap<string, SentReadings>
  /** Settles when so many more were acknowledged. */
  more(count: number): Promise<void>
  stop(): Promise<void>
}

/** Messages of a device on their way at once. */
const window = 20

/** How a device sends its next readings, as often as it can; ends by throwing when it was cut off. */
type Speak = (
  id: string,
  secret: string,
  next: () => readonly (readonly [number, number])[],
  kept: Kept,
) => Promise<void>
type Kept = (at: number, value: number) => void

const speakMqtt =
  (port: () => Promise<number>, isOver: () => boolean): Speak =>
  async (id, secret, next, kept) => {
    let client: MqttClient | undefined
    try {
      client = mqtt.connect(`mqtt://127.0.0.1:${await port()}`, {
        username: id,
        password: secret,
        reconnectPeriod: 0,
        connectTimeout: 5_000,
      })
      const connected = client
      await new Promise<void>((done, failed) => {
        connected.once('connect', () => done())
        connected.once('error', failed)
        connected.once('close', () => failed(new Error('not there')))
      })
      const closed = new Promise<never>((_, failed) => connected.once('close', () => failed(new Error('cut off'))))
      // Nobody waits for it once the loop has ended.
      closed.catch(() => undefined)
      while (!isOver()) {
        const round = next().map(async ([at, laeq]) => {
          await connected.publishAsync(`things/${id}/readings`, JSON.stringify({ at, laeq }), { qos: 1 })
          kept(at, laeq)
        })
        await Promise.race([Promise.all(round), closed])
      }
    } finally {
      client?.end(true)
    }
  }

const speakHttp =
  (url: () => string, isOver: () => boolean): Speak =>
  async (id, secret, next, kept) => {
    while (!isOver()) {
      const rows = next()
      const answer = await fetch(`${url()}/things/v1/readings`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(rows.map(([at, laeq]) => ({ at, laeq }))),
      })
      if (!answer.ok) throw new Error(`answered ${answer.status}`)
      const { taken } = (await answer.json()) as { taken: number } // as the route declares
      if (taken !== rows.length) throw new Error(`${taken} of ${rows.length} were taken`)
      for (const [at, laeq] of rows) kept(at, laeq)
    }
  }

/** Opens fire. A device that is cut off connects again and sends again what was not acknowledged. */
export function openReadingFire(city: Whereabouts, secrets: ReadonlyMap<string, string>): ReadingFire {
  let running = true
  let acknowledgements = 0
  let waiting: { at: number; done: () => void }[] = []
  const devices = new Map(
    [...secrets.keys()].map((id) => [id, { sent: new Map<number, number>(), acknowledged: new Map<number, number>() }]),
  )
  const count = () => {
    acknowledgements += 1
    for (const one of waiting) if (acknowledgements >= one.at) one.done()
    waiting = waiting.filter((one) => acknowledgements < one.at)
  }
  const isOver = () => !running
  const ways = [speakMqtt(city.mqttPort, isOver), speakHttp(city.url, isOver)]

  const hands = [...secrets].map(async ([id, secret], number) => {
    const all = devices.get(id)
    const speak = ways[number % ways.length]
    if (!all || !speak) return
    const start = Date.now() - 3_600_000
    const open = new Map<number, number>()
    /** What is not acknowledged yet, made up to a full window by new ones. */
    const next = () => {
      while (open.size < window) {
        const n = all.sent.size
        all.sent.set(start + n, 30 + (n % 800) / 10)
        open.set(start + n, 30 + (n % 800) / 10)
      }
      return [...open]
    }
    const kept: Kept = (at, value) => {
      open.delete(at)
      all.acknowledged.set(at, value)
      count()
    }
    while (running)
      try {
        await speak(id, secret, next, kept)
      } catch {
        // The city was killed in the middle: what became of the last ones is unknown, so they are sent again.
        await new Promise((go) => setTimeout(go, 50))
      }
  })

  return {
    devices,
    more: (more) => new Promise((done) => waiting.push({ at: acknowledgements + more, done })),
    stop: async () => {
      running = false
      await Promise.all(hands)
    },
  }
}
