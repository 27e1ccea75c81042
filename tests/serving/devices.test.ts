import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { embeddedAddress, openDb, projectFolder } from '../../src/platform/base/index.ts'
import { issueOperatorToken } from '../../src/platform/identity/index.ts'
import { cleanUp, dataFolder, startShudu, until } from './shudu-process.ts'

const run = promisify(execFile)
const brokers: { kill(): void }[] = []
afterAll(async () => {
  for (const broker of brokers) broker.kill()
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

describe('an outside broker', () => {
  test.skipIf(pub === undefined || mosquitto === undefined)(
    'brings readings',
    async () => {
      // A port that was free a moment ago: mosquitto cannot choose one by itself.
      const port = await new Promise<number>((done) => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
          const found = (probe.address() as { port: number }).port // it listens on TCP
          probe.close(() => done(found))
        })
      })
      const data = dataFolder()
      const settings = join(data, 'mosquitto.conf')
      writeFileSync(settings, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 1000\n`)
      brokers.push(spawn(mosquitto ?? '', ['-c', settings], { stdio: 'ignore' }))
      const env = { SHUDU_DATA: data, MQTT_URL: `mqtt://127.0.0.1:${port}` }
      const city = startShudu(env, 'tests/serving/city-with-one-device.ts', [])
      const url = await city.ready
      const bearer = await token(data)
      const send = (rain: number) =>
        run(pub ?? '', [
          '-h',
          '127.0.0.1',
          '-p',
          String(port),
          '-q',
          '1',
          '-t',
          'things/rain-demo/readings',
          '-m',
          JSON.stringify({ rain }),
        ])
      // The city subscribes in its own time; what is sent before that is nobody's.
      const kept = await until(
        async () => {
          await send(1)
          return values(url, bearer)
        },
        (found) => found.length > 0,
      )
      expect(new Set(kept)).toEqual(new Set([1]))
      await send(3)
      await until(
        () => values(url, bearer),
        (found) => found.at(-1) === 3,
      )
      await city.end()
    },
    180_000,
  )
})
