import { sql } from 'kysely'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { outsideThrough } from '../../base/index.ts'
import { receiver } from '../../base/testing.ts'
import { refuseAddress } from '../errors.ts'
import { errorOf, program, twinCity } from '../testing/twin-city.ts'
import { Fillings, loseSnapshots } from './fillings.ts'
import { columns, dropEnded, type SnapshotRow } from './snapshots.ts'

const other = await receiver()
afterAll(other.close)
const { ngsi, as, clock, city } = await twinCity({ allowedHosts: new Set([other.host]), background: true })
const begun = clock.now
afterEach(async () => {
  clock.now = begun
  await ngsi('DELETE', '/snapshots?q=snapshotPriority>0')
  await ngsi('DELETE', '/entities?type=Ferry&local=true')
  other.calls.length = 0
  other.answer = () => ({ status: 200 })
})

const ferry = (n: number, more: object = {}) => ({ id: `urn:ngsi-ld:Ferry:${n}`, type: 'Ferry', speed: 10, ...more })
const query = (more: object = {}) => ({ type: 'Query', entities: [{ type: 'Ferry' }], ...more })
const stretch = { timerel: 'after', timeAt: '2026-01-01T00:00:00Z' }
const id = 'urn:ngsi-ld:Snapshot:1'
const inside = (name = id) => ({ 'NGSILD-Snapshot': name })
const begin = (more: object = {}) =>
  ngsi('POST', '/snapshots', { id, type: 'Snapshot', snapshotQueries: [query()], ...more })
const state = async (name = id) => (await ngsi('GET', `/snapshots/${name}`)).json
const filled = (name = id) =>
  vi.waitFor(
    async () => {
      const { snapshotStatus } = await state(name)
      expect(['success', 'partial', 'empty', 'failure']).toContain(snapshotStatus)
      return snapshotStatus as string
    },
    { timeout: 20_000 },
  )
/** Makes one and waits until it is filled, where it is made. */
async function make(more: { readonly id?: string; readonly [name: string]: unknown } = {}) {
  const answer = await begin(more)
  if (answer.status === 201) await filled(more.id ?? id)
  return answer
}
const seen = async (name = id) =>
  (await ngsi('GET', '/entities?type=Ferry&options=keyValues', undefined, inside(name))).json

test('a snapshot holds what its queries found, whatever happens afterwards', async () => {
  await ngsi('POST', '/entities', ferry(1, { location: { type: 'Point', coordinates: [121.5, 31.2] } }))
  const created = (await ngsi('GET', '/entities/urn:ngsi-ld:Ferry:1?options=sysAttrs')).json.createdAt
  const made = await make()
  expect([made.status, made.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/snapshots/${id}`])
  expect(await state()).toMatchObject({
    id,
    type: 'Snapshot',
    snapshotStatus: 'success',
    snapshotPriority: 5,
    snapshotQueriesDetails: [{ resultStatus: 'success' }],
    createdAt: '2026-11-20T08:00:00.000Z',
    expiresAt: '2026-11-21T08:00:00.000Z',
  })
  clock.now += 60_000
  await ngsi('PATCH', '/entities/urn:ngsi-ld:Ferry:1/attrs', { speed: 99 })
  await ngsi('POST', '/entities', ferry(2))
  const answer = await ngsi('GET', '/entities?type=Ferry&options=keyValues&count=true', undefined, inside())
  expect([answer.json.length, answer.json[0].speed, answer.headers.get('ngsild-results-count')]).toEqual([1, 10, '1'])
  expect([answer.headers.get('ngsild-snapshot'), answer.headers.get('ngsild-tenant')]).toEqual([id, null])
  const near = 'georel=near;maxDistance==100&geometry=Point&coordinates=[121.5,31.2]'
  expect((await ngsi('GET', `/entities?type=Ferry&${near}`, undefined, inside())).json).toHaveLength(1)
  const one = await ngsi('GET', '/entities/urn:ngsi-ld:Ferry:1?options=sysAttrs', undefined, inside())
  expect(one.json.createdAt).toBe(created)
  expect((await ngsi('GET', '/types', undefined, inside())).json.typeList).toEqual(['Ferry'])
  expect((await state()).lastUsedAt).toBe('2026-11-20T08:01:00.000Z')
  // Nothing of it is seen outside.
  expect((await ngsi('GET', '/entities?type=Ferry')).json).toHaveLength(2)
})

test('what is done in a snapshot stays in it, and subscribers there are told where it was', async () => {
  await ngsi('POST', '/entities', ferry(1))
  await make()
  const body = {
    type: 'Subscription',
    entities: [{ type: 'Ferry' }],
    notification: { endpoint: { uri: `${other.url}/n` } },
  }
  expect((await ngsi('POST', '/subscriptions', body, inside())).status).toBe(201)
  expect((await ngsi('PATCH', '/entities/urn:ngsi-ld:Ferry:1/attrs', { speed: 77 }, inside())).status).toBe(204)
  expect((await ngsi('POST', '/entities', ferry(3), inside())).status).toBe(201)
  expect((await ngsi('GET', '/entities/urn:ngsi-ld:Ferry:3')).status).toBe(404)
  expect((await ngsi('GET', '/entities/urn:ngsi-ld:Ferry:1?options=keyValues')).json.speed).toBe(10)
  await vi.waitFor(() => expect(other.calls.length).toBeGreaterThan(0), { timeout: 10_000 })
  expect([other.calls[0]?.headers['ngsild-snapshot'], other.calls[0]?.headers['ngsild-tenant']]).toEqual([
    id,
    undefined,
  ])
  expect((await ngsi('GET', '/subscriptions')).json).toEqual([])
})

test('sources are asked when it is made, and not when it is read', async () => {
  await ngsi('POST', '/csourceRegistrations', {
    id: 'urn:ngsi-ld:ContextSourceRegistration:s',
    type: 'ContextSourceRegistration',
    endpoint: other.url,
    information: [{ entities: [{ type: 'Ferry' }] }],
  })
  other.answer = () => ({ status: 200, body: JSON.stringify([ferry(8)]) })
  await make()
  const asked = other.calls.length
  expect([asked, (await seen()).map((one: { id: string }) => one.id)]).toEqual([1, ['urn:ngsi-ld:Ferry:8']])
  expect(other.calls).toHaveLength(asked)
  await ngsi('DELETE', '/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:s')
})

test('5161_01_05: a source that takes queries by URL alone is asked so, selector by selector', async () => {
  await ngsi('POST', '/csourceRegistrations', {
    id: 'urn:ngsi-ld:ContextSourceRegistration:u',
    type: 'ContextSourceRegistration',
    endpoint: other.url,
    operations: ['queryEntity'],
    information: [{ entities: [{ type: 'Ferry' }] }],
  })
  other.answer = () => ({ status: 200, body: JSON.stringify([ferry(8)]) })
  const geoQ = { georel: 'near;maxDistance==9', geometry: 'Point', coordinates: [1, 2] }
  const entities = [{ type: 'Ferry' }, { type: 'Ferry', id: 'urn:ngsi-ld:Ferry:8' }]
  await make({ snapshotQueries: [query({ q: 'speed>5', entities }), query({ geoQ })] })
  const place = 'georel=near;maxDistance%3D%3D9&geometry=Point&coordinates=%5B1,2%5D'
  expect(other.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /ngsi-ld/v1/entities?type=Ferry&q=speed%3E5&limit=1000',
    'GET /ngsi-ld/v1/entities?id=urn:ngsi-ld:Ferry:8&type=Ferry&q=speed%3E5&limit=1000',
    `GET /ngsi-ld/v1/entities?type=Ferry&${place}&limit=1000`,
  ])
  expect((await seen()).map((one: { id: string }) => one.id)).toEqual(['urn:ngsi-ld:Ferry:8'])
  await ngsi('DELETE', '/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:u')
})

test('evolutions are held as well: those of the stretch that was asked for', async () => {
  const at = (hour: number, value: number) => ({ type: 'Property', value, observedAt: `2026-05-01T0${hour}:00:00Z` })
  await ngsi('POST', '/temporal/entities', {
    id: 'urn:ngsi-ld:Ferry:1',
    type: 'Ferry',
    speed: [at(1, 1), at(2, 2), at(3, 3)],
  })
  const temporalQ = { timerel: 'before', timeAt: '2026-05-01T02:30:00Z' }
  expect((await make({ snapshotQueries: undefined, snapshotTemporalQueries: [query({ temporalQ })] })).status).toBe(201)
  const path = '/temporal/entities?type=Ferry&timerel=after&timeAt=2026-01-01T00:00:00Z'
  const { json } = await ngsi('GET', path, undefined, inside())
  expect(json.map((one: { speed: { value: number }[] }) => one.speed.map(({ value }) => value))).toEqual([[1, 2]])
  expect((await ngsi('GET', path)).json[0].speed).toHaveLength(3)
  // What is known by its past alone is not there at present.
  expect(await seen()).toEqual([])
  await ngsi('DELETE', '/temporal/entities/urn:ngsi-ld:Ferry:1')
})

test('each query ends by itself, and its maker is told', async () => {
  await ngsi('POST', '/entities', ferry(1))
  await make({
    endpoint: `${other.url}/done`,
    receiverInfo: [{ key: 'X-Key', value: 'k' }],
    snapshotQueries: [query(), query({ q: 'speed>1000' }), { type: 'Query', q: 'createdAt>2026-01-01T00:00:00Z' }],
  })
  const details = [
    { resultStatus: 'success' },
    { resultStatus: 'empty' },
    { resultStatus: 'failure', problemDetails: { type: expect.stringMatching(/BadRequestData$/), status: 400 } },
  ]
  expect(await state()).toMatchObject({ snapshotStatus: 'partial', snapshotQueriesDetails: details })
  await vi.waitFor(() => expect(other.calls).toHaveLength(1), { timeout: 20_000 })
  const [call] = other.calls
  expect([call?.url, call?.headers['x-key'], JSON.parse(call?.body ?? '{}')]).toMatchObject([
    '/done',
    'k',
    { type: 'SnapshotNotification', snapshotId: id, snapshotStatus: 'partial', snapshotQueriesDetails: details },
  ])
  await make({ id: 'urn:ngsi-ld:Snapshot:2', snapshotQueries: [query({ q: 'speed>1000' })] })
  expect((await state('urn:ngsi-ld:Snapshot:2')).snapshotStatus).toBe('empty')
  await make({
    id: 'urn:ngsi-ld:Snapshot:3',
    snapshotQueries: [{ type: 'Query', q: 'createdAt>2026-01-01T00:00:00Z' }],
  })
  expect((await state('urn:ngsi-ld:Snapshot:3')).snapshotStatus).toBe('failure')
})

test.each<[string, object]>([
  ['without type', { type: undefined }],
  ['without queries', { snapshotQueries: undefined }],
  ['with no query in the list', { snapshotQueries: [] }],
  ['with what is no query', { snapshotQueries: [{ type: 'Question' }] }],
  ['of the present with temporalQ', { snapshotQueries: [query({ temporalQ: stretch })] }],
  ['of the past without temporalQ', { snapshotTemporalQueries: [query()] }],
  ['with a priority of 11', { snapshotPriority: 11 }],
  ['for a time that is none', { snapshotLifetime: 'long' }],
  ['with an id that is no URI', { id: 'one' }],
  ['with an endpoint that is no address', { endpoint: 'nowhere' }],
])('a snapshot %s is refused', async (_, more) => {
  expect(errorOf(await begin(more))).toEqual([400, 'BadRequestData'])
})

test('the same id twice, one that is not there, and those of others are refused', async () => {
  await make()
  expect(errorOf(await make())).toEqual([409, 'AlreadyExists'])
  for (const method of ['GET', 'DELETE'])
    expect(errorOf(await ngsi(method, '/snapshots/urn:x:none'))).toEqual([404, 'ResourceNotFound'])
  expect(errorOf(await ngsi('GET', '/snapshots/none'))).toEqual([400, 'BadRequestData'])
  expect(errorOf(await ngsi('GET', '/entities?type=Ferry', undefined, inside('urn:x:none')))).toEqual([
    404,
    'ResourceNotFound',
  ])
  await sql`insert into twin.reader_limit (actor, types) values ('limited', '{urn:x:Nothing}')`.execute(city.base.db)
  const limited = as(program('limited', 'twin'))
  expect((await limited('GET', `/snapshots/${id}`)).status).toBe(404)
  expect((await limited('GET', '/entities?type=Ferry', undefined, inside())).status).toBe(404)
  // Nobody reaches into one by the name of its tenant.
  expect(errorOf(await ngsi('GET', '/entities?type=Ferry', undefined, { 'NGSILD-Tenant': `snapshot//${id}` }))).toEqual(
    [400, 'BadRequestData'],
  )
})

test('settings change, what the system says does not', async () => {
  await make()
  clock.now += 60_000
  const change = {
    snapshotPriority: 9,
    snapshotLifetime: 'PT1H',
    snapshotStatus: 'failure',
    expiresAt: '2099-01-01T00:00:00Z',
  }
  const changed = await ngsi('PATCH', `/snapshots/${id}`, change)
  expect([changed.status, changed.json]).toEqual([200, await state()])
  expect(changed.json).toMatchObject({
    snapshotPriority: 9,
    snapshotStatus: 'empty',
    expiresAt: '2026-11-20T09:01:00.000Z',
    modifiedAt: '2026-11-20T08:01:00.000Z',
  })
  for (const more of [{ id: 'urn:x:2' }, { snapshotQueries: [query()] }, { snapshotPriority: 0 }, { type: 'Other' }])
    expect(errorOf(await ngsi('PATCH', `/snapshots/${id}`, more))).toEqual([400, 'BadRequestData'])
})

test('a clone holds the same, by itself', async () => {
  await ngsi('POST', '/entities', ferry(1))
  await make({ snapshotPriority: 7 })
  const copy = 'urn:ngsi-ld:Snapshot:copy'
  const answer = await ngsi('POST', `/snapshots/${id}/clone`, { id: copy, type: 'Snapshot' })
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/snapshots/${copy}`])
  expect(await state(copy)).toMatchObject({ snapshotStatus: 'success', snapshotPriority: 7 })
  await ngsi('DELETE', '/entities/urn:ngsi-ld:Ferry:1', undefined, inside())
  expect([await seen(), (await seen(copy)).length]).toEqual([[], 1])
  expect((await ngsi('DELETE', `/snapshots/${id}`)).status).toBe(204)
  expect((await seen(copy)).length).toBe(1)
  expect(errorOf(await ngsi('POST', `/snapshots/${copy}/clone`, { id: copy }))).toEqual([409, 'AlreadyExists'])
})

/** A source that answers when it is let. */
async function slowSource() {
  const { promise: let_, resolve: release } = Promise.withResolvers<void>()
  await ngsi('POST', '/csourceRegistrations', {
    id: 'urn:ngsi-ld:ContextSourceRegistration:slow',
    type: 'ContextSourceRegistration',
    endpoint: other.url,
    information: [{ entities: [{ type: 'Ferry' }] }],
    management: { timeout: 30_000 },
  })
  other.answer = async () => {
    await let_
    return { status: 200, body: JSON.stringify([ferry(8)]) }
  }
  return { release, gone: () => ngsi('DELETE', '/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:slow') }
}
const asked = () => vi.waitFor(() => expect(other.calls.length).toBeGreaterThan(0), { timeout: 20_000 })
const services = {
  base: city.base,
  outside: outsideThrough(new Set([other.host]), refuseAddress, { allowPlain: true }),
}

test('5161_01_05: it is answered for at once and filled afterwards; settings change and clones wait meanwhile', async () => {
  const source = await slowSource()
  expect((await begin()).status).toBe(201)
  await asked()
  expect((await state()).snapshotStatus).toBe('preparing')
  const copy = 'urn:ngsi-ld:Snapshot:copy'
  expect((await ngsi('POST', `/snapshots/${id}/clone`, { id: copy, type: 'Snapshot' })).status).toBe(201)
  const changed = await ngsi('PATCH', `/snapshots/${id}`, { snapshotPriority: 9 })
  expect(changed.json).toMatchObject({ snapshotPriority: 9, snapshotStatus: 'preparing' })
  source.release()
  expect([await filled(), await filled(copy)]).toEqual(['success', 'success'])
  expect(await state()).toMatchObject({ snapshotPriority: 9, snapshotQueriesDetails: [{ resultStatus: 'success' }] })
  expect(await state(copy)).toMatchObject({ snapshotQueriesDetails: [{ resultStatus: 'success' }] })
  expect([(await seen()).length, (await seen(copy)).length]).toEqual([1, 1])
  await source.gone()
})

test('one that is deleted while it is being filled is not filled, nor is what takes its name', async () => {
  await make({ snapshotQueries: [query({ q: 'speed>1000' })] })
  const find = async () =>
    (
      await sql<SnapshotRow>`update twin.snapshot set status = 'preparing' where id = ${id} returning ${columns}`.execute(
        city.base.db,
      )
    ).rows[0]
  const row = await find()
  if (!row) throw new Error('It was not made')
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const written: string[] = []
  const work = new Fillings(services).begin(row, async (still) => {
    await still(city.base.db)
    written.push('first')
    await answered
    await still(city.base.db)
    written.push('second')
    return { status: 'success' }
  })
  expect((await ngsi('DELETE', `/snapshots/${id}`)).status).toBe(204)
  clock.now += 1_000
  await make({ snapshotQueries: [query({ q: 'speed>1000' })] })
  await sql`update twin.snapshot set status = 'preparing' where id = ${id}`.execute(city.base.db)
  answer()
  await work
  expect([written, (await state()).snapshotStatus]).toEqual([['first'], 'preparing'])
})

test('one whose process ended has failed, and its maker is told', async () => {
  await make({ endpoint: `${other.url}/lost`, snapshotQueries: [query(), query()] })
  await vi.waitFor(() => expect(other.calls).toHaveLength(1), { timeout: 20_000 })
  const left = (ago: string) =>
    sql`update twin.snapshot set status = 'preparing', filling_at = now() - ${ago}::interval where id = ${id}`.execute(
      city.base.db,
    )
  await left('5 seconds')
  await loseSnapshots(services)
  expect((await state()).snapshotStatus).toBe('preparing')
  await left('2 minutes')
  await loseSnapshots(services)
  expect(await filled()).toBe('failure')
  const lost = {
    resultStatus: 'failure',
    problemDetails: { type: expect.stringMatching(/InternalError$/), status: 500 },
  }
  expect(await state()).toMatchObject({ snapshotStatus: 'failure', snapshotQueriesDetails: [lost, lost] })
  await vi.waitFor(() => expect(other.calls).toHaveLength(2), { timeout: 20_000 })
  expect(JSON.parse(other.calls[1]?.body ?? '{}')).toMatchObject({ snapshotId: id, snapshotStatus: 'failure' })
})

test('one that is being filled when the process stops has failed', async () => {
  await make()
  const { rows } =
    await sql<SnapshotRow>`update twin.snapshot set status = 'preparing', filling_at = now() where id = ${id} returning ${columns}`.execute(
      city.base.db,
    )
  const [row] = rows
  if (!row) throw new Error('It was not made')
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const fillings = new Fillings(services)
  const work = fillings.begin(row, async () => {
    await answered
    return { status: 'success' }
  })
  await fillings.stop()
  await loseSnapshots(services)
  expect(await filled()).toBe('failure')
  answer()
  await work
  expect((await state()).snapshotStatus).toBe('failure')
})

test('those go that a query means, and no others', async () => {
  await make({ id: 'urn:x:low', snapshotPriority: 1 })
  await make({ id: 'urn:x:high', snapshotPriority: 9 })
  expect(errorOf(await ngsi('DELETE', '/snapshots'))).toEqual([400, 'BadRequestData'])
  expect(errorOf(await ngsi('DELETE', '/snapshots?q=speed>1'))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('DELETE', '/snapshots?q=snapshotPriority<5;createdAt>2020-01-01T00:00:00Z')).status).toBe(204)
  expect([(await state('urn:x:low')).status, (await state('urn:x:high')).id]).toEqual([404, 'urn:x:high'])
})

test('what ended is gone, with all it held', async () => {
  await ngsi('POST', '/entities', ferry(1))
  await make({ snapshotLifetime: 'PT10M' })
  const kept = async () => {
    const { rows } = await sql<{
      count: number
    }>`select count(*)::int as count from twin.entity where tenant like 'snapshot/%'`.execute(city.base.db)
    return rows[0]?.count
  }
  expect(await kept()).toBe(1)
  clock.now += 11 * 60_000
  expect((await state()).status).toBe(404)
  expect((await ngsi('GET', '/entities?type=Ferry', undefined, inside())).status).toBe(404)
  await dropEnded({ ...city.base, now: () => clock.now })
  expect(await kept()).toBe(0)
})
