import { describe, expect, it } from 'vitest'
import { type Actor, systemActor } from '../../../kernel/access/index.ts'
import { locationName, plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'

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
const program: Actor = { ...systemActor, id: 'program', scopes: ['twin'] }
const service = city.as(program)
const root = '/ogc/features'
const places: readonly (readonly [number, number])[] = [
  [0.5, 51.5],
  [-75, 0.5],
  [179.5, 67],
  [-179.5, 67],
  [10, 84.9],
  [121.47, 31.23],
  [0, 0],
]
await made.entities.put(
  places.map((coordinates, index) => ({
    id: `urn:x:place:${index}`,
    types: [plainName('Place')],
    isOpen: true,
    attributes: { [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates }, dataset: '' }] },
  })),
)
const items = `${root}/collections/all/items`
type Link = { readonly rel: string; readonly type: string; readonly href: string }
const rels = (links: readonly Link[], rel: string) => links.filter((link) => link.rel === rel)
const openApiType = 'application/vnd.oai.openapi+json;version=3.0'

// The cases of OGC's ets-ogcapi-features10, class by class.
describe('ets-ogcapi-features10, core', () => {
  it('LandingPage: with a slash behind it too', async () => {
    for (const path of [root, `${root}/`]) {
      const { status, json } = await service.get(path, { accept: 'application/json' })
      expect(status).toBe(200)
      for (const rel of ['service-desc', 'service-doc', 'conformance', 'data'])
        expect(rels(json.links, rel)).toHaveLength(1)
    }
  })

  it('ApiDefinition: OpenAPI 3.0 that names every collection, its parameters as the standard defines them', async () => {
    const { json: landing } = await service.get(root, { accept: 'application/json' })
    const [link] = rels(landing.links, 'service-desc')
    expect(link?.type.replaceAll(' ', '')).toBe(openApiType)
    const { status, json, text } = await service.get(`${root}/api`, { accept: openApiType })
    const api = json ?? JSON.parse(text)
    expect([status, api.openapi]).toEqual([200, '3.0.3'])
    const { json: all } = await service.get(`${root}/collections`, { accept: 'application/json' })
    for (const { id } of all.collections)
      expect(api.paths[`/collections/${id}/items`].get.responses['200']).toBeDefined()
    const { limit, bbox, datetime } = api.components.parameters
    for (const parameter of [limit, bbox, datetime])
      expect(parameter).toMatchObject({ in: 'query', required: false, style: 'form', explode: false })
    expect(limit.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 10_000, default: 10 })
    expect(bbox.schema).toMatchObject({ type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } })
    expect(datetime.schema).toEqual({ type: 'string' })
    const operations = Object.values<{ get: { operationId: string } }>(api.paths).map(({ get }) => get.operationId)
    expect(new Set(operations).size).toBe(operations.length)
    // Every reference leads somewhere.
    for (const [, path = ''] of JSON.stringify(api).matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(
        path.split('/').reduce((at, part) => at?.[part], api),
        path,
      ).toBeDefined()
  })

  it('FeatureCollections and FeatureCollection: the same of each, with self, alternate and items', async () => {
    const { json } = await service.get(`${root}/collections`, { accept: 'application/json' })
    expect(rels(json.links, 'self')[0]?.type).toBe('application/json')
    expect(rels(json.links, 'alternate')[0]?.type).toBe('text/html')
    for (const collection of json.collections) {
      for (const link of collection.links)
        expect([link.rel, link.type].every((one) => typeof one === 'string')).toBe(true)
      expect(rels(collection.links, 'items').map(({ type }) => type)).toEqual(['application/geo+json', 'text/html'])
      expect(collection.crs[0]).toBe('http://www.opengis.net/def/crs/OGC/1.3/CRS84')
      const { json: alone } = await service.get(`${root}/collections/${collection.id}`, { accept: 'application/json' })
      for (const name of ['id', 'title', 'description', 'extent']) expect(alone[name]).toEqual(collection[name])
    }
  })

  it.each([
    ['its extent', undefined, [0, 1, 2, 3, 4, 5, 6]],
    ['the meridian', '-1.5,50,1.5,53', [0]],
    ['the equator', '-80,-5,-70,5', [1]],
    ['180 degrees', '177,65,-177,70', [2, 3]],
    ['the north', '-180,84,180,90', [4]],
    ['the pole', '-180,86,180,90', []],
    ['the south', '-180,-90,180,-85', []],
    ['six numbers', '121,31,-10,122,32,8000', [5]],
  ])('FeaturesBBox: %s', async (_, box, right) => {
    const { json: collection } = await service.get(`${root}/collections/all`, { accept: 'application/json' })
    const asked = box ?? collection.extent.spatial.bbox[0].join(',')
    const { status, json } = await service.get(`${items}?limit=100&bbox=${encodeURIComponent(asked)}`, {
      accept: 'application/geo+json',
    })
    expect(status).toBe(200)
    const found = json.features.map(({ id }: { id: string }) => Number(id.slice(-1)))
    expect(found).toEqual(right)
    expect([json.numberMatched, json.numberReturned]).toEqual([right.length, right.length])
    for (const rel of ['self', 'alternate']) expect(rels(json.links, rel)).toHaveLength(1)
    expect(Date.parse(json.timeStamp)).not.toBeNaN()
  })

  it('FeaturesTime: instants, intervals, open ends, and a date with a duration', async () => {
    const { json } = await service.get(`${root}/collections/all`, { accept: 'application/json' })
    const [[begin, end]] = json.extent.temporal.interval
    const day = begin.slice(0, 10)
    const matched = async (datetime: string) => {
      const answer = await service.get(`${items}?datetime=${encodeURIComponent(datetime)}`)
      return answer.status === 200 ? answer.json.numberMatched : answer.status
    }
    for (const wide of [`${begin}/${end}`, `../${end}`, `${begin}/..`, `/${end}`, `${day}/P2D`, `P1Y/${end}`])
      expect([wide, await matched(wide)]).toEqual([wide, places.length])
    expect(await matched('2018-02-12T00:00:00Z/P1M6DT12H31M12S')).toBe(0)
    expect(await matched('2018-02-12T00:00:00Z')).toBe(0)
    for (const wrong of ['soon', `${end}/2018-01-01T00:00:00Z`, `${begin}/P`, 'P1D/P1D', `${begin}/${end}/${end}`])
      expect([wrong, await matched(wrong)]).toEqual([wrong, 400])
  })

  it('FeaturesLimit and the next page, FeaturesErrorConditions', async () => {
    for (const limit of [1, 3, 100]) {
      const seen: string[] = []
      let next: string | undefined = `${items}?limit=${limit}`
      while (next) {
        const { json }: Awaited<ReturnType<typeof service.get>> = await service.get(next)
        expect(json.features.length).toBeLessThanOrEqual(limit)
        seen.push(...json.features.map(({ id }: { id: string }) => id))
        const [link] = rels(json.links, 'next')
        next = link?.href.slice(new URL(link.href).origin.length)
      }
      expect(new Set(seen).size).toBe(places.length)
      expect(seen).toHaveLength(places.length)
    }
    for (const wrong of [
      'limit=unlimited',
      'limit=0',
      'unknownQueryParameter12345=1',
      'bbox=1,2,3',
      'bbox=1,2,3,4,5',
      'bbox=0,10,1,5',
    ])
      expect([wrong, (await service.get(`${items}?${wrong}`)).status]).toEqual([wrong, 400])
    expect((await service.get(`${root}/collections/none`)).status).toBe(404)
  })

  it('Feature: with self, alternate and its collection', async () => {
    const { status, json } = await service.get(`${items}/${encodeURIComponent('urn:x:place:5')}`, {
      accept: 'application/geo+json',
    })
    expect([status, json.type, json.id]).toEqual([200, 'Feature', 'urn:x:place:5'])
    for (const rel of ['self', 'alternate', 'collection']) expect(typeof rels(json.links, rel)[0]?.type).toBe('string')
    expect((await service.get(`${items}/none`)).status).toBe(404)
  })
})
