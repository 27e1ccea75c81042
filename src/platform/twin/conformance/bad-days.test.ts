import { afterAll, expect, test } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What nobody sends by mistake: too much, too deep, too long, and ways inside.

const other = await receiver()
afterAll(other.close)
const { ngsi } = await twinCity({ allowedHosts: new Set([other.host]) })
const link = (path: string) => ({
  link: `<${other.url}${path}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
})
const context = (value: unknown) => ({ status: 200, body: JSON.stringify({ '@context': value }) })
const nested = (depth: number, open = '[', close = ']') => `${open.repeat(depth)}1${close.repeat(depth)}`

const deep = 100_000
test.each<[string, string, string, string | undefined, number]>([
  ['a value', 'POST', '/entities', `{"id":"urn:x:1","type":"T","a":{"type":"Property","value":${nested(deep)}}}`, 400],
  ['a value of objects', 'POST', '/entities', `{"id":"urn:x:1","type":"T","a":${nested(deep, '{"b":', '}')}}`, 400],
  [
    'a geometry',
    'POST',
    '/entities',
    `{"id":"urn:x:1","type":"T","location":{"type":"GeoProperty","value":{"type":"Polygon","coordinates":${nested(deep)}}}}`,
    400,
  ],
  ['a merge', 'PATCH', '/entities/urn:x:0', `{"a":${nested(deep, '{"b":', '}')}}`, 400],
  ['a batch', 'POST', '/entityOperations/create', nested(deep), 207],
  ['a query', 'POST', '/entityOperations/query', `{"type":"Query","q":"${nested(deep, '(', ')')}"}`, 400],
  [
    'a subscription',
    'POST',
    '/subscriptions',
    `{"type":"Subscription","entities":[{"type":"T"}],"q":"${nested(deep, '(', ')')}","notification":{"endpoint":{"uri":"https://receiver.example/n"}}}`,
    400,
  ],
  [
    'a registration',
    'POST',
    '/csourceRegistrations',
    `{"type":"ContextSourceRegistration","endpoint":"https://a.example","information":${nested(deep)}}`,
    400,
  ],
  ['a hosted context', 'POST', '/jsonldContexts', `{"@context":${nested(deep)}}`, 400],
  ['a context', 'POST', '/entities', `{"@context":${nested(deep)},"id":"urn:x:1","type":"T"}`, 400],
  ['q', 'GET', `/entities?type=T&q=${'('.repeat(3_000)}a${')'.repeat(3_000)}`, undefined, 400],
  ['types', 'GET', `/entities?type=${'('.repeat(3_000)}T${')'.repeat(3_000)}`, undefined, 400],
  ['scopes', 'GET', `/entities?scopeQ=${'('.repeat(3_000)}/a${')'.repeat(3_000)}`, undefined, 400],
  ['members', 'GET', `/entities?type=T&join=inline&pick=${'a{'.repeat(2_000)}b${'}'.repeat(2_000)}`, undefined, 400],
])('too deep: %s', async (_, method, path, body, status) => {
  const began = performance.now()
  const answer = await ngsi(
    method,
    path,
    body,
    body?.includes('"@context":') && path === '/entities' ? { 'content-type': 'application/ld+json' } : {},
  )
  expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([status, 'application/json'])
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('too much: a body of 10 MB, a batch of 100,000', async () => {
  const long = await ngsi('POST', '/entities', `{"id":"urn:x:1","type":"T","a":"${'x'.repeat(10_000_000)}"}`)
  expect(long.status).toBe(413)
  const batch = JSON.stringify(Array.from({ length: 100_000 }, (_, n) => ({ id: `urn:x:${n}`, type: 'T' })))
  for (const operation of ['create', 'upsert', 'update', 'merge'])
    expect(errorOf(await ngsi('POST', `/entityOperations/${operation}`, batch))).toEqual([400, 'BadRequestData'])
  const ids = JSON.stringify(Array.from({ length: 100_000 }, (_, n) => `urn:x:${n}`))
  expect(errorOf(await ngsi('POST', '/entityOperations/delete', ids))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('GET', '/entities?type=T&count=true&limit=0')).headers.get('ngsild-results-count')).toBe('0')
})

test('contexts: ways inside are not available and are asked for anew; endless, deep and huge ones are refused', async () => {
  const entity = { id: 'urn:x:2', type: 'T' }
  for (const location of [
    'http://10.0.0.1/c',
    'http://169.254.169.254/latest',
    '/again',
    'file:///etc/passwd',
    'http://[',
  ]) {
    other.calls.length = 0
    other.answer = () => ({ status: 302, headers: { location } })
    for (const time of [1, 2]) {
      expect(errorOf(await ngsi('POST', '/entities', entity, link('/again')))).toEqual([504, 'LdContextNotAvailable'])
      if (location !== '/again') expect(other.calls).toHaveLength(time)
    }
  }
  other.answer = ({ url }) => context([`${other.url}/c${Number(url.slice(2)) + 1}`, { a: 'https://x.example/a' }])
  other.calls.length = 0
  expect((await ngsi('POST', '/entities', entity, link('/c1'))).status).toBe(400)
  expect(other.calls.length).toBeLessThan(40)
  other.answer = () => ({ status: 200, body: `{"@context":${nested(deep)}}` })
  expect((await ngsi('POST', '/entities', entity, link('/deep'))).status).toBe(400)
  expect((await ngsi('POST', '/entities', entity, link(`/${'long'.repeat(500)}`))).status).toBe(400)
  other.answer = () => context({ a: `https://x.example/${'a'.repeat(20_000_000)}` })
  expect((await ngsi('POST', '/entities', entity, link('/huge'))).status).toBe(400) // cut off, so no JSON
})
