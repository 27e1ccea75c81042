import {
  distance,
  distanceToArea,
  fromMercator,
  mercatorLength,
  type Point,
  squareMetres,
} from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import type { Geography } from '../divisions/geography.ts'
import { doorOf } from './address-parts.ts'
import { findAtDoor, findDoors, type StoredAddress, type StoredDoor } from './address-store.ts'
import { confidenceOf } from './confidence.ts'
import { type FoundPlace, type Precision, precisions } from './found-place.ts'
import { interpolateDoor, stretches } from './interpolate.ts'
import { type PlaceNames, roadStem } from './place-names.ts'
import type { DivisionNames } from './read-address.ts'
import { type PlaceQuery, readQuery } from './read-query.ts'

/** What geocoding asks: the picture of divisions and names in memory, the addresses in the database. */
export type Atlas = {
  readonly geography: Geography
  readonly divisions: DivisionNames
  readonly places: PlaceNames
}

/** How many answers are wanted, and near what; the text alone decides otherwise. */
export type GeocodeOptions = { readonly limit?: number; readonly near?: Point }

/** Two numbers of one road farther apart than this (Mercator metres) belong to different roads of that name. */
const roadGap = 3500
/** A road that belongs to the district next door may run this far outside the one that is named, in metres. */
const borderMetres = 800

/**
 * Finds the places that a text may mean, best first: an address, a part of one, or a message that mentions one. Nothing
 * found gives an empty list. Text that names a district is only answered outside it when that district knows no such road.
 */
export async function geocode(
  db: Query,
  atlas: Atlas,
  text: string,
  options: GeocodeOptions = {},
): Promise<readonly FoundPlace[]> {
  const query = readQuery(text, atlas.divisions, atlas.places)
  const found = query.isKnownRoad ? await onRoad(db, atlas, query) : query.isKnownName ? named(atlas, query) : []
  const all = found.length > 0 ? found : [...likeRoad(atlas, query), ...inDivision(atlas, query)]
  const rank = (place: FoundPlace) => precisions.indexOf(place.precision) + (fits(place, query) ? 0 : 20)
  const away = (place: FoundPlace) => (options.near ? distance(place.point, options.near) : 0)
  // Several that fit equally well share the trust: one of them is meant.
  const equals = Map.groupBy(all, rank)
  return all
    .toSorted((a, b) => rank(a) - rank(b) || away(a) - away(b))
    .slice(0, options.limit ?? 5)
    .map((place) => ({
      ...place,
      confidence: Number((place.confidence / (equals.get(rank(place))?.length ?? 1)).toFixed(2)),
    }))
}

const fits = (place: FoundPlace, { district, street }: PlaceQuery): boolean =>
  (district === undefined || place.district === district) &&
  (street === undefined || place.street === undefined || place.street === street)

async function onRoad(db: Query, atlas: Atlas, query: PlaceQuery): Promise<readonly FoundPlace[]> {
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

/**
 * What lies in the district that is named; when that is nothing, what lies hardly outside it: a road along the border, not
 * one of the same name across the city. Everything when no district is named.
 */
function inDistrict<T extends { readonly district?: string | null; readonly x: number; readonly y: number }>(
  { geography }: Atlas,
  all: readonly T[],
  district: string | undefined,
): readonly T[] {
  if (district === undefined) return all
  const own = all.filter((each) => each.district === district)
  if (own.length > 0) return own
  const area = geography.find(district)?.area
  return area ? all.filter(({ x, y }) => distanceToArea(fromMercator([x, y]), area) <= borderMetres) : []
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
  const isWhole = building !== undefined || rows.length === 1
  return placeAt(
    atlas,
    { x, y, isSketch: row.is_sketch, district: row.district, street: row.street },
    {
      precision: 'door',
      address: isWhole && building ? row.text : addressText(atlas, query, row.district, row.street),
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

function wholeRoad(atlas: Atlas, query: PlaceQuery): readonly FoundPlace[] {
  const road = query.road ?? ''
  const known = atlas.places.roads.startingWith(road, 1)[0]
  if (known?.name !== road) return []
  return inDistrict(atlas, known.value, query.district).map((place) =>
    placeAt(atlas, place, {
      precision: 'road',
      address: addressText(atlas, { ...query, road }, place.district ?? null, null),
      radius: Math.max(200, place.reach),
      why: { zh: '只知道路名，取路段中部', en: 'Only the road is known: its middle' },
    }),
  )
}

/** A road that nobody knows, in a district that is named: near roads of the same stem, 桂林西路 near 桂林路. */
function likeRoad(atlas: Atlas, query: PlaceQuery): readonly FoundPlace[] {
  const stem = query.road === undefined ? undefined : roadStem(query.road)
  if (stem === undefined || query.district === undefined) return []
  const alike = (atlas.places.stems.get(stem) ?? []).filter(({ district }) => district === query.district)
  return alike.slice(0, 1).map((place) =>
    placeAt(atlas, place, {
      precision: 'like',
      address: addressText(atlas, query, place.district ?? null, null),
      radius: Math.max(2000, place.reach),
      why: {
        zh: '地址库中没有这条路，取名称相近的路',
        en: 'The city’s addresses lack this road: near one with a similar name',
      },
    }),
  )
}

function named(atlas: Atlas, query: PlaceQuery): readonly FoundPlace[] {
  const name = query.name ?? ''
  const known = atlas.places.names.startingWith(name, 1)[0]
  if (known?.name !== name) return []
  const own = query.street ? known.value.filter(({ street }) => street === query.street) : []
  return (own.length > 0 ? own : inDistrict(atlas, known.value, query.district)).map((place) =>
    placeAt(atlas, place, {
      precision: 'name',
      address: addressText(atlas, { ...query, name }, place.district ?? null, place.street ?? null),
      radius: Math.max(300, place.reach),
      why: { zh: `地址库中有“${name}”`, en: `"${name}" is in the city’s addresses` },
    }),
  )
}

/** The smallest division that the text names, as a whole. */
function inDivision({ geography }: Atlas, { committee, street, district }: PlaceQuery): readonly FoundPlace[] {
  for (const [precision, code] of [
    ['committee', committee],
    ['street', street],
    ['district', district],
  ] as const) {
    const division = code === undefined ? undefined : geography.find(code)
    if (!division?.point) continue
    const above = [...geography.above(division.code)].reverse().filter(({ level }) => level !== 'province')
    const radius = division.area ? Math.sqrt(squareMetres(division.area) / Math.PI) : 800
    return [
      {
        address: [...above, division].map(({ name }) => name.zh).join(''),
        point: division.point,
        precision,
        radius: Math.round(radius),
        confidence: confidenceOf(precision),
        ...(division.code.length >= 6 && { district: division.code.slice(0, 6) }),
        ...(division.code.length >= 9 && { street: division.code.slice(0, 9) }),
        division: division.code,
        isSketch: division.isSketch,
        why: { zh: `只知道在${division.name.zh}`, en: `Only known to be in ${division.name.en}` },
      },
    ]
  }
  return []
}

type Spot = {
  readonly x: number
  readonly y: number
  readonly isSketch: boolean
  readonly district?: string | null
  readonly street?: string | null
}
type Said = { readonly precision: Precision; readonly address: string; readonly radius: number; readonly why: Words }

/** Completes a spot with its divisions: those of the address, else those whose outline holds it. */
function placeAt({ geography }: Atlas, { x, y, isSketch, ...known }: Spot, said: Said): FoundPlace {
  const point = fromMercator([x, y])
  const here = geography.locate(point)
  const district = known.district ?? here.district
  const street = known.street ?? (here.district === district ? here.street : undefined)
  const division = street ?? district
  return {
    ...said,
    point,
    radius: Math.round(said.radius / mercatorLength(1, point.lat)),
    confidence: confidenceOf(said.precision),
    ...(district && { district }),
    ...(street && { street }),
    ...(division && { division }),
    isSketch: isSketch || (known.street ? false : here.isSketch),
  }
}

/** An address as it was understood, written the usual way. */
function addressText({ geography }: Atlas, parts: PlaceQuery, district: string | null, street: string | null): string {
  const nameOf = (code: string | null | undefined) => (code ? (geography.find(code)?.name.zh ?? '') : '')
  const { road = '', lane, subLane, number, building, name = '' } = parts
  return [
    nameOf(district ?? parts.district),
    nameOf(street ?? parts.street),
    road,
    lane === undefined ? '' : `${lane}弄`,
    subLane === undefined ? '' : `${subLane}支弄`,
    number === undefined ? '' : `${number}号`,
    building === undefined ? '' : `${building}幢`,
    name,
  ].join('')
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How far the buildings behind one number reach from their middle, Mercator metres. */
const spread = (rows: readonly StoredAddress[]): number => {
  const x = mean(rows.map((row) => row.x))
  const y = mean(rows.map((row) => row.y))
  return rows.reduce((far, row) => Math.max(far, Math.hypot(row.x - x, row.y - y)), 0)
}
