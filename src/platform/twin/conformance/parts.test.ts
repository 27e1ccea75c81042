import { afterAll, beforeEach, expect, test } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI suite asks of operations that are partly done elsewhere, of evolutions told twice, and of verbs without an id.

const other = await receiver()
afterAll(other.close)
// Nobody listens there any more.
const silent = await receiver()
await silent.close()
const { ngsi } = await twinCity({ allowedHosts: new Set([other.host, silent.host]) })
const made: string[] = []
beforeEach(async () => {
  for (const path of made.splice(0)) await ngsi('DELETE', path)
  other.calls.length = 0
  other.answer = () => ({ status: 204 })
})

let count = 0
async function register(more: object): Promise<string> {
  const id = `urn:ngsi-ld:ContextSourceRegistration:${++count}`
  const answer = await ngsi('POST', '/csourceRegistrations', {
    id,
    type: 'ContextSourceRegistration',
    endpoint: other.url,
    information: [{ entities: [{ type: 'Vehicle' }] }],
    operations: ['redirectionOps'],
    ...more,
  })
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/csourceRegistrations/${id}`)
  return id
}
const vehicle = (more: object = {}) => ({ id: 'urn:ngsi-ld:Vehicle:1', type: 'Vehicle', ...more })
const path = '/entities/urn:ngsi-ld:Vehicle:1'

test.each<[string, () => ReturnType<typeof ngsi>]>([
  ['D002_02_02: deleted', () => ngsi('DELETE', path)],
  ['D004_01: updated', () => ngsi('PATCH', `${path}/attrs`, { speed: 1 })],
])('%s elsewhere, and missing here: 207 that says so', async (_, act) => {
  await register({})
  const { status, json } = await act()
  expect([status, json]).toMatchObject([
    207,
    { success: ['urn:ngsi-ld:Vehicle:1'], errors: [{ entityId: 'urn:ngsi-ld:Vehicle:1', error: { status: 404 } }] },
  ])
  expect(json.errors).toHaveLength(1)
})

test('D002_02_01: deleted here, and missing elsewhere: 207 as well', async () => {
  const registration = await register({})
  await ngsi('POST', '/entities?local=true', vehicle())
  other.answer = () => ({ status: 404 })
  const { status, json } = await ngsi('DELETE', path)
  expect([status, json]).toMatchObject([207, { errors: [{ registrationId: registration, error: { status: 404 } }] }])
  expect((await ngsi('GET', `${path}?local=true`)).status).toBe(404)
})

test('what a redirecting source has need not be here', async () => {
  await register({ mode: 'redirect' })
  expect((await ngsi('DELETE', path)).status).toBe(204)
})

test('008_01: an instance told again of the same dataset and instant takes the place of the former', async () => {
  const at = (minute: string, value: number, more: object = {}) => ({
    type: 'Property',
    value,
    observedAt: `2020-09-01T12:${minute}:00Z`,
    ...more,
  })
  const tell = (speed: object[]) =>
    ngsi('POST', '/temporal/entities', { ...vehicle({ speed }), id: 'urn:ngsi-ld:Vehicle:8' })
  const dataset = { datasetId: 'urn:ngsi-ld:Dataset:x' }
  expect((await tell([at('03', 120), at('05', 80), at('07', 40, dataset)])).status).toBe(201)
  expect((await tell([at('03', 121), at('05', 80), at('07', 100)])).status).toBe(204)
  const { json } = await ngsi('GET', '/temporal/entities/urn:ngsi-ld:Vehicle:8')
  const seen = json.speed.map((one: { value: number; datasetId?: string }) => [one.value, one.datasetId !== undefined])
  expect(seen.sort()).toEqual([
    [100, false],
    [121, false],
    [40, true],
    [80, false],
  ])
  await ngsi('DELETE', '/temporal/entities/urn:ngsi-ld:Vehicle:8')
})

test('054_02, 056_02: an entity replaced or merged without its id is a bad request; other verbs that are none, 405', async () => {
  for (const method of ['PUT', 'PATCH']) {
    expect(errorOf(await ngsi(method, '/entities/', vehicle()))).toEqual([400, 'BadRequestData'])
    expect((await ngsi(method, '/types', {})).status).toBe(405)
  }
})

test('046_22_08: a flag is understood as Python writes it', async () => {
  await ngsi('POST', '/entities?local=true', vehicle({ speed: [{ value: 1 }, { value: 2, datasetId: 'urn:x:2' }] }))
  expect((await ngsi('DELETE', `${path}/attrs/speed?deleteAll=True`)).status).toBe(204)
  expect((await ngsi('GET', path)).json.speed).toBeUndefined()
  expect((await ngsi('DELETE', `${path}/attrs/speed?deleteAll=maybe`)).status).toBe(400)
  await ngsi('DELETE', `${path}?local=true`)
})

test('csf chooses the sources of a query by what they are like', async () => {
  await register({ operations: ['retrieveOps', 'queryTemporal'], accuracy: 3 })
  other.answer = () => ({ status: 200, body: JSON.stringify([vehicle()]) })
  const ask = async (csf: string) =>
    (await ngsi('GET', `/entities?type=Vehicle&csf=${encodeURIComponent(csf)}`)).json.length
  expect([await ask('accuracy>2'), await ask('accuracy>5')]).toEqual([1, 0])
  expect(other.calls.map(({ url }) => url.includes('csf'))).toEqual([false])
  await ngsi('GET', '/temporal/entities?type=Vehicle&timerel=before&timeAt=2026-01-01T00:00:00Z&csf=accuracy>5')
  expect(other.calls).toHaveLength(1)
})

test('management: a source is asked for what it has itself, and left alone after it did not answer', async () => {
  await register({ operations: ['retrieveOps'], management: { localOnly: true } })
  other.answer = () => ({ status: 200, body: '[]' })
  await ngsi('GET', '/entities?type=Vehicle')
  await ngsi('GET', path)
  expect(other.calls.map(({ url }) => new URL(url, other.url).searchParams.get('local'))).toEqual(['true', 'true'])
  await ngsi('DELETE', made.pop() ?? '')
  const id = await register({ endpoint: silent.url, operations: ['retrieveOps'], management: { cooldown: 600_000 } })
  for (const _ of [1, 2]) expect((await ngsi('GET', '/entities?type=Vehicle')).status).toBe(200)
  expect((await ngsi('GET', `/csourceRegistrations/${id}`)).json).toMatchObject({ timesSent: 1, timesFailed: 1 })
})
