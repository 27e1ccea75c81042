import { squareMetres } from '../../../kernel/place/index.ts'
import { addressText, placeAt } from './answer.ts'
import { type Atlas, inDistrict } from './atlas.ts'
import { confidenceOf } from './confidence.ts'
import type { FoundPlace } from './found-place.ts'
import { roadStem } from './place-names.ts'
import type { PlaceQuery } from './read-query.ts'

/** A road of which only the name is said: the middle of each road of that name. */
export function wholeRoad(atlas: Atlas, query: PlaceQuery): readonly FoundPlace[] {
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
export function likeRoad(atlas: Atlas, query: PlaceQuery): readonly FoundPlace[] {
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

/** A compound, village or building by its name. */
export function named(atlas: Atlas, query: PlaceQuery): readonly FoundPlace[] {
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
export function inDivision({ geography }: Atlas, { committee, street, district }: PlaceQuery): readonly FoundPlace[] {
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
