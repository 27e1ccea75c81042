import { Agent, request } from 'node:http'
import { afterAll, describe, expect, it } from 'vitest'
import { dayMs } from '../../../kernel/time/index.ts'
import { renewSecret, setState } from '../devices/keep.ts'
import { smallThings } from '../testing/small-things.ts'

const { city, twin, things } = await smallThings()
const parts = { base: city.base, twin, fleet: things.fleet }
// One connection for everything that a test sends.
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
afterAll(() => agent.destroy())

let number = 0
async function device() {
  const id = `shown${++number}`
  const [enrolled] = await things.enrol([{ id, profile: 'thermometer' }], 'test')
  const live = things.fleet.find(id)
  if (!enrolled || !live) throw new Error('not enrolled')
  const history = async () =>
    (await twin.observations.range({ series: live.series[0] ?? 0, from: 0, till: Date.now() + dayMs })).map(
      ({ value }) => value,
    )
  return { id, secret: enrolled.secret ?? '', history }
}

type Answer = { readonly status: number; readonly json: Record<string, unknown>; readonly isReused: boolean }

function post(id: string, secret: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent = request(
      `${city.url}/things/v1/readings`,
      { method: 'POST', agent, auth: `${id}:${secret}`, headers: { 'content-type': 'application/json', ...headers } },
      async (answer) => {
        const pieces: Buffer[] = []
        for await (const piece of answer) pieces.push(piece as Buffer) // a stream without encoding gives buffers
        const json = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Answer['json'] // every answer here is an object
        done({ status: answer.statusCode ?? 0, json, isReused: sent.reusedSocket })
      },
    )
    sent.on('error', failed)
    // What is too large is refused by its announced length: nothing of it goes on the line.
    if (headers['content-length'] === undefined) sent.end(body)
    else sent.flushHeaders()
  })
}

describe('a device that goes on speaking over one connection', () => {
  for (const [what, end] of [
    ['revoked', (id: string) => setState(parts, id, 'revoked')],
    ['switched off', (id: string) => setState(parts, id, 'off')],
    ['given another secret', (id: string) => renewSecret(parts, id)],
  ] as const)
    it(`is refused with its next request once it is ${what}`, async () => {
      const one = await device()
      expect((await post(one.id, one.secret, '{"temperature":1}')).status).toBe(200)
      expect(await post(one.id, one.secret, '{"temperature":2}')).toMatchObject({ status: 200, isReused: true })
      await end(one.id)
      expect(await post(one.id, one.secret, '{"temperature":3}')).toMatchObject({ status: 401, isReused: true })
      expect((await one.history()).toSorted()).toEqual([1, 2])
    })

  it('is let in again with what it was given, and only with that', async () => {
    const one = await device()
    expect((await post(one.id, one.secret, '{"temperature":1}')).status).toBe(200)
    const secret = await renewSecret(parts, one.id)
    expect(await post(one.id, secret, '{"temperature":2}')).toMatchObject({ status: 200, isReused: true })
    expect((await post(one.id, one.secret, '{"temperature":3}')).status).toBe(401)
    expect((await post(one.id, secret, '{"temperature":4}')).status).toBe(200)
  })

  it('does not speak for another that shares the connection, nor one that comes after it', async () => {
    const [one, other] = [await device(), await device()]
    expect((await post(one.id, one.secret, '{"temperature":1}')).status).toBe(200)
    expect(await post(other.id, one.secret, '{"temperature":2}')).toMatchObject({ status: 401, isReused: true })
    expect((await post(one.id, `${one.secret.slice(0, -1)}~`, '{"temperature":3}')).status).toBe(401)
    expect((await post(other.id, other.secret, '{"temperature":4}')).status).toBe(200)
    expect([await one.history(), await other.history()]).toEqual([[1], [4]])
  })
})

describe('what a known device sends', () => {
  it('is refused as before when it is no JSON, of another type or too large', async () => {
    const one = await device()
    expect((await post(one.id, one.secret, '{"temperature":1}')).status).toBe(200)
    expect(await post(one.id, one.secret, '[{"temperature":1}')).toMatchObject({
      status: 400,
      json: { code: 'base.malformed' },
    })
    expect(await post(one.id, one.secret, 'x', { 'content-type': 'multipart/form-data; boundary=x' })).toMatchObject({
      status: 415,
      json: { code: 'base.unsupportedType' },
    })
    expect(await post(one.id, one.secret, '', { 'content-length': String(16 * 1024 * 1024 + 1) })).toMatchObject({
      status: 413,
      json: { code: 'base.tooLarge' },
    })
    expect(await one.history()).toHaveLength(1)
  })

  it('is named row by row where it is wrong, in whatever order the rows of several devices come', async () => {
    const hub = 'shown-hub'
    const [enrolled] = await things.enrol([{ id: hub, profile: 'relay' }], 'test')
    const ids = ['shown-a', 'shown-b']
    await things.enrol(
      ids.map((id) => ({ id, profile: 'thermometer', parent: hub })),
      'test',
    )
    const at = Date.now() - 10_000
    const rows = [
      { device: 'shown-a', at, temperature: 1 },
      { device: 'shown-a', at: at + 1, temperature: 'x' },
      { device: 'shown-b', at, temperature: 'y' },
      { device: 'shown-b', data: Buffer.from('zz').toString('base64'), format: 'hex' },
      { device: 'shown-a', at: at + 2, temperature: 2 },
      { device: 'shown-a', at: 12_000, temperature: 2 },
    ]
    const answer = await post(hub, enrolled?.secret ?? '', JSON.stringify(rows))
    expect(answer.json).toMatchObject({ taken: 2, refused: 4 })
    const { faults } = answer.json as { faults: { row: number; fault: string }[] } // as the route declares
    expect(faults.map(({ row, fault }) => [row, fault])).toEqual([
      [2, 'type'],
      [3, 'type'],
      [4, 'garbage'],
      [6, 'clock'],
    ])
  })
})
