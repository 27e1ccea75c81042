import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { anonymous, systemActor } from '../../../kernel/access/index.ts'
import { writeCodes } from '../../../kernel/codes/index.ts'
import { codingCatalogues, demoCity } from '../../../packs/city/shanghai/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Registry, registryRoom } from '../index.ts'
import { chooseForm, forms } from './represent.ts'

let made: Registry | undefined
const city = await testCity({
  upTo: 'registry',
  rooms: (base) => {
    const room = registryRoom(base, { bounds: [120, 30, 122, 32], catalogues: codingCatalogues })
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const registry = made
const demo = demoCity()
const some = demo.addresses.slice(0, 50)
await city.base.db.tx((tx) => registry.loadPlaces(tx, { ...demo, addresses: some }, 'test'))
await registry.refresh()
const officer = city.as({ ...systemActor, id: 'officer', scopes: ['registry', 'registry.see', 'public'] })
const resolve = (path: string, accept?: string) => city.get(`/id/${path}`, accept === undefined ? {} : { accept })

describe('resolution', () => {
  it('tells malformed from unknown, and says what would be right', async () => {
    const bad = await resolve('credit/91350100M000100Y44')
    expect([bad.status, bad.json.code, bad.json.facts.fault]).toEqual([422, 'registry.badCode', 'check'])
    const unknown = await resolve('credit/91350100M000100Y43')
    expect([unknown.status, unknown.json.code]).toEqual([404, 'registry.unknownCode'])
    expect(unknown.json.facts.parts.division).toBe('350100')
    expect((await resolve('nothing/1')).json.code).toBe('registry.noScheme')
    for (const [path, code] of [
      ['oid/1.2.840.0113', 'registry.badCode'],
      ['oid/1.2.840.113', 'registry.unknownCode'],
      ['handle/20.500.1/a/b', 'registry.unknownCode'],
      ['vaa/88.100.5/x.1', 'registry.unknownCode'],
      ['vaa/86.100.5/x.1', 'registry.badCode'],
      ['ecode/10001123', 'registry.unknownCode'],
      ['component/3101010100000001', 'registry.unknownCode'],
      ['component/310101010000000X', 'registry.badCode'],
    ])
      expect((await resolve(path ?? '')).json.code, path).toBe(code)
  })

  it('gives a division in every form', async () => {
    const json = await resolve('division/310101000000', 'application/json')
    expect(json.json).toMatchObject({
      code: '310101',
      standing: 'known',
      thing: { kind: 'division', state: { level: 'county' } },
    })
    expect((await resolve('division/310101', 'application/geo+json')).json).toMatchObject({
      type: 'Feature',
      geometry: { type: expect.stringMatching(/Polygon/) },
    })
    expect((await resolve('division/310101', 'application/ld+json')).json).toMatchObject({
      '@id': 'urn:shudu:division:310101',
      name: { zh: '黄浦区' },
    })
    const page = await resolve('division/310101', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8')
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.text).toContain('<h1>黄浦区</h1>')
    expect((await resolve('division/310101', 'image/png')).status).toBe(406)
  })

  it('knows an address by its number and by its words', async () => {
    const [first] = some
    const byWords = await resolve(`address/${encodeURIComponent(first?.text ?? '')}`)
    expect(byWords.json.thing.state.text).toBe(first?.text)
    const byNumber = await resolve(`address/${byWords.json.thing.state.code}`)
    expect(byNumber.json.thing).toEqual(byWords.json.thing)
    const wrong = String(byWords.json.thing.state.code).replace(/.$/, (last) => String((Number(last) + 1) % 10))
    expect((await resolve(`address/${wrong}`)).status).toBe(422)
  })

  it('follows a binding to what a later room knows, and takes a browser to its screen', async () => {
    registry.identifiers.add(async ({ thing }) =>
      thing === 'urn:x:7'
        ? {
            uri: thing,
            kind: 'entity',
            title: { zh: '<灯>', en: 'Lamp' },
            types: [],
            state: { on: true },
            screen: '/map?thing=7',
          }
        : undefined,
    )
    expect(
      (await officer.call('PUT', '/api/registry/codes/handle/20.500.9%2Flamp-7', { thing: 'urn:x:7' })).status,
    ).toBe(204)
    expect((await city.call('PUT', '/api/registry/codes/handle/20.500.9%2Fother', { thing: 'urn:x:7' })).status).toBe(
      401,
    )
    expect((await resolve('handle/20.500.9/lamp-7')).json.thing.state).toEqual({ on: true })
    const seen = await resolve('handle/20.500.9/lamp-7', 'text/html')
    expect([seen.status, seen.headers.get('location')]).toEqual([303, '/map?thing=7'])
    expect((await resolve('handle/20.500.9/lamp-7?as=text/html')).text).toContain('&lt;灯&gt;')
    await officer.call('DELETE', '/api/registry/codes/handle/20.500.9%2Flamp-7')
    expect((await resolve('handle/20.500.9/lamp-7')).json.standing).toBe('withdrawn')
  })

  it('chooses by quality first, then exactness', () => {
    expect(chooseForm('application/ld+json;q=0.5, application/json;q=0.9', forms)).toBe('application/json')
    expect(chooseForm('*/*, text/html', forms)).toBe('text/html')
    expect(chooseForm('application/json;q=0, */*', forms)).toBe('application/ld+json')
    expect(chooseForm(undefined, forms)).toBe('application/json')
  })
})

describe('issuing', () => {
  const order = { catalogue: 'component', values: { division: '310101', class: '01' } }

  it('takes 100,000 codes at once, and they resolve', async () => {
    const many = await registry.identifiers.issue({ ...order, count: 100_000, by: 'test' })
    expect(new Set(many.codes).size).toBe(100_000)
    const { rows } = await sql<{ count: number }>`select count(*) from registry.code where issue = ${many.id}`.execute(
      city.base.db,
    )
    expect(rows[0]?.count).toBe(100_000)
    expect((await resolve(`city/${many.codes[77_776]}`)).json).toMatchObject({
      standing: 'unassigned',
      catalogue: 'component',
      says: { serial: many.first + 77_776 },
    })
  })

  it('leaves no gap where the catalogue says so, also when an issue fails and others race', async () => {
    const values = { division: '310104', class: '02' }
    const [catalogue] = codingCatalogues
    if (!catalogue) throw new Error('the profile has catalogues')
    const [inTheWay = ''] = writeCodes(catalogue, values, 13, 1)
    await sql`insert into registry.code (scheme, code) values ('city', ${inTheWay})`.execute(city.base.db)
    const take = () => registry.identifiers.issue({ ...order, values, count: 40, by: 'test' })
    await expect(take()).rejects.toThrow()
    await sql`delete from registry.code where code = ${inTheWay}`.execute(city.base.db)
    const taken = await Promise.all([take(), take(), take()])
    expect(taken.map(({ first }) => first).sort((a, b) => a - b)).toEqual([1, 41, 81])
  })

  it('refuses wrong values by name, and who may not', async () => {
    const bad = await officer.post('/api/registry/code-issues', {
      ...order,
      values: { division: '3101', class: '77' },
      count: 5,
    })
    expect(bad.json.errors.map((each: { field: string }) => each.field)).toEqual(['division', 'class'])
    expect(
      (
        await city
          .as({ ...anonymous, id: 'p', kind: 'person' })
          .post('/api/registry/code-issues', { ...order, count: 5 })
      ).status,
    ).toBe(403)
  })

  it('prints labels that can be read', async () => {
    const issued = await officer.post('/api/registry/code-issues', {
      ...order,
      values: { division: '310106', class: '03' },
      count: 30,
      note: '静安区绿化和市容管理局 2026',
    })
    expect(issued.status).toBe(201)
    const answer = await fetch(`${city.url}/api/registry/code-issues/${issued.json.id}/labels.pdf?grid=3x8`, {
      headers: { 'x-test-actor': 'officer' },
    })
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    const pdf = Buffer.from(await answer.arrayBuffer())
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2)
  })
})
