import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// Subscriptions that are held at registered sources: a receiver stands for the source, another for the subscriber.

const [source, subscriber] = [await receiver(), await receiver()]
afterAll(() => Promise.all([source.close(), subscriber.close()]))
const { ngsi } = await twinCity({ allowedHosts: new Set([source.host, subscriber.host]), background: true })

let count = 0
// Each test has a source of its own: what is still said to that of the one before is not heard.
let round = 0
const made: string[] = []
beforeEach(async () => {
  round++
  source.answer = () => ({ status: 204 })
  for (const path of made.splice(0).reverse()) await ngsi('DELETE', path)
  await ngsi('DELETE', '/entities?type=Tram&local=true')
  source.answer = () => ({ status: 201 })
  subscriber.calls.length = 0
  source.calls.length = 0
})

async function register(more: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:ContextSourceRegistration:${++count}`
  const answer = await ngsi('POST', '/csourceRegistrations', {
    id,
    type: 'ContextSourceRegistration',
    endpoint: `${source.url}/${round}`,
    information: [{ entities: [{ type: 'Tram' }] }],
    ...more,
  })
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/csourceRegistrations/${id}`)
  return `/csourceRegistrations/${id}`
}
async function subscribe(more: object = {}, notification: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:Subscription:${++count}`
  const body = {
    id,
    type: 'Subscription',
    entities: [{ type: 'Tram' }],
    notification: { endpoint: { uri: `${subscriber.url}/notify` }, ...notification },
    ...more,
  }
  const answer = await ngsi('POST', '/subscriptions', body)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/subscriptions/${id}`)
  return id
}
const tram = (n: number, more: object = {}) => ({ id: `urn:ngsi-ld:Tram:${n}`, type: 'Tram', ...more })
const value = (it: unknown) => ({ type: 'Property', value: it })
const path = '/ngsi-ld/v1/subscriptions'
/** What was said to the source, from the `n`th on once there are so many. */
const said = (n: number) =>
  vi.waitFor(
    () => {
      const all = source.calls.filter(({ url }) => url.startsWith(`/${round}${path}`))
      expect(all.length).toBeGreaterThanOrEqual(n)
      return all
    },
    { timeout: 10_000 },
  )
const told = (n: number) =>
  vi
    .waitFor(() => expect(subscriber.calls).toHaveLength(n), { timeout: 10_000 })
    .then(() => subscriber.calls.map(({ body }) => JSON.parse(body)))
/** Notifies this city as the source would. */
async function notify(data: unknown, headers: Record<string, string> = {}) {
  const copy = JSON.parse((await said(1)).find(({ method }) => method === 'POST')?.body ?? '{}')
  const address = new URL(copy.notification.endpoint.uri).pathname.replace('/ngsi-ld/v1', '')
  const body = {
    id: 'urn:n:1',
    type: 'Notification',
    subscriptionId: copy.id,
    notifiedAt: '2026-11-20T08:00:00Z',
    data,
  }
  return ngsi('POST', address, body, headers)
}

test('a subscription is held at its sources by a copy that tells this city; what they tell goes on under its own id', async () => {
  await register()
  const id = await subscribe(
    { q: 'speed>1', watchedAttributes: ['speed'] },
    { attributes: ['speed'], format: 'concise' },
  )
  const [call] = await said(1)
  const copy = JSON.parse(call?.body ?? '{}')
  expect(call).toMatchObject({ method: 'POST', url: `/${round}${path}` })
  expect(call?.headers.via).toMatch(/shudu-/)
  expect(copy).toMatchObject({
    q: 'speed>1',
    watchedAttributes: ['speed'],
    notification: { attributes: ['speed'], format: 'concise' },
  })
  expect(copy.id).not.toBe(id)
  expect(copy.jsonldContext).toMatch(/^https?:/)
  expect(copy.notification.endpoint).toEqual({
    uri: expect.stringMatching(/^https:\/\/city\.example\/ngsi-ld\/v1\/sourceNotifications\/[0-9a-f]{48}$/),
  })
  expect((await notify([tram(1, { speed: 50 })])).status).toBe(200)
  const [news] = await told(1)
  expect(news).toMatchObject({ type: 'Notification', subscriptionId: id, data: [tram(1, { speed: 50 })] })
})

test('names in another context than the subscription’s are told in its own', async () => {
  await register()
  await subscribe()
  await said(1)
  const context = { '@context': { tempo: 'https://uri.etsi.org/ngsi-ld/default-context/speed' } }
  const copy = JSON.parse((await said(1))[0]?.body ?? '{}')
  const address = new URL(copy.notification.endpoint.uri).pathname.replace('/ngsi-ld/v1', '')
  const body = { type: 'Notification', data: [tram(1, { tempo: value(7) })], ...context }
  expect((await ngsi('POST', address, body, { 'content-type': 'application/ld+json' })).status).toBe(200)
  const [news] = await told(1)
  expect(news.data).toEqual([tram(1, { speed: value(7) })])
})

test('a source that comes later holds what is there already; one that changes or goes lets go', async () => {
  await subscribe()
  const registration = await register()
  const [first] = await said(1)
  const remote = JSON.parse(first?.body ?? '{}').id
  expect((await ngsi('PATCH', registration, { information: [{ entities: [{ type: 'Ship' }] }] })).status).toBe(204)
  const all = await said(2)
  expect(all.map(({ method, url }) => [method, url])).toEqual([
    ['POST', `/${round}${path}`],
    ['DELETE', `/${round}${path}/${remote}`],
  ])
  expect((await ngsi('PATCH', registration, { information: [{ entities: [{ type: 'Tram' }] }] })).status).toBe(204)
  await said(3)
  expect((await ngsi('DELETE', registration)).status).toBe(204)
  expect((await said(4)).map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST', 'DELETE'])
})

test('what changes of a subscription its sources hear; when it ends, or is to stay here, they let go', async () => {
  await register()
  const id = await subscribe()
  await said(1)
  expect((await ngsi('PATCH', `/subscriptions/${id}`, { q: 'speed>9' })).status).toBe(204)
  const change = (await said(2))[1]
  expect([change?.method, JSON.parse(change?.body ?? '{}').q]).toEqual(['PATCH', 'speed>9'])
  expect((await ngsi('PATCH', `/subscriptions/${id}`, { localOnly: true })).status).toBe(204)
  expect((await said(3))[2]?.method).toBe('DELETE')
  const other = await subscribe()
  await said(4)
  expect((await ngsi('DELETE', `/subscriptions/${other}`)).status).toBe(204)
  expect((await said(5))[4]?.method).toBe('DELETE')
  expect(errorOf(await notify([tram(1)]))).toEqual([404, 'ResourceNotFound'])
})

test('subscriptions that stay here, sources of other things, and sources that hold none are left alone', async () => {
  await register({ information: [{ entities: [{ type: 'Ship' }] }] })
  await register({ operations: ['retrieveOps'] })
  await subscribe()
  await subscribe({ localOnly: true })
  await register({ information: [{ entities: [{ type: 'Tram', id: 'urn:ngsi-ld:Tram:9' }] }] })
  await subscribe({ entities: [{ type: 'Tram', id: 'urn:ngsi-ld:Tram:8' }] })
  // The last of them is said in order: nothing was said of the others before it.
  await subscribe({ entities: [{ type: 'Tram', id: 'urn:ngsi-ld:Tram:9' }] })
  const all = await said(2)
  expect(all.map(({ body }) => JSON.parse(body).entities)).toEqual([
    [{ type: 'Tram' }],
    [{ type: 'Tram', id: 'urn:ngsi-ld:Tram:9' }],
  ])
})

test('a subscription that came through a source does not go back to it', async () => {
  await register({ contextSourceAlias: 'the-source' })
  const id = 'urn:ngsi-ld:Subscription:came'
  made.push(`/subscriptions/${id}`)
  const body = {
    id,
    type: 'Subscription',
    entities: [{ type: 'Tram' }],
    notification: { endpoint: { uri: `${subscriber.url}/n` } },
  }
  expect((await ngsi('POST', '/subscriptions', body, { via: '1.1 the-source' })).status).toBe(201)
  await subscribe()
  // What is said is said in order: nothing was said of the first before the second.
  expect((await said(1)).map(({ headers, body: text }) => [headers.via, JSON.parse(text).entities])).toEqual([
    [expect.not.stringContaining('the-source'), [{ type: 'Tram' }]],
  ])
})

test('what is no notification, or to no address of ours, is refused', async () => {
  expect(errorOf(await ngsi('POST', '/sourceNotifications/0123', { type: 'Notification', data: [] }))).toEqual([
    404,
    'ResourceNotFound',
  ])
  await register()
  await subscribe()
  expect(errorOf(await notify('nothing'))).toEqual([400, 'BadRequestData'])
})

test('an entity in parts is told when it meets the conditions whole, whichever part changed', async () => {
  await register()
  const parts: Record<string, object> = {}
  source.answer = ({ method, url }) => {
    if (method !== 'GET') return { status: 201 }
    const part = parts[decodeURIComponent(url.split('?')[0]?.split('/').at(-1) ?? '')]
    return part ? { status: 200, body: JSON.stringify(part) } : { status: 404 }
  }
  const given = {
    q: 'speed>10;doors=="open"',
    splitEntities: true,
    notificationTrigger: ['entityCreated', 'attributeUpdated'],
  }
  await subscribe(given, { format: 'keyValues' })
  expect(JSON.parse((await said(1))[0]?.body ?? '{}')).not.toHaveProperty('q')
  // Here too slow; there nothing of the doors: nobody is told.
  parts['urn:ngsi-ld:Tram:1'] = tram(1, { doors: value('shut') })
  await ngsi('POST', '/entities?local=true', tram(1, { speed: 50 }))
  parts['urn:ngsi-ld:Tram:2'] = tram(2, { doors: value('open') })
  await ngsi('POST', '/entities?local=true', tram(2, { speed: 50 }))
  expect((await told(1)).map(({ data }) => data)).toEqual([[tram(2, { doors: 'open', speed: 50 })]])
  parts['urn:ngsi-ld:Tram:1'] = tram(1, { doors: value('open') })
  expect((await notify([tram(1, { doors: 'open' })])).status).toBe(200)
  expect((await told(2))[1].data).toEqual([tram(1, { doors: 'open', speed: 50 })])
})
