import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { fromWgs84 } from '../../../kernel/place/index.ts'
import { plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'
import type { LayerSettings } from './store.ts'

const doors = new Map(
  Array.from({ length: 8 }, (_, i) => [`凤阳路${100 + i}号`, { lng: 121.46 + i * 0.002, lat: 31.23 + i * 0.001 }]),
)
let made: Twin | undefined
/** How far the city's clock is ahead, ms. */
let ahead = 0
const city = await testCity({
  upTo: 'twin',
  now: () => Date.now() + ahead,
  rooms: (base) => {
    const room = twinRoom(base, {
      // A city of one square.
      divisionOf: (lng, lat) => (lng > 121 && lng < 122 && lat > 31 && lat < 32 ? '310101' : undefined),
      findAddress: async (text) => {
        const point = doors.get(text)
        return point && { point, radius: 30 }
      },
    })
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const { layers, entities } = made
const program = city.as({ id: 'p1', kind: 'service', name: 'program', posts: [], scopes: ['twin'] })

const receive = (layer: string, content: string, settings: Partial<LayerSettings> = {}, fileName = 'a.csv') =>
  layers.receive({ layer, fileName, content: Readable.from([Buffer.from(content)]), by: 'test', settings })

describe('a look at a file', () => {
  it('finds the datum that the addresses speak for, and draws the things', async () => {
    const rows = [...doors].map(([address, at], i) => {
      const { lng, lat } = fromWgs84(at, 'gcj02')
      return `${i + 1},${address},${lng},${lat}`
    })
    const text = ['编号,地址,经度,纬度', ...rows].join('\n')
    const { id, preview } = await receive('hydrants', text)
    expect(preview).toMatchObject({ isSure: false, recognised: 'table', outside: 0, seen: 8 })
    expect(preview.addresses?.compared).toBe(8)
    expect(preview.addresses?.better).toBe('gcj02')
    expect(preview.addresses?.fits[0]?.metres).toBeLessThan(5)
    expect(preview.drawn).toHaveLength(8)
    const mended = await layers.change(id, { datum: 'gcj02' })
    expect(mended.preview).toMatchObject({ isSure: true, reference: { datum: 'gcj02' } })
    expect(mended.preview.addresses?.better).toBeUndefined()
    expect((await layers.change(id, { datum: null })).preview.isSure).toBe(false)
  })

  it('says how many lie outside the city, and which columns it lacks', async () => {
    const far = await receive('far', 'lng,lat\n121.4,31.2\n2.35,48.85\n')
    expect(far.preview).toMatchObject({ outside: 1, seen: 2 })
    expect(far.preview.drawn.map(({ isOutside }) => isOutside)).toEqual([false, true])
    const { id, preview } = await receive('odd', 'ost,nord,name\n121.4,31.2,x\n')
    expect(preview).toMatchObject({ lacks: 'columns', fields: ['ost', 'nord', 'name'] })
    const named = await layers.change(id, { lngField: 'ost', latField: 'nord' })
    expect(named.preview.lacks).toBeUndefined()
    expect(await layers.run(id)).toMatchObject({ state: 'done', counts: { imported: 1 } })
  })

  it('is read as another kind of file when a person says so', async () => {
    const text = JSON.stringify({ type: 'FeatureCollection', features: [] })
    const { id, format } = await receive('kinds', text, {}, 'a.json')
    expect(format).toBe('geojson')
    const other = await layers.change(id, { format: 'json' })
    expect(other).toMatchObject({ format: 'json', preview: { recognised: 'geojson' } })
  })
})

it('columns become the attributes that were chosen; what does not fit is refused with what would be right', async () => {
  const text = 'lng,lat,code,watts,lit,since,secret\n121.4,31.2,007,40,是,2024-05-01,x\n121.5,31.3,008,bright,否,,y\n'
  const { id, preview } = await receive('lamps', text)
  expect(preview.columns.map(({ name, kind }) => [name, kind])).toEqual(
    expect.arrayContaining([
      ['code', 'text'],
      ['watts', 'text'],
      ['since', 'instant'],
    ]),
  )
  await layers.change(id, {
    idField: 'code',
    columns: {
      watts: { kind: 'number', name: 'power', unit: 'WTT' },
      lit: { kind: 'yes-no' },
      since: { kind: 'instant' },
      secret: { isLeftOut: true },
    },
  })
  const done = await layers.run(id)
  expect(done.counts).toEqual({ read: 2, imported: 1, already: 0, refused: 1 })
  const lamp = (await entities.find(['urn:ngsi-ld:layer:lamps:007'])).get('urn:ngsi-ld:layer:lamps:007')
  expect(lamp?.attributes[plainName('power')]?.[0]).toMatchObject({ value: 40, unit: 'WTT' })
  expect(lamp?.attributes[plainName('lit')]?.[0]?.value).toBe(true)
  expect(lamp?.attributes[plainName('since')]?.[0]?.value).toBe('2024-04-30T16:00:00.000Z')
  expect(lamp?.attributes[plainName('secret')]).toBeUndefined()
  const { text: csv } = await program.get(`/api/twin/imports/${id}/refused.csv`)
  expect(csv).toContain('bright')
})

it('an import is taken back: what it made goes, what it replaced returns, what others changed stays', async () => {
  const text = (watts: number) => `id,lng,lat,watts\n1,121.4,31.2,${watts}\n2,121.5,31.3,${watts}\n`
  const settings: Partial<LayerSettings> = { idField: 'id', columns: { watts: { kind: 'number' } } }
  const first = await layers.run((await receive('poles', text(40), settings)).id)
  const second = await layers.run(
    (await receive('poles', `${text(60)}3,121.6,31.3,60\n4,121.6,31.4,60\n`, settings)).id,
  )
  expect(second.counts).toMatchObject({ imported: 4 })
  const of = async (n: number) =>
    (await entities.find([`urn:ngsi-ld:layer:poles:${n}`])).get(`urn:ngsi-ld:layer:poles:${n}`)
  const fourth = await of(4)
  if (!fourth) throw new Error('it was not taken in')
  // Somebody else changes one of them afterwards.
  ahead += 60_000
  await entities.put([
    {
      ...fourth,
      attributes: { ...fourth.attributes, [plainName('note')]: [{ kind: 'Property', value: 'x', dataset: '' }] },
    },
  ])

  const answer = await program.post(`/api/twin/imports/${second.id}/undo`)
  expect(answer.status, answer.text).toBe(200)
  ahead = 0
  const undone = await layers.undo(second.id)
  expect(undone).toMatchObject({ state: 'undone', undone: { removed: 1, restored: 2, kept: 1 } })
  const pole = await of(1)
  expect(pole?.attributes[plainName('watts')]?.[0]?.value).toBe(40)
  expect(pole?.lineage).toMatchObject({ import: first.id })
  expect(await of(3)).toBeUndefined()
  expect(await of(4)).toBeDefined()
  expect((await program.get(`/api/twin/imports/${first.id}/things`)).json.items).toHaveLength(2)
  expect((await program.post(`/api/twin/imports/${second.id}/undo`)).status).toBe(409)
  expect((await program.post(`/api/twin/imports/${first.id}/undo`)).status).toBe(200)
  await layers.undo(first.id)
  expect(await of(1)).toBeUndefined()
})
