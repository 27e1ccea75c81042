import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI conformance suite (Subscription, jsonldContext) and its public extensions ask for, where V1.9.1 stands behind it.

const other = await receiver()
afterAll(other.close)
const folder = await mkdtemp(join(tmpdir(), 'shudu-contexts-'))
afterAll(() => rm(folder, { recursive: true }))
const { ngsi } = await twinCity({ allowedHosts: new Set([other.host]), config: { contexts: folder } })
const ld = { 'content-type': 'application/ld+json' }
const made: string[] = []
beforeEach(async () => {
  for (const id of made.splice(0)) await ngsi('DELETE', `/subscriptions/${id}`)
  other.calls.length = 0
  other.answer = () => ({ status: 200 })
})
let count = 0
const body = (more: object = {}, notification: object = {}) => ({
  id: `urn:ngsi-ld:Subscription:${++count}`,
  type: 'Subscription',
  entities: [{ type: 'Building' }],
  notification: { endpoint: { uri: `${other.url}/notify` }, ...notification },
  ...more,
})
async function subscribe(more: object = {}, notification: object = {}): Promise<string> {
  const given = body(more, notification)
  const answer = await ngsi('POST', '/subscriptions', given)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(given.id)
  return given.id
}
const told = async (n: number) => {
  await vi.waitFor(() => expect(other.calls).toHaveLength(n), { timeout: 10_000 })
  return JSON.parse(other.calls[n - 1]?.body ?? '')
}

test('a subscription is shown as the clause has it: its triggers, its state, nothing of others', async () => {
  const id = await subscribe({ status: 'expired', surplus: 'x' }, { timesSent: 42 })
  const { notification, ...shown } = (await ngsi('GET', `/subscriptions/${id}`)).json
  expect(shown).toEqual({
    ...{ id, type: 'Subscription', entities: [{ type: 'Building' }], status: 'active' },
    notificationTrigger: ['attributeCreated', 'attributeUpdated'],
  })
  expect(notification.timesSent).toBeUndefined()
})

test.each<[string, object, object]>([
  ['an id that is none', { id: 'invalidId' }, {}],
  ['an empty id', { id: '' }, {}],
  ['an end in the past', { expiresAt: '2000-01-01T00:00:00Z' }, {}],
  ['a trigger that is none', { notificationTrigger: ['entityChanged'] }, {}],
  ['a filter of sources that is none', { csf: '((' }, {}],
  [
    'a number in receiverInfo',
    {},
    { endpoint: { uri: 'http://93.184.216.34', receiverInfo: [{ key: 'K', value: 42 }] } },
  ],
  [
    'an object in notifierInfo',
    {},
    { endpoint: { uri: 'http://93.184.216.34', notifierInfo: [{ key: 'K', value: {} }] } },
  ],
  ['a pair without a value', {}, { endpoint: { uri: 'http://93.184.216.34', receiverInfo: [{ key: 'K' }] } }],
])('%s is refused', async (_, more, notification) => {
  expect(errorOf(await ngsi('POST', '/subscriptions', body(more, notification)))).toEqual([400, 'BadRequestData'])
})

test('what went is told as null: of an attribute, of an instance, of a whole entity with what it was', async () => {
  const id = 'urn:ngsi-ld:Building:1'
  const attributes = {
    name: { type: 'Property', value: 'Eiffel Tower' },
    street: { type: 'LanguageProperty', languageMap: { fr: 'Grand Place' } },
    locatedAt: { type: 'Relationship', object: 'urn:ngsi-ld:City:Paris' },
  }
  await ngsi('POST', '/entities', { id, type: 'Building', ...attributes })
  await subscribe({ notificationTrigger: ['attributeDeleted'] }, { format: 'keyValues' })
  await ngsi('DELETE', `/entities/${id}/attrs/name`)
  expect((await told(1)).data[0]).toMatchObject({ id, name: 'urn:ngsi-ld:null', locatedAt: 'urn:ngsi-ld:City:Paris' })
  await ngsi('DELETE', `/subscriptions/${made.pop()}`)
  await subscribe({ notificationTrigger: ['attributeDeleted', 'entityDeleted'] }, { showChanges: true })
  await ngsi('DELETE', `/entities/${id}/attrs/street`)
  expect((await told(2)).data[0].street).toEqual({
    ...{ type: 'LanguageProperty', languageMap: { '@none': 'urn:ngsi-ld:null' } },
    previousLanguageMap: attributes.street.languageMap,
  })
  await ngsi('POST', `/entities/${id}/attrs`, { street: attributes.street })
  await ngsi('DELETE', `/entities/${id}`)
  expect((await told(3)).data[0]).toEqual({
    ...{ id, type: 'Building', deletedAt: expect.any(String) },
    street: {
      type: 'LanguageProperty',
      languageMap: 'urn:ngsi-ld:null',
      previousLanguageMap: attributes.street.languageMap,
    },
    locatedAt: { type: 'Relationship', object: 'urn:ngsi-ld:null', previousObject: 'urn:ngsi-ld:City:Paris' },
  })
})

test.each(['flat', 'inline'] as const)('entities that a changed one leads to are told %s', async (how) => {
  const [id, city] = [`urn:ngsi-ld:Building:${how}`, `urn:ngsi-ld:City:${how}`]
  await ngsi('POST', '/entities', { id: city, type: 'City', name: 'Paris' })
  await ngsi('POST', '/entities', { id, type: 'Building', locatedAt: { object: city } })
  await subscribe({}, { join: how, joinLevel: 1, format: 'simplified' })
  await ngsi('POST', `/entities/${id}/attrs`, { name: 'Tour Eiffel' })
  const paris = { id: city, type: 'City', name: 'Paris' }
  const own = { id, type: 'Building', name: 'Tour Eiffel' }
  expect((await told(1)).data).toEqual(
    how === 'flat' ? [{ ...own, locatedAt: city }, paris] : [{ ...own, locatedAt: paris }],
  )
})

test('contexts: one that brings the core with it is told as it came; one written out has an address', async () => {
  other.answer = ({ url }) => {
    const core = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld'
    const terms = { Building: 'https://x.example/Building' }
    return { status: 200, body: JSON.stringify({ '@context': url === '/whole' ? [`${other.url}/part`, core] : terms }) }
  }
  const [whole, part] = [`${other.url}/whole`, `${other.url}/part`]
  const create = (id: string, context: unknown) =>
    ngsi('POST', '/entities', { id, type: 'Building', '@context': context }, ld)
  expect((await create('urn:c:1', [whole])).status).toBe(201)
  const read = async (url: string) =>
    (
      await ngsi('GET', '/entities/urn:c:1', undefined, {
        accept: 'application/ld+json',
        link: `<${url}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
      })
    ).json
  expect(await read(whole)).toEqual({ id: 'urn:c:1', type: 'Building', '@context': whole })
  expect((await read(part))['@context']).toEqual([part, expect.stringContaining('core-context')])
  const given = { ...body(), '@context': [whole, { more: 'https://x.example/more' }] }
  expect((await ngsi('POST', '/subscriptions', given, ld)).status).toBe(201)
  made.push(given.id)
  const { jsonldContext } = (await ngsi('GET', `/subscriptions/${given.id}`)).json
  const kept = (await ngsi('GET', `/jsonldContexts/${jsonldContext.split('/').at(-1)}?details=true`)).json
  expect(kept).toMatchObject({ kind: 'ImplicitlyCreated', URL: jsonldContext })
  await subscribe()
  expect((await ngsi('GET', `/subscriptions/${made.at(-1)}`)).json.jsonldContext).toBeUndefined()
})

test('contexts that the operator put in a folder need no network; what is no context is refused, the core stays', async () => {
  const url = 'https://closed.example/terms.jsonld'
  await writeFile(join(folder, encodeURIComponent(url)), '{"@context":{"Well":"https://closed.example/Well"}}')
  expect((await ngsi('POST', '/entities', { id: 'urn:c:9', type: 'Well', '@context': url }, ld)).status).toBe(201)
  expect((await ngsi('GET', '/entities/urn:c:9')).json.type).toBe('https://closed.example/Well')
  const host = (given: unknown) => ngsi('POST', '/jsonldContexts', given)
  expect(errorOf(await host({ Building: 'https://x.example/B' }))).toEqual([400, 'InvalidRequest'])
  expect(errorOf(await host('{"@context":'))).toEqual([400, 'InvalidRequest'])
  for (const wrong of [5, true, [{}, 5]])
    expect(errorOf(await host({ '@context': wrong }))).toEqual([400, 'BadRequestData'])
  const core = encodeURIComponent('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld')
  expect(errorOf(await ngsi('DELETE', `/jsonldContexts/${core}`))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('DELETE', `/jsonldContexts/${core}?reload=true`)).status).toBe(204)
})

test('a reload that fails leaves the context that was there', async () => {
  other.answer = () => ({ status: 200, body: '{"@context":{"Fen":"https://x.example/Fen"}}' })
  const url = `${other.url}/fen`
  expect((await ngsi('POST', '/entities', { id: 'urn:c:8', type: 'Fen', '@context': url }, ld)).status).toBe(201)
  other.answer = () => ({ status: 500 })
  const path = `/jsonldContexts/${encodeURIComponent(url)}`
  expect(errorOf(await ngsi('DELETE', `${path}?reload=true`))).toEqual([504, 'LdContextNotAvailable'])
  expect((await ngsi('GET', `${path}?details=true`)).json.kind).toBe('Cached')
  expect((await ngsi('DELETE', path)).status).toBe(204)
  expect((await ngsi('GET', `${path}?details=true`)).status).toBe(404)
})
