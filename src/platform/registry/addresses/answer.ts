import { fromMercator, mercatorLength } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Atlas } from './atlas.ts'
import { confidenceOf } from './confidence.ts'
import type { FoundPlace, Precision } from './found-place.ts'
import type { PlaceQuery } from './read-query.ts'

/** A spot in Web Mercator metres, and what is known of it. */
export type Spot = {
  readonly x: number
  readonly y: number
  readonly isSketch: boolean
  readonly district?: string | null
  readonly street?: string | null
}
/** How a spot was found; the radius in Mercator metres. */
type Said = { readonly precision: Precision; readonly address: string; readonly radius: number; readonly why: Words }

/** Completes a spot with its divisions: those of the address, else those whose outline holds it. */
export function placeAt({ geography }: Atlas, { x, y, isSketch, ...known }: Spot, said: Said): FoundPlace {
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
export function addressText(
  { geography }: Atlas,
  parts: PlaceQuery,
  district: string | null,
  street: string | null,
): string {
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
