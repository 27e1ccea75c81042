import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { afterAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous, type Permission } from '../../../kernel/access/index.ts'
import { errorTable } from '../../../kernel/errors/index.ts'
import { type Http, raw, uploads } from '../index.ts'
import { openTestCity, testCity } from '../testing.ts'

const web = mkdtempSync(join(tmpdir(), 'shudu-web-'))
mkdirSync(join(web, 'assets'))
writeFileSync(join(web, 'index.html'), '<!doctype html><title>Shudu</title>')
writeFileSync(join(web, 'assets', 'main-abc.js'), 'export const a = 1')
afterAll(() => rmSync(web, { recursive: true, force: true }))

const open: Permission = {
  action: 'door.open',
  title: { zh: '开门', en: 'Open the door' },
  scope: 'door',
  grants: [{ who: 'anyone', relation: 'any' }],
  grade: 'internal',
  changes: true,
}
const errors = errorTable({
  'door.stuck': {
    kind: 'conflict',
    says: { zh: '门卡住了', en: 'The door is stuck' },
    todo: { zh: '再推', en: 'Push again' },
  },
})

const program = (scope: string): Actor => ({ id: 'prometheus', kind: 'service', name: 'P', posts: [], scopes: [scope] })

const routes = (http: Http) => {
  const door = { title: open.title, access: open } as const
  http.route({
    ...door,
    method: 'POST',
    path: '/api/door',
    body: Type.Object({ wide: Type.Boolean() }),
    handle: () => undefined,
  })
  http.route({
    ...door,
    method: 'GET',
    path: '/api/door/:n',
    params: Type.Object({ n: Type.Integer() }),
    query: Type.Object({ many: Type.Optional(Type.Array(Type.Integer())), yes: Type.Optional(Type.Boolean()) }),
    response: Type.Object({ n: Type.Integer(), many: Type.Array(Type.Integer()), yes: Type.Boolean() }),
    handle: ({ params, query }) => ({ n: params.n, many: query.many ?? [], yes: query.yes ?? false }),
  })
  http.route({
    ...door,
    method: 'GET',
    path: '/api/wrong',
    response: Type.Object({ n: Type.Integer() }),
    handle: () => ({ n: 'x' as unknown as number }),
  })
  http.route({ ...door, method: 'GET', path: '/api/stuck', handle: () => Promise.reject(errors.make('door.stuck')) })
  http.route({
    ...door,
    method: 'GET',
    path: '/api/file',
    response: raw('text/csv'),
    handle: () => ({ type: 'text/csv', body: 'a\n1\n', fileName: '报表 1.csv' }),
  })
  http.route({
    ...door,
    method: 'POST',
    path: '/api/upload',
    uploads: 1_000,
    response: Type.Object({ parts: Type.Array(Type.String()) }),
    handle: async ({ request }) => {
      const parts: string[] = []
      for await (const part of uploads(request, { fileBytes: 1_000, files: 2 })) {
        if (part.kind === 'field') parts.push(`${part.field}=${part.value}`)
        else parts.push(`${part.name}:${(await buffer(part.stream)).length}`)
      }
      return { parts }
    },
  })
}

const person: Actor = { ...anonymous, id: 'p1', kind: 'person', name: '王' }
const city = await testCity({
  upTo: 'base',
  config: { web, publicUrl: 'https://city.example' },
  log: 'silent',
  rooms: () => ({
    rooms: [{ name: 'door', permissions: [open], errors, routes }],
    authenticate: async ({ headers }) => {
      const scope = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
      if (scope !== undefined) return { actor: program(scope), by: 'token' }
      return headers.cookie === 'shudu=1' ? { actor: person, by: 'cookie' } : { actor: anonymous, by: 'nobody' }
    },
  }),
})

describe('the edge', () => {
  it('sends every answer with what browsers need to keep others out', async () => {
    for (const path of ['/', '/healthz', '/api/nowhere', '/assets/main-abc.js']) {
      const { headers } = await city.get(path, { accept: 'text/html' })
      expect(headers.get('content-security-policy')).toContain("script-src 'self';")
      expect(headers.get('content-security-policy')).toContain("worker-src 'self' blob:")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toContain('max-age')
      expect(headers.get('x-shudu-version')).toBe(city.base.config.version)
    }
  })

  it.each([
    [{}, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://city.example' }, 403],
    [{ origin: 'https://city.example' }, 204],
    [{ 'sec-fetch-site': 'same-origin' }, 204],
  ])('lets a signed-in browser change something only from our own pages: %j → %i', async (headers, status) => {
    const answer = await city.post('/api/door', { wide: true }, { ...headers, cookie: 'shudu=1' })
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.json.code).toBe('base.foreignOrigin')
  })

  it('reads numbers, lists and yes or no out of paths and queries, and says which does not fit', async () => {
    expect((await city.get('/api/door/7?many=1&many=2&yes=true')).json).toEqual({ n: 7, many: [1, 2], yes: true })
    expect((await city.get('/api/door/7?many=1')).json.many).toEqual([1])
    const zero = await city.get('/api/door/7?yes=%00')
    expect([zero.status, zero.json.code]).toEqual([422, 'base.unstorable'])
    expect((await city.get('/api/door/seven')).json.errors).toEqual([
      { field: 'n', found: 'seven', detail: '应为整数' },
    ])
    expect((await city.get('/api/door/1?many=x', { 'accept-language': 'en' })).json.errors).toMatchObject([
      { field: 'many.0' },
    ])
  })

  it.each([
    ['{"wide":', { 'content-type': 'application/json' }, 400, 'base.malformed'],
    ['<wide/>', { 'content-type': 'application/xml' }, 415, 'base.unsupportedType'],
    ['"x"', { 'content-type': 'application/json' }, 422, 'base.invalid'],
    ['{"wide":1}', { 'content-type': 'application/json' }, 422, 'base.invalid'],
    [`{"wide":true,"x":"${'x'.repeat(1024 * 1024)}"}`, { 'content-type': 'application/json' }, 413, 'base.tooLarge'],
  ])('answers a body that cannot be taken with what is wrong (%#)', async (body, headers, status, code) => {
    const answer = await city.call('POST', '/api/door', body, headers as unknown as Record<string, string>)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(answer.json.todo).not.toBe('')
  })

  it('answers an address that cannot be read', async () => {
    const { statusCode, json } = await city.edge.fastify.inject({ url: '/api/door/%E0%A4%A' })
    expect([statusCode, json().code]).toEqual([400, 'base.malformed'])
  })

  it('tells a known error with its own words, and hides an unknown one', async () => {
    const stuck = await city.get('/api/stuck', { 'accept-language': 'en' })
    expect([stuck.status, stuck.json.detail, stuck.json.todo]).toEqual([409, 'The door is stuck', 'Push again'])
    const wrong = await city.get('/api/wrong')
    expect([wrong.status, wrong.json.code]).toEqual([500, 'base.failed'])
    expect(wrong.json.todo).toContain(wrong.json.request)
    expect(wrong.text).not.toContain('schema')
  })

  it('names downloads in any script', async () => {
    const { headers } = await city.get('/api/file')
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="__ 1.csv"; filename*=UTF-8''%E6%8A%A5%E8%A1%A8%201.csv`,
    )
  })

  it('reads forms part by part and stops a file that is too large', async () => {
    const form = new FormData()
    form.set('note', '你好')
    form.set('a', new Blob(['x'.repeat(900)]), '照片.jpg')
    expect((await city.post('/api/upload', form)).json).toEqual({ parts: ['note=你好', '照片.jpg:900'] })
    form.set('a', new Blob(['x'.repeat(1_001)]), 'large.jpg')
    const large = await city.post('/api/upload', form)
    expect([large.status, large.json.code]).toEqual([413, 'base.tooLarge'])
    expect((await city.post('/api/upload', { a: 1 })).status).toBe(415)
  })

  it('serves the web application: hashed files for long, pages fresh, unknown pages by the application itself', async () => {
    const asset = await city.get('/assets/main-abc.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    const home = await city.get('/', { accept: 'text/html' })
    expect([home.status, home.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    // Node's fetch forbids caches whenever it is asked for a version; a browser does not.
    const headers = { 'if-none-match': home.headers.get('etag') ?? '' }
    expect((await city.edge.fastify.inject({ url: '/', headers })).statusCode).toBe(304)
    expect((await city.get('/desk/case/12', { accept: 'text/html' })).text).toContain('<title>Shudu')
    expect((await city.get('/assets/gone.js', { accept: 'text/html' })).status).toBe(404)
    expect((await city.get('/api/gone', { accept: 'text/html' })).json.code).toBe('base.missing')
    const opened = await city.get('/id/gone', { accept: 'text/html,application/xhtml+xml', 'accept-language': 'en' })
    expect([opened.status, opened.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(opened.text).toContain('There is nothing here')
    expect(opened.text).toContain(String(opened.headers.get('x-request-id')))
    expect((await city.get('/../../package.json')).status).toBe(404)
  })

  it('shows its metrics to programs that may read them, and to nobody who comes through a proxy', async () => {
    const outside = await city.get('/metrics', { 'x-forwarded-for': '203.0.113.7' })
    expect([outside.status, outside.json.code]).toEqual([401, 'base.unauthenticated'])
    expect((await city.get('/metrics', { cookie: 'shudu=1' })).status).toBe(403)
    expect((await city.get('/metrics', { authorization: 'Bearer door' })).status).toBe(403)
    expect((await city.get('/metrics', { authorization: 'Bearer metrics' })).status).toBe(200)
  })

  it('describes itself: OpenAPI, pages without scripts, metrics by route', async () => {
    const { json } = await city.get('/openapi.json')
    expect(json.openapi).toBe('3.1.1')
    expect(json.paths['/api/door/{n}'].get).toMatchObject({
      operationId: 'getApiDoorByN',
      'x-permission': 'door.open',
      parameters: [
        { name: 'n', in: 'path', required: true },
        { name: 'many', in: 'query', required: false },
        { name: 'yes' },
      ],
    })
    const docs = await city.get('/docs?lang=en')
    expect(docs.text).toContain('/api/door/:n')
    // Nothing from elsewhere, nothing that runs.
    expect(docs.text).not.toMatch(/<script|https?:\/\//)
    expect((await city.get('/docs/errors?lang=zh')).text).toContain('id="door.stuck"')
    const metrics = await city.get('/metrics', { authorization: 'Bearer metrics' })
    expect(metrics.text).toMatch(
      /shudu_http_request_seconds_count\{method="GET",route="\/api\/door\/:n",status="200"\} 2/,
    )
    expect(metrics.text).toMatch(/shudu_outbox_waiting 0/)
  })
})

it('closing does not wait for a connection that was opened ahead and never used', async () => {
  const own = await openTestCity({ rooms: () => [] })
  const { hostname, port } = new URL(own.url)
  const ahead = connect(Number(port), hostname)
  await once(ahead, 'connect')
  // Whoever connects is known to the server a little later than to himself.
  expect((await own.get('/healthz')).status).toBe(200)
  const ended = once(ahead, 'close')
  await own.stop()
  await ended
})
