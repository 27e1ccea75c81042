import mqtt, { type MqttClient } from 'mqtt'

/** What was sent, and what of it was acknowledged: values by instant (epoch ms), of each device. */
export type SentReadings = { readonly sent: Map<number, number>; readonly acknowledged: Map<number, number> }

/** Devices that keep sending by MQTT (QoS 1), wherever the city is at the moment, until told to stop. */
export type ReadingFire = {
  readonly devices: ReadonlyMap<string, SentReadings>
  /** Settles when so many more were acknowledged. */
  more(count: number): Promise<void>
  stop(): Promise<void>
}

/** Messages of a device on their way at once. */
const window = 20

/** Opens fire. `port` gives where the city speaks MQTT now; a device that is cut off connects again and sends again what was not acknowledged. */
export function openReadingFire(port: () => Promise<number>, secrets: ReadonlyMap<string, string>): ReadingFire {
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

  async function speak(client: MqttClient, id: string, all: SentReadings, start: number): Promise<void> {
    const closed = new Promise<never>((_, failed) => client.once('close', () => failed(new Error('cut off'))))
    // Nobody waits for it once the loop has ended.
    closed.catch(() => undefined)
    while (running) {
      const open = [...all.sent].filter(([at]) => !all.acknowledged.has(at))
      while (open.length < window) {
        const n = all.sent.size
        const fresh: [number, number] = [start + n, 30 + (n % 800) / 10]
        all.sent.set(...fresh)
        open.push(fresh)
      }
      const round = open.map(async ([at, laeq]) => {
        await client.publishAsync(`things/${id}/readings`, JSON.stringify({ at, laeq }), { qos: 1 })
        all.acknowledged.set(at, laeq)
        count()
      })
      await Promise.race([Promise.all(round), closed])
    }
  }

  const hands = [...secrets].map(async ([id, secret]) => {
    const all = devices.get(id)
    const start = Date.now() - 3_600_000
    while (running && all) {
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
        await speak(connected, id, all, start)
      } catch {
        // The city was killed in the middle: what became of the last ones is unknown, so they are sent again.
        await new Promise((go) => setTimeout(go, 50))
      } finally {
        client?.end(true)
      }
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
