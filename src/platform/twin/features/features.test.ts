import { sql } from 'kysely'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { type Actor, systemActor } from '../../../kernel/access/index.ts'
import { toMercator } from '../../../kernel/place/index.ts'
import { type Json, locationName, plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'
import { ColumnBatch } from '../observations/index.ts'
import { worldHalf } from '../tiles/encode-tile.ts'

let made: Twin | undefined
const city = await testCity({
  upTo: 'twin',
  rooms: (base) => {
    const room = twinRoom(base)
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const { entities, observations } = made
const lamp = (index: number, isOpen: boolean) =>
  ({
    id: `urn:x:lamp:${index}`,
    types: [plainName('Streetlight')],
    isOpen,
    path: isOpen ? null : '/sh/a',
    title: { zh: `灯${index}`, en: `Lamp ${index}` },
    attributes: {
      [plainName('watts')]: [{ kind: 'Property', value: index % 3, dataset: '' }],
      [locationName]: [
        { kind: 'GeoProperty', value: { type: 'Point', coordinates: [121.4 + index * 0.001, 31.2] }, dataset: '' },
      ],
    },
  }) as const
await entities.put(Array.from({ length: 25 }, (_, index) => lamp(index, index % 5 !== 0)))
await entities.put([
  {
    id: 'urn:x:park',
    types: [plainName('Park')],
    isOpen: true,
    attributes: {
      [locationName]: [
        {
          kind: 'GeoProperty',
          dataset: '',
          value: {
            type: 'Polygon',
            coordinates: [
              [
                [121.4, 31.1],
                [121.5, 31.1],
                [121.5, 31.19],
                [121.4, 31.19],
                [121.4, 31.1],
              ],
            ],
          },
        },
      ],
    },
  },
])
const program: Actor = { ...systemActor, id: 'program', scopes: ['twin'] }
const service = city.as(program)
const layer = { title: { zh: '路灯', en: 'Lamps' }, types: ['Streetlight'], attributes: ['watts'], clusters: true }
expect((await service.call('PUT', '/api/twin/layers/lamps', layer)).status).toBe(204)
const root = '/ogc/features'

describe('OGC API – Features', () => {
  it('/req/core/root-success: the landing page leads to everything', async () => {
    const { json } = await service.get(root, { accept: 'application/json' })
    expect(json.links.map(({ rel }: { rel: string }) => rel)).toEqual(
      expect.arrayContaining(['self', 'service-desc', 'service-doc', 'conformance', 'data', 'alternate']),
    )
    for (const { href, rel } of json.links)
      expect((await fetch(href, { headers: { 'x-test-actor': 'program' } })).status, rel).toBe(200)
  })

  it('/req/core/conformance-success and /req/oas30', async () => {
    expect((await service.get(`${root}/conformance`)).json.conformsTo).toContain(
      'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
    )
    const api = await service.get(`${root}/api`)
    expect(api.headers.get('content-type')).toMatch(/^application\/vnd\.oai\.openapi\+json; ?version="?3\.0/)
    expect(api.json.openapi).toMatch(/^3\.0/)
    expect(Object.keys(api.json.paths)).toContain('/collections/lamps/items')
  })

  it('/req/core/fc-md-success: collections with their extents', async () => {
    const { json } = await service.get(`${root}/collections`)
    const lamps = json.collections.find(({ id }: { id: string }) => id === 'lamps')
    expect(lamps.extent.spatial.bbox[0][0]).toBeCloseTo(121.4, 5)
    expect(
      lamps.links.some(
        ({ rel, type }: { rel: string; type: string }) => rel === 'items' && type === 'application/geo+json',
      ),
    ).toBe(true)
    expect((await service.get(`${root}/collections/none`)).status).toBe(404)
  })

  it('/req/core/fc-response: pages follow each other without gap or repetition', async () => {
    const seen: string[] = []
    let next: string | undefined = `${city.url}${root}/collections/lamps/items?limit=7`
    while (next) {
      const answer: Response = await fetch(next, { headers: { 'x-test-actor': 'program' } })
      expect(answer.headers.get('content-type')).toContain('application/geo+json')
      const page = (await answer.json()) as {
        features: { id: string }[]
        numberMatched: number
        numberReturned: number
        links: { rel: string; href: string }[]
      } // the form of a feature collection
      expect([page.numberMatched, page.numberReturned]).toEqual([25, page.features.length])
      seen.push(...page.features.map(({ id }) => id))
      next = page.links.find(({ rel }) => rel === 'next')?.href
    }
    expect([seen.length, new Set(seen).size]).toEqual([25, 25])
  })

  it('/req/core/rc-bbox-response, rc-time-response, property filters', async () => {
    const ids = async (query: string) =>
      (await service.get(`${root}/collections/all/items?${query}`)).json.features.map(({ id }: { id: string }) => id)
    expect(await ids('bbox=121.4035,31.195,121.4065,31.21')).toEqual(['urn:x:lamp:4', 'urn:x:lamp:5', 'urn:x:lamp:6'])
    expect(await ids('bbox=121.4035,31.195,-10,121.4065,31.21,10')).toHaveLength(3)
    expect(await ids('bbox=121.45,31.15,121.46,31.16')).toEqual(['urn:x:park'])
    // Its box holds all of this; the thing itself is a triangle that does not.
    await entities.put([
      {
        id: 'urn:x:wedge',
        types: [plainName('Wedge')],
        isOpen: true,
        attributes: {
          [locationName]: [
            {
              kind: 'GeoProperty',
              dataset: '',
              value: {
                type: 'Polygon',
                coordinates: [
                  [
                    [120, 30],
                    [121, 30],
                    [120, 31],
                    [120, 30],
                  ],
                ],
              },
            },
          ],
        },
      },
    ])
    expect(await ids('bbox=120.8,30.8,120.9,30.9')).toEqual([])
    expect(await ids('bbox=120.4,30.4,120.6,30.6')).toEqual(['urn:x:wedge'])
    await entities.delete(['urn:x:wedge'])
    expect(await ids('datetime=../2020-01-01T00:00:00Z')).toEqual([])
    expect(await ids('datetime=2020-01-01T00:00:00Z/..&limit=100')).toHaveLength(26)
    expect((await service.get(`${root}/collections/lamps/items?watts=2&limit=100`)).json.numberMatched).toBe(8)
  })

  it('/req/core/query-param-invalid and query-param-unknown are 400', async () => {
    for (const query of [
      'limit=0',
      'limit=x',
      'bbox=1,2,3',
      'bbox=1,2,x,4',
      'datetime=yesterday',
      'colour=red',
      'f=xml',
      'datetime=2020-01-02T00:00:00Z/2020-01-01T00:00:00Z',
    ])
      expect((await service.get(`${root}/collections/lamps/items?${query}`)).status, query).toBe(400)
    expect((await service.get(`${root}/conformance?x=1`)).status).toBe(400)
    expect((await service.get(`${root}/collections/lamps/items?limit=1000000`)).status).toBe(200)
  })

  it('/rec/core/fc-filters: a term stands for every name that ends in it; the description names it once', async () => {
    const property = (value: Json) => [{ kind: 'Property' as const, value, dataset: '' }]
    await entities.put([
      {
        ...{ id: 'urn:x:well:1', types: [plainName('Well')], isOpen: true },
        attributes: {
          [plainName('depth')]: property(3),
          'https://example.org/terms#depth': property(4),
          'https://example.org/terms/limit': property('no parameter'),
          [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates: [121.9, 31.9] }, dataset: '' }],
        },
      },
    ])
    const wells = { title: { zh: '井', en: 'Wells' }, types: ['Well'], clusters: false }
    expect((await service.call('PUT', '/api/twin/layers/wells', wells)).status).toBe(204)
    const matched = async (query: string) =>
      (await service.get(`${root}/collections/wells/items?${query}`)).json.numberMatched
    expect([await matched('depth=3'), await matched('depth=4'), await matched('depth=5')]).toEqual([1, 1, 0])
    expect((await service.get(`${root}/collections/wells/items?limit=no%20parameter`)).status).toBe(400)
    const { json } = await service.get(`${root}/api`)
    const { parameters } = json.paths['/collections/wells/items'].get
    const names = parameters.map((one: { name?: string; $ref?: string }) => one.name ?? one.$ref?.split('/').at(-1))
    expect(names).toContain('depth')
    expect(names).toHaveLength(new Set(names).size)
  })

  it('/req/core/f-success: one feature, as GeoJSON and as a page', async () => {
    const path = `${root}/collections/lamps/items/urn:x:lamp:3`
    const { json } = await service.get(path)
    expect(json).toMatchObject({ type: 'Feature', id: 'urn:x:lamp:3', properties: { watts: 0, title: '灯3' } })
    expect(json.links.map(({ rel }: { rel: string }) => rel)).toEqual(
      expect.arrayContaining(['self', 'collection', 'alternate']),
    )
    expect((await service.get(path, { accept: 'text/html' })).text).toContain('<h1>urn:x:lamp:3</h1>')
    expect((await service.get(`${root}/collections/lamps/items/none`)).status).toBe(404)
  })

  it('shows to anybody what is open, and counts nothing else', async () => {
    const { json } = await city.get(`${root}/collections/lamps/items?limit=100`)
    expect([json.numberMatched, json.features.length]).toEqual([20, 20])
    expect((await city.get(`${root}/collections/lamps/items/urn:x:lamp:5`)).status).toBe(404)
  })
})

type Tile = {
  version?: number
  name?: string
  extent?: number
  features: { id?: number; type?: number; geometry: number[]; tags: number[] }[]
  keys: string[]
  values: unknown[]
}

/** Reads a tile by its specification, with the reader of the format alone. */
function readTileBytes(bytes: Uint8Array): Tile | undefined {
  const value = new PbfReader(bytes)
  let found: Tile | undefined
  value.readFields((tag, _, pbf) => {
    if (tag !== 3) return
    const end = pbf.readVarint() + pbf.pos
    const layerFound: Tile = { features: [], keys: [], values: [] }
    pbf.readFields(
      (field, one) => {
        if (field === 15) one.version = pbf.readVarint()
        else if (field === 1) one.name = pbf.readString()
        else if (field === 5) one.extent = pbf.readVarint()
        else if (field === 3) one.keys.push(pbf.readString())
        else if (field === 4) {
          const till = pbf.readVarint() + pbf.pos
          pbf.readFields(
            (kind) =>
              void one.values.push(
                kind === 1
                  ? pbf.readString()
                  : kind === 6
                    ? pbf.readSVarint()
                    : kind === 7
                      ? pbf.readBoolean()
                      : pbf.readDouble(),
              ),
            undefined,
            till,
          )
        } else if (field === 2) {
          const till = pbf.readVarint() + pbf.pos
          const feature: Tile['features'][number] = { geometry: [], tags: [] }
          pbf.readFields(
            (part) => {
              if (part === 1) feature.id = pbf.readVarint()
              else if (part === 3) feature.type = pbf.readVarint()
              else if (part === 2)
                feature.tags = pbf.readPackedVarint() as number[] // the reader fills a list
              else if (part === 4) feature.geometry = pbf.readPackedVarint() as number[] // the reader fills a list
            },
            undefined,
            till,
          )
          one.features.push(feature)
        }
      },
      layerFound,
      end,
    )
    found = layerFound
  }, undefined)
  return found
}

const tileAt = (z: number, lng: number, lat: number) => {
  const [x, y] = toMercator({ lng, lat })
  const side = (2 * worldHalf) / 2 ** z
  return `${z}/${Math.floor((x + worldHalf) / side)}/${Math.floor((worldHalf - y) / side)}`
}
const tile = async (path: string, as = 'program') => {
  const answer = await fetch(`${city.url}/tiles/${path}`, { headers: as === '' ? {} : { 'x-test-actor': as } })
  return {
    status: answer.status,
    etag: answer.headers.get('etag'),
    tile: answer.ok ? readTileBytes(new Uint8Array(await answer.arrayBuffer())) : undefined,
  }
}
const valueOfKey = (found: Tile, feature: Tile['features'][number], key: string) => {
  const at = found.keys.indexOf(key)
  for (let index = 0; index < feature.tags.length; index += 2)
    if (feature.tags[index] === at) return found.values[feature.tags[index + 1] ?? -1]
  return undefined
}

describe('vector tiles', () => {
  it('hold every thing where it stands, with the attributes of its layer', async () => {
    const { tile: found } = await tile(`lamps/${tileAt(16, 121.4035, 31.2)}`)
    expect(found).toMatchObject({ version: 2, name: 'lamps', extent: 4096 })
    const lamps = found?.features.map((feature) => valueOfKey(found, feature, 'id'))
    expect(lamps).toContain('urn:x:lamp:3')
    expect(
      found?.features.every(({ type, geometry }) => type === 1 && geometry.length === 3 && geometry[0] === 9),
    ).toBe(true)
    expect(
      found &&
        valueOfKey(found, found.features[lamps?.indexOf('urn:x:lamp:3') ?? 0] ?? { geometry: [], tags: [] }, 'watts'),
    ).toBe(0)
  })

  it('tell numbers, texts, and what devices sent last of the same attribute', async () => {
    const values = { 1: 1.5, 2: 0, 3: -2e9, 4: 'many', 5: 5 }
    const place = (n: number) => ({ type: 'Point', coordinates: [121.7 + n * 0.0001, 31.4] })
    await entities.put(
      Object.entries(values).map(([n, value]) => ({
        id: `urn:x:gauge:${n}`,
        types: [plainName('Gauge')],
        isOpen: true,
        attributes: {
          [plainName('depth')]: [{ kind: 'Property', value, dataset: '' }],
          [locationName]: [{ kind: 'GeoProperty', value: place(Number(n)), dataset: '' }],
        },
      })),
    )
    const key = (await entities.find(['urn:x:gauge:5'])).get('urn:x:gauge:5')?.key ?? 0
    const [series = 0] = await observations.seriesOf(city.base.db, [{ entity: key, name: plainName('depth') }])
    const batch = new ColumnBatch(1)
    batch.add(series, Date.now(), 55, 0)
    await observations.write(batch)
    await observations.settle()
    const gauges = {
      title: { zh: '尺', en: 'Gauges' },
      types: ['Gauge'],
      attributes: ['depth', 'none'],
      clusters: false,
    }
    expect((await service.call('PUT', '/api/twin/layers/gauges', gauges)).status).toBe(204)
    const { tile: found } = await tile(`gauges/${tileAt(16, 121.7003, 31.4)}`)
    const depths = found?.features.map((one) => [valueOfKey(found, one, 'id'), valueOfKey(found, one, 'depth')])
    expect(Object.fromEntries(depths ?? [])).toEqual({
      'urn:x:gauge:1': 1.5,
      'urn:x:gauge:2': 0,
      'urn:x:gauge:3': -2e9,
      'urn:x:gauge:4': 'many',
      'urn:x:gauge:5': 55,
    })
  })

  it('tell the same whether it is kept with the thing or asked for, and what a device sent over what was written', async () => {
    const other = 'https://example.com/depth'
    const far = (n: number) => ({ type: 'Point', coordinates: [121.8 + n * 0.0001, 31.4] })
    const depths = [1.25, -0.5, 1e21, 0, true, false, '深', 'a'.repeat(500), [1, 2], { deep: 1 }]
    const sounding = (n: number, depth: unknown, more = {}) => ({
      id: `urn:x:sounding:${n}`,
      types: [plainName('Sounding')],
      isOpen: true,
      attributes: {
        [plainName('depth')]: [{ kind: 'Property' as const, value: depth as Json, dataset: '' }], // each of them is JSON
        [other]: [{ kind: 'Property' as const, value: n, dataset: '' }],
        [plainName('a:b')]: [{ kind: 'Property' as const, value: 'plain', dataset: '' }],
        'a:b': [{ kind: 'Property' as const, value: 'not plain', dataset: '' }],
        [locationName]: [{ kind: 'GeoProperty' as const, value: far(n), dataset: '' }],
        ...more,
      },
    })
    await entities.put(depths.map((depth, n) => sounding(n, depth)))
    const words = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        plainName(`word${n}`),
        [{ kind: 'Property' as const, value: 'long'.repeat(10), dataset: '' }],
      ]),
    )
    await entities.put([sounding(10, 10, words)])
    const attributes = ['depth', other, plainName('a:b'), 'a:b', locationName]
    const layer = { title: { zh: '测深', en: 'Soundings' }, types: ['Sounding'], attributes, clusters: false }
    expect((await service.call('PUT', '/api/twin/layers/soundings', layer)).status).toBe(204)
    const path = `soundings/${tileAt(15, 121.8003, 31.4)}`
    const shown = async () => {
      const { tile: found } = await tile(path)
      const all = found?.features.map((one) => [valueOfKey(found, one, 'id'), one] as const) ?? []
      return Object.fromEntries(
        all.map(([id, one]) => [id, attributes.map((name) => found && valueOfKey(found, one, name))]),
      )
    }
    const kept = await shown()
    expect(Object.keys(kept)).toHaveLength(11)
    expect(kept['urn:x:sounding:6']?.slice(0, 4)).toEqual(['深', 6, 'plain', 'not plain'])
    expect(kept['urn:x:sounding:9']?.[0]).toBe('{"deep":1}')
    const { db } = city.database
    const gathered = await sql<{ count: number }>`select count(told) from twin.entity
      where id like 'urn:x:sounding:%' and jsonb_typeof(told) = 'object'`.execute(db)
    expect(gathered.rows[0]?.count).toBe(10)
    await sql`update twin.entity set told = null where id like 'urn:x:sounding:%'`.execute(db)
    expect(await shown()).toEqual(kept)
    // From its first series on a thing is asked, also when it is written again.
    await entities.put([sounding(0, 1.25)])
    const key = (await entities.find(['urn:x:sounding:0'])).get('urn:x:sounding:0')?.key ?? 0
    const [series = 0] = await observations.seriesOf(city.base.db, [{ entity: key, name: plainName('depth') }])
    const batch = new ColumnBatch(1)
    batch.add(series, Date.now() + 1_000, 77, 0)
    await observations.write(batch)
    await observations.settle()
    expect((await shown())['urn:x:sounding:0']?.[0]).toBe(77)
    await entities.patch([sounding(0, 1.25)])
    expect((await shown())['urn:x:sounding:0']?.[0]).toBe(77)
  })

  it('gather what lies close at low zooms, counting only what one may see', async () => {
    const sum = (found: Tile | undefined) =>
      found?.features.reduce((total, feature) => total + Number(valueOfKey(found, feature, 'count')), 0)
    expect(sum((await tile(`lamps/${tileAt(8, 121.41, 31.2)}`)).tile)).toBe(25)
    expect(sum((await tile(`lamps/${tileAt(8, 121.41, 31.2)}`, '')).tile)).toBe(20)
    expect(sum((await tile('lamps/0/0/0')).tile)).toBe(25)
  })

  it('cut areas to their edge and close them', async () => {
    const { tile: found } = await tile(`all/${tileAt(16, 121.45, 31.15)}`)
    expect(found?.features).toHaveLength(1)
    const [area] = found?.features ?? []
    expect([area?.type, area?.geometry.at(-1)]).toEqual([3, 15])
    // The park holds the whole tile: a square as large as the tile with its buffer.
    expect(area?.geometry.filter((_, index) => index > 0).some((value) => value === 2 * (4096 + 128))).toBe(true)
  })

  it('are told apart by their ETag', async () => {
    const path = `lamps/${tileAt(16, 121.4035, 31.2)}`
    const first = await tile(path)
    const again = await fetch(`${city.url}/tiles/${path}`, {
      headers: { 'x-test-actor': 'program', 'if-none-match': first.etag ?? '' },
    })
    expect(again.status).toBe(304)
    expect((await tile(path, '')).etag).not.toBe(first.etag)
    expect((await tile('lamps/2/9/0')).status).toBe(404)
    expect((await service.get('/tiles/lamps')).json).toMatchObject({
      tilejson: '3.0.0',
      vector_layers: [{ id: 'lamps' }],
    })
  })
})
