import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coreContextUrl } from '../../../kernel/twin/index.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI suite (TP 050 to 053) and its public extensions (5132, 5135) ask of the hosting of @contexts.

const { ngsi } = await twinCity({ allowedHosts: new Set(['127.0.0.1']) })
const server = createServer((_, answer) => {
  answer.setHeader('content-type', 'application/ld+json')
  answer.end(JSON.stringify({ '@context': { Testing: 'https://x.example/Testing' } }))
})
let home = ''
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((done) => server.close(done)))

let count = 0
async function use(context: string): Promise<void> {
  const body = { id: `urn:ngsi-ld:Testing:${++count}`, type: 'Testing', '@context': context }
  expect((await ngsi('POST', '/entities', body, { 'content-type': 'application/ld+json' })).status).toBe(201)
}
const details = async (id: string) => (await ngsi('GET', `/jsonldContexts/${encodeURIComponent(id)}?details=true`)).json
const hits = async (id: string): Promise<number> => (await details(id)).numberOfHits

describe('053_04, 053_06, 053_08: how often a context was found', () => {
  test('a cached one: each use, and each time it is told of', async () => {
    const url = `${home}/cached.jsonld`
    await use(url)
    expect(await hits(url)).toBe(1)
    await use(url)
    expect(await hits(url)).toBe(3)
    const { lastUsage, kind, localId } = await details(url)
    expect([lastUsage, kind]).toEqual(['2026-11-20T08:00:00.000Z', 'Cached'])
    expect((await ngsi('GET', `/jsonldContexts/${localId}`)).status).toBe(422)
  })
  test('a hosted one: each use', async () => {
    const made = await ngsi('POST', '/jsonldContexts', { '@context': { a: 'https://x.example/a' } })
    const id = made.headers.get('location')?.split('/').at(-1) ?? ''
    expect(await hits(id)).toBe(0)
    await use(`https://city.example/ngsi-ld/v1/jsonldContexts/${id}`)
    expect(await hits(id)).toBe(1)
  })
  test('one that a subscription made: none until it is used or told of', async () => {
    const subscription = {
      type: 'Subscription',
      entities: [{ type: 'Other' }],
      notification: { endpoint: { uri: 'https://elsewhere.example/n' } },
      '@context': [`${home}/one.jsonld`, `${home}/two.jsonld`],
    }
    const headers = { 'content-type': 'application/ld+json' }
    expect((await ngsi('POST', '/subscriptions', subscription, headers)).status).toBe(201)
    const [made] = (await ngsi('GET', '/jsonldContexts?details=true&kind=ImplicitlyCreated')).json
    expect(made.numberOfHits).toBe(0)
    await use(made.URL)
    expect([await hits(made.localId), await hits(made.localId)]).toEqual([1, 2])
  })
})

test('051_08, 051_09: the core context is told of, loaded anew at will, never served or deleted', async () => {
  const core = `/jsonldContexts/${encodeURIComponent(coreContextUrl)}`
  expect(await details(coreContextUrl)).toEqual({
    URL: coreContextUrl,
    localId: 'core',
    kind: 'Cached',
    createdAt: '2026-11-20T08:00:00.000Z',
  })
  expect((await ngsi('GET', core)).status).toBe(422)
  expect((await ngsi('DELETE', `${core}?reload=true`)).status).toBe(204)
  expect(errorOf(await ngsi('DELETE', core))).toEqual([400, 'BadRequestData'])
})

test.each([[5], [true], [[5]], [null], ['not a uri'], [{ a: 5 }], [{ a: ['https://x.example/a'] }]])(
  '5132: %j is no context',
  async (context) => {
    expect(errorOf(await ngsi('POST', '/jsonldContexts', { '@context': context }))).toEqual([400, 'BadRequestData'])
  },
)
