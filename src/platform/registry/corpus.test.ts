import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { distance, geometryToWgs84, isInArea, type MultiPolygon } from '../../kernel/place/index.ts'
import { type Base, bytesSource } from '../base/index.ts'
import { testDatabase } from '../base/testing.ts'
import { makeRegistry } from './registry.ts'

const shared = new URL('../../../../shared/data/', import.meta.url)
const list = new URL('addresses/shanghai-addresses.csv', shared)
const outlines = new URL('geo/districts-gcj02.geojson', shared)
const isThere = existsSync(list) && existsSync(outlines)
if (!isThere) console.warn('Skipped: ../shared/data/addresses and geo are not here')

type Outline = {
  readonly properties: { readonly adcode: number; readonly name: string }
  readonly geometry: MultiPolygon
}

describe.skipIf(!isThere)('a real address list', () => {
  it('finds the held-out fifth wherever another address of its road is known', async () => {
    const { db } = await testDatabase('registry')
    // Of its base the registry uses the database alone.
    const registry = makeRegistry({ db } as unknown as Base, [120.8, 30.6, 122.3, 31.9])
    const { features } = JSON.parse(readFileSync(outlines, 'utf8')) as { features: readonly Outline[] }
    const districts = features.map(({ properties: { adcode, name }, geometry }) => ({
      code: String(adcode),
      parent: '310000',
      level: 'county' as const,
      name: { zh: name, en: name },
      area: geometryToWgs84(geometry, 'gcj02'),
      isSketch: false,
    }))
    const whole = {
      code: '310000',
      level: 'province' as const,
      name: { zh: '上海市', en: 'Shanghai' },
      isSketch: false,
    }
    await db.tx((tx) =>
      registry.loadPlaces(tx, { divisions: [whole, ...districts], grids: [], addresses: [] }, 'outlines'),
    )
    await registry.refresh()

    const [header = '', ...rows] = readFileSync(list, 'utf8')
      .replace(/^\ufeff/, '')
      .trim()
      .split(/\r?\n/)
    const held = rows.filter((_, index) => index % 5 === 0).map((row) => row.split(','))
    const kept = rows.filter((_, index) => index % 5 !== 0)
    const imported = await registry.importAddresses(bytesSource(Buffer.from([header, ...kept].join('\n'))), {
      source: 'list',
    })
    expect(imported.read).toBe(kept.length)
    expect(imported.imported + imported.alreadyThere + imported.refused).toBe(kept.length)
    expect(imported.refused).toBeLessThan(10)
    expect(imported.columns.datum).toBe('wgs84')

    const keptRoads = new Set(kept.map((row) => roadOf(row.split(','))))
    const known = held.filter((cells) => keptRoads.has(roadOf(cells)) && roadOf(cells) !== '')
    expect(known.length).toBeGreaterThan(200)
    const errors: number[] = []
    for (const [district, address, , , , lng, lat] of known) {
      const [best] = await registry.geocode(`${district}${address}`)
      if (best && best.precision !== 'district')
        errors.push(distance(best.point, { lng: Number(lng), lat: Number(lat) }))
    }
    expect(errors.length / known.length).toBeGreaterThan(0.98)
    errors.sort((a, b) => a - b)
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(500)
  })

  it('lies in the outlines of its districts once both are WGS 84', () => {
    const { features } = JSON.parse(readFileSync(outlines, 'utf8')) as { features: readonly Outline[] }
    const areas = new Map(
      features.map(({ properties, geometry }) => [properties.name, geometryToWgs84(geometry, 'gcj02')]),
    )
    const rows = readFileSync(list, 'utf8').trim().split(/\r?\n/).slice(1)
    const inside = rows.filter((row) => {
      const [district = '', , , , , lng, lat] = row.split(',')
      const area = areas.get(district)
      return area && isInArea({ lng: Number(lng), lat: Number(lat) }, area)
    })
    // The list puts a few addresses into the district next door.
    expect(inside.length / rows.length).toBeGreaterThan(0.98)
  })
})

/** District and road of a row whose address is a road with a number. */
function roadOf([district, address = '']: readonly string[]): string {
  const road = /^([^\d_]+?(?:路|街|公路|大道))\d/u.exec(address)?.[1]
  return road === undefined ? '' : `${district}${road}`
}
