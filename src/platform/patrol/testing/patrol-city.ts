import type { Actor } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { OfficeRef } from '../../../kernel/flow/index.ts'
import type { Area } from '../../../kernel/place/index.ts'
import { filingTable, majorClasses } from '../../../packs/city/patrol/index.ts'
import { cityBounds, patrolCalendar } from '../../../packs/city/shanghai/index.ts'
import { gridCase } from '../../../packs/government/grid-case/index.ts'
import { manholeCover } from '../../../packs/government/manhole-cover/index.ts'
import { type Caller, type TestCity, testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../../cases/index.ts'
import { person, plainCalendar, smallOffices } from '../../cases/testing.ts'
import { loadOffices, loadPeople } from '../../identity/index.ts'
import { registryRoom } from '../../registry/index.ts'
import { twinRoom } from '../../twin/index.ts'
import { type PatrolParts, patrolRoom } from '../index.ts'

/** In this city the park is the street, the lane its grid, the east its district. */
const duties: Readonly<Record<string, string>> = { street: 'park', 'operation-centre': 'east', water: 'east' }

export const offices: Offices = {
  ...smallOffices,
  findDuty: (duty, division): OfficeRef | undefined => {
    // Another street has its own office; duties of bureaus lie at the district.
    if (duty === 'street' && division?.startsWith('310101003')) return smallOffices.find('pier')
    return duty === 'nobody' ? undefined : smallOffices.find(duties[duty] ?? 'east')
  },
}

const square = (west: number, east: number): Area => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 31.22],
      [east, 31.22],
      [east, 31.24],
      [west, 31.24],
      [west, 31.22],
    ],
  ],
})

const t = (zh: string) => ({ zh, en: zh })

/** The grid of the lane. */
export const lane = '310101002000001'
/** A place in it. */
export const here = { lng: 121.475, lat: 31.23 }

/** A grid member of the lane, and one who is none. */
export const members = { ma: uuidv7(), wu: uuidv7(), clerk: uuidv7() }

/** A city with everything that patrols stand on, and a clock that tests move. */
export type PatrolCity = {
  readonly city: TestCity
  readonly clock: { now: number }
  readonly cases: CasesRoom
  readonly parts: PatrolParts
  /** Calls as somebody with posts. */
  as(id: string, ...posts: readonly (readonly [Actor['posts'][number]['role'], string])[]): Caller
}

/** Starts it: Friday, 20 November 2026, 10:00 in Shanghai. */
export async function patrolCity(): Promise<PatrolCity> {
  const clock = { now: Date.UTC(2026, 10, 20, 2) }
  let cases: CasesRoom | undefined
  let parts: PatrolParts | undefined
  const city = await testCity({
    upTo: 'patrol',
    now: () => clock.now,
    rooms: (base) => {
      const registry = registryRoom(base, { bounds: cityBounds, catalogues: [] })
      const twin = twinRoom(base, { divisionOf: () => undefined })
      cases = casesRoom(base, {
        ...{ offices, calendar: plainCalendar, jurisdiction: '310000', packs: [manholeCover, gridCase] },
      })
      parts = { base, registry, twin, cases, offices, hours: patrolCalendar, table: filingTable, majors: majorClasses }
      return [registry, twin, cases, patrolRoom(parts)]
    },
  })
  if (!cases || !parts) throw new Error('The rooms were not made')
  const { registry } = parts
  await city.base.db.tx(async (tx) => {
    await loadOffices(tx, [
      { id: 'sh', level: 'city', kind: 'government', title: t('市') },
      { id: 'east', parent: 'sh', level: 'district', kind: 'district', title: t('东区') },
      { id: 'park', parent: 'east', level: 'street', kind: 'street', title: t('公园街道') },
      { id: 'lane', parent: 'park', level: 'grid', kind: 'grid', title: t('里弄网格') },
    ])
    await loadPeople(tx, [
      { id: members.ma, kind: 'official', name: '马强', login: 'ma', posts: [{ office: 'lane', role: 'grid-member' }] },
      { id: members.wu, kind: 'official', name: '吴勇', login: 'wu', posts: [{ office: 'park', role: 'clerk' }] },
    ])
    const division = (code: string, level: 'prefecture' | 'county' | 'street', zh: string, area?: Area) => ({
      ...{ code, level, name: t(zh), isSketch: true },
      ...(code !== '310000' && { parent: code.length === 9 ? code.slice(0, 6) : '310000' }),
      ...(area && { area }),
    })
    const places = registry as unknown as {
      loadPlaces(on: typeof tx, places: object, source: string): Promise<void>
    }
    await places.loadPlaces(
      tx,
      {
        divisions: [
          { ...division('310000', 'prefecture', '市'), level: 'province' },
          division('310101', 'county', '东区', square(121.45, 121.5)),
          division('310101002', 'street', '公园街道', square(121.45, 121.48)),
          division('310101003', 'street', '码头街道', square(121.48, 121.5)),
        ],
        grids: [
          {
            ...{ code: lane, street: '310101002', number: 1, office: 'lane', name: t('里弄网格'), point: here },
            ...{ area: square(121.47, 121.48), committees: [] },
          },
        ],
        addresses: [],
      },
      'test',
    )
  })
  await registry.refresh()
  return { city, clock, cases, parts, as: (id, ...posts) => city.as(person(id, ...posts)) }
}
