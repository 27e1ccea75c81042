import type { Query } from '../../base/index.ts'
import { doorOf } from './address-parts.ts'
import { findAtDoor, findDoors, type StoredAddress, type StoredDoor } from './address-store.ts'
import { addressText, placeAt } from './answer.ts'
import { type Atlas, inDistrict } from './atlas.ts'
import { wholeRoad } from './by-name.ts'
import type { FoundPlace } from './found-place.ts'
import { interpolateDoor, stretches } from './interpolate.ts'
import type { PlaceQuery } from './read-query.ts'

/** Two numbers of one road farther apart than this (Mercator metres) belong to different roads of that name. */
const roadGap = 3500

/** Places on a road that the city knows: a number, a crossing, or the road as a whole. */
export async function onRoad(db: Query, atlas: Atlas, query: PlaceQuery): Promise<readonly FoundPlace[]> {
  const road = query.road ?? ''
  const doors = await findDoors(db, road)
  if (query.crossing) return crossings(atlas, road, query.crossing, doors, await findDoors(db, query.crossing))
  const door = doorOf(query)
  const groups = stretches(inDistrict(atlas, doors, query.district), roadGap)
  const found: FoundPlace[] = []
  for (const group of groups) {
    if (door === undefined) continue
    const exact = group.some((each) => each.door === door) ? await atDoor(db, atlas, query, group, door) : undefined
    const place = exact ?? beside(atlas, query, group, door)
    if (place) found.push(place)
  }
  return found.length > 0 ? found : wholeRoad(atlas, query)
}

/** The very number: the building asked for when it is known, else the middle of the lane. */
async function atDoor(
  db: Query,
  atlas: Atlas,
  query: PlaceQuery,
  group: readonly StoredDoor[],
  door: number,
): Promise<FoundPlace | undefined> {
  const here = group.filter((each) => each.door === door)
  const rows = (await findAtDoor(db, query.road ?? '', door)).filter((row) =>
    here.some((each) => each.district === row.district),
  )
  const [first] = rows
  if (!first) return undefined
  const building = rows.find((row) => row.lane === (query.lane ?? null) && row.number === (query.number ?? null))
  const row = building ?? first
  const x = building ? row.x : mean(rows.map((each) => each.x))
  const y = building ? row.y : mean(rows.map((each) => each.y))
  return placeAt(
    atlas,
    { x, y, isSketch: row.is_sketch, district: row.district, street: row.street },
    {
      precision: 'door',
      address: building ? row.text : addressText(atlas, query, row.district, row.street),
      radius: Math.max(100, spread(rows)),
      why: building
        ? { zh: '地址库中有这个门牌', en: 'This number is in the city’s addresses' }
        : { zh: `地址库中有${door}号（弄）`, en: `Number ${door} is in the city’s addresses` },
    },
  )
}

function beside(atlas: Atlas, query: PlaceQuery, group: readonly StoredDoor[], door: number): FoundPlace | undefined {
  const guess = interpolateDoor(group, door)
  const nearest = group.reduce((a, b) => (Math.abs(a.door - door) <= Math.abs(b.door - door) ? a : b))
  if (!guess) return undefined
  return placeAt(
    atlas,
    { ...guess, isSketch: nearest.is_sketch, district: nearest.district, street: null },
    {
      precision: guess.isFar ? 'road' : 'between',
      address: addressText(atlas, query, nearest.district, null),
      radius: guess.radius,
      why: {
        zh: `由同一条路的 ${guess.from.join('、')} 号推算`,
        en: `Worked out from number ${guess.from.join(' and ')} of the same road`,
      },
    },
  )
}

function crossings(
  atlas: Atlas,
  road: string,
  other: string,
  a: readonly StoredDoor[],
  b: readonly StoredDoor[],
): readonly FoundPlace[] {
  let best: { x: number; y: number; apart: number; door: StoredDoor } | undefined
  for (const p of a)
    for (const q of b) {
      const apart = Math.hypot(p.x - q.x, p.y - q.y)
      if (!best || apart < best.apart) best = { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, apart, door: p }
    }
  if (!best || best.apart > 1500) return []
  return [
    placeAt(
      atlas,
      { x: best.x, y: best.y, isSketch: best.door.is_sketch, district: best.door.district, street: null },
      {
        precision: 'crossing',
        address: `${road}${other}路口`,
        radius: Math.max(120, best.apart),
        why: { zh: '两条路最近的门牌之间', en: 'Between the nearest numbers of both roads' },
      },
    ),
  ]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How far the buildings behind one number reach from their middle, Mercator metres. */
const spread = (rows: readonly StoredAddress[]): number => {
  const x = mean(rows.map((row) => row.x))
  const y = mean(rows.map((row) => row.y))
  return rows.reduce((far, row) => Math.max(far, Math.hypot(row.x - x, row.y - y)), 0)
}
