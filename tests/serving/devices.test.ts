import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { embeddedAddress, openDb, projectFolder } from '../../src/platform/base/index.ts'
import { analytics, drawPicture, eventOf } from '../../src/platform/camera/testing.ts'
import { issueOperatorToken } from '../../src/platform/identity/index.ts'
import { cleanUp, dataFolder, startShudu, until } from './shudu-process.ts'

const run = promisify(execFile)
const brokers: ChildProcess[] = []
afterAll(async () => {
  // A broker writes what it keeps when it ends, into the folder that is removed then.
  for (const broker of brokers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    const ended = once(broker, 'exit')
    broker.kill()
    await ended
  }
  await cleanUp()
})

/** A program of the machine; without it the test says so and is skipped. */
function programOf(name: string, ...places: readonly string[]): string | undefined {
  const found = places.find((place) => existsSync(place))
  if (found === undefined) process.stderr.write(`skipped: ${name} is not installed (apt-get install ${name})\n`)
  return found
}
const pub = programOf('mosquitto-clients', '/usr/bin/mosquitto_pub')
const mosquitto = programOf('mosquitto', '/usr/sbin/mosquitto', '/usr/bin/mosquitto')

async function token(data: string): Promise<string> {
  const db = openDb(embeddedAddress(data, 'app') ?? {}, { connections: 1 })
  const issued = await issueOperatorToken(db, { as: 'service:readme', scopes: ['twin'], days: 1 })
  await db.close()
  return issued.token
}

async function values(url: string, bearer: string): Promise<readonly number[]> {
  const answer = await fetch(`${url}/api/things/devices/rain-demo/readings?measure=rain`, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const { readings } = (await answer.json()) as { readings: [number, number, number][] } // as the route declares
  return readings.map(([, value]) => value)
}

/** The lines for a shell under the heading about devices. */
function linesOf(file: string): readonly string[] {
  const text = readFileSync(join(projectFolder, file), 'utf8')
  const block = /^## (?:Devices|设备)\n[\s\S]*?```sh\n([\s\S]*?)```/m.exec(text)?.[1] ?? ''
  return block.split('\n').filter(Boolean)
}

describe('the lines about devices', () => {
  test('are the same in both languages', () => {
    expect(linesOf('README.md').length).toBe(3)
    expect(linesOf('README.zh-CN.md')).toEqual(linesOf('README.md'))
  })

  test.skipIf(pub === undefined)(
    'work as they stand, but for the ports',
    async () => {
      const data = dataFolder()
      const city = startShudu({ SHUDU_DATA: data }, 'tests/serving/city-with-one-device.ts', [])
      const url = await city.ready
      const { mqtt } = (await (await fetch(`${url}/api/things/where`)).json()) as { mqtt: number } // as the route declares
      const [publish = '', post = '', ask = ''] = linesOf('README.md').map((line) =>
        line.replace('-p 1883', `-p ${mqtt}`).replace('http://127.0.0.1:8080', url),
      )
      const say = async (line: string) => (await run('/bin/sh', ['-c', line])).stdout
      await say(publish)
      expect(JSON.parse(await say(post))).toEqual({ taken: 1, refused: 0, faults: [] })
      expect(await values(url, await token(data))).toEqual([2.4, 2.6])
      // What is kept is shown by its thing a quarter of a second later: sooner than a person types, not than a test does.
      const entity = await until(
        async () => JSON.parse(await say(ask)) as Record<string, unknown>, // as NGSI-LD says
        ({ precipitation }) => precipitation !== undefined,
      )
      expect(entity).toMatchObject({ type: 'WeatherObserved', precipitation: { unitCode: 'MMT' } })
      await city.end()
    },
    180_000,
  )
})

/** A port that was free a moment ago: mosquitto cannot choose one by itself. */
const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const found = (probe.address() as { port: number }).port // it listens on TCP
      probe.close(() => done(found))
    })
  })

/** A mosquitto that keeps sessions on the disk, and what is published to it: settled when it has acknowledged. */
async function outsideBroker(data: string) {
  const port = await freePort()
  const settings = join(data, 'mosquitto.conf')
  const lines = [
    `listener ${port} 127.0.0.1`,
    ...['allow_anonymous true', 'max_inflight_messages 1000', 'max_queued_messages 0'],
    ...['persistence true', `persistence_location ${data}/`, `user ${userInfo().username}`],
  ]
  writeFileSync(settings, `${lines.join('\n')}\n`)
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(mosquitto ?? '', ['-c', settings], { stdio: 'ignore' })
    brokers.push(child)
    await until(
      () =>
        new Promise<boolean>((done) => {
          const probe = connect(port, '127.0.0.1', () => done(true)).on('error', () => done(false))
          probe.on('connect', () => probe.destroy())
        }),
      Boolean,
    )
  }
  await start()
  const to = (topic: string) => ['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-t', topic]
  return {
    url: `mqtt://127.0.0.1:${port}`,
    /** One message each, all by one connection. */
    send: async (...messages: readonly object[]) => {
      const publisher = spawn(pub ?? '', [...to('things/rain-demo/readings'), '-l'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      })
      publisher.stdin.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
      const [code] = await once(publisher, 'exit')
      expect(code).toBe(0)
    },
    /** One message of a device, whole. */
    tell: async (topic: string, message: object) => {
      const publisher = spawn(pub ?? '', [...to(topic), '-s'], { stdio: ['pipe', 'ignore', 'inherit'] })
      publisher.stdin.end(JSON.stringify(message))
      const [code] = await once(publisher, 'exit')
      expect(code).toBe(0)
    },
    restart: async () => {
      const ended = once(child ?? process, 'exit')
      child?.kill('SIGTERM')
      await ended
      await start()
    },
  }
}

describe('an outside broker', () => {
  test.skipIf(pub === undefined || mosquitto === undefined)(
    'brings each reading once, those too that it acknowledged while it or the city was away or the city was killed',
    async () => {
      const data = dataFolder()
      const broker = await outsideBroker(data)
      const begin = () =>
        startShudu(
          { SHUDU_DATA: data, SHUDU_RATE: '0', MQTT_URL: broker.url },
          'tests/serving/city-with-one-device.ts',
          [],
        )
      let city = begin()
      let url = await city.ready
      const bearer = await token(data)
      // The city subscribes in its own time; what is sent before that is nobody's.
      await until(
        async () => {
          await broker.send({ rain: 1 })
          return values(url, bearer)
        },
        (found) => found.length > 0,
      )
      const first = Date.now()
      const row = (rain: number) => ({ at: first + rain * 1_000 - 300_000, rain })
      const many = (from: number, till: number) => Array.from({ length: till - from }, (_, i) => row(from + i))
      const wanted: number[] = []
      const send = async (from: number, till: number) => {
        await broker.send(...many(from, till))
        for (let rain = from; rain < till; rain++) wanted.push(rain)
      }
      const sorted = (found: readonly number[]) => found.filter((one) => one > 1).toSorted((one, two) => one - two)
      const allThere = async () => {
        await until(
          () => values(url, bearer),
          (found) => sorted(found).length >= wanted.length,
          60_000,
        )
        expect(sorted(await values(url, bearer))).toEqual(wanted)
      }
      await send(2, 22)
      await allThere()
      // The broker is restarted while the city runs.
      await broker.restart()
      await send(22, 42)
      await allThere()
      // The city is away in good order, and the broker is restarted meanwhile.
      await city.end()
      await send(42, 62)
      await broker.restart()
      await send(62, 82)
      city = begin()
      url = await city.ready
      await allThere()
      // The city is killed while readings come.
      const sending = send(82, 102)
      await city.end('SIGKILL')
      await sending
      city = begin()
      url = await city.ready
      await allThere()
      await city.end()
    },
    180_000,
  )

  test.skipIf(pub === undefined || mosquitto === undefined)(
    'brings signed camera events with their pictures once, those too that came while the city was away; no forged one',
    async () => {
      const data = dataFolder()
      const broker = await outsideBroker(data)
      const eyes = analytics()
      const begin = () =>
        startShudu(
          { SHUDU_DATA: data, MQTT_URL: broker.url, SHUDU_TEST_CAMERA_KEY: eyes.publicKey },
          'tests/serving/city-with-one-device.ts',
          [],
        )
      const tell = async (by = eyes) => {
        const picture = await drawPicture('jpeg')
        const event = eventOf(picture, Date.now())
        const message = { event: by.sign(event, { kid: eyes.kid }), picture: picture.toString('base64') }
        await broker.tell('things/eyes/signed', message)
        return { id: event.id, again: () => broker.tell('things/eyes/signed', message) }
      }
      type Row = { external: string; via: string; masked: number; state: string; shown: boolean; sealed: boolean }
      const events = async (): Promise<readonly Row[]> => {
        const db = openDb(embeddedAddress(data, 'app') ?? {}, { connections: 1 })
        try {
          const { rows } = await sql<Row>`select e.external, e.via, e.masked, e.state, e.display is not null as shown,
              o.sealed is not null as sealed from camera.event e join camera.original o on o.event = e.id
            order by e.received_at`.execute(db)
          return rows
        } finally {
          await db.close()
        }
      }
      const city = begin()
      await city.ready
      // The city subscribes in its own time; what is sent before that is nobody's.
      const first = await tell()
      await until(
        async () => {
          await first.again()
          return events()
        },
        (found) => found.length > 0,
      )
      await tell(analytics())
      const second = await tell()
      await until(events, (found) => found.length >= 2)
      await city.end()
      const third = await tell()
      const later = begin()
      await later.ready
      await until(events, (found) => found.length >= 3)
      expect(await events()).toEqual(
        [first, second, third].map(({ id }) => ({
          ...{ external: id, via: 'mqtt', masked: 2, state: 'waiting', shown: true, sealed: true },
        })),
      )
      await later.end()
    },
    180_000,
  )
})
