import polygonClipping, { type Geom, type MultiPolygon } from 'polygon-clipping'
import { type Area, boundsMeet, boundsOf, findCrossing, polygonsOf, squareMetres } from '../../kernel/place/index.ts'
import type { Grid } from '../registry/index.ts'

/** Less is how neighbours are drawn, not a quarrel between them, square metres. */
const slivers = { overlap: 50, gap: 500, outside: 500 } as const

/** A piece of ground: its outer rings and how large it is. */
type Piece = { readonly rings: readonly (readonly (readonly [number, number])[])[]; readonly squareMetres: number }

/** What a drawn outline would do to the grids around it. */
export type OutlineReport = {
  readonly squareMetres: number
  /** Edges that cross, as places of the corners where they begin. */
  readonly crossing: readonly [number, number] | null
  /** What another grid holds already. */
  readonly overlaps: readonly (Piece & { readonly grid: Grid })[]
  /** What lies outside of the street. */
  readonly outside: Piece | null
  /** What of the street no grid would hold. */
  readonly gap: Piece | null
}

// The library's pairs are ours, but for `readonly` and heights, which outlines of grids have none of; it does not write into them.
const geomOf = (area: Area): Geom => polygonsOf(area) as unknown as Geom
const areaOf = (found: MultiPolygon): Area => ({ type: 'MultiPolygon', coordinates: found })

function pieceOf(found: MultiPolygon, least: number): Piece | null {
  const large = found.filter((one) => squareMetres({ type: 'Polygon', coordinates: one }) >= least)
  if (large.length === 0) return null
  return {
    rings: large.flatMap(([outer]) => (outer ? [outer] : [])),
    squareMetres: Math.round(squareMetres(areaOf(large))),
  }
}

/** Weighs an outline against its street and the grids around: whether it crosses itself, what it overlaps, leaves out or reaches beyond. */
export function weighOutline(
  area: Extract<Area, { type: 'Polygon' }>,
  street: Area | undefined,
  grids: readonly Grid[],
  own: Pick<Grid, 'code' | 'street'>,
): OutlineReport {
  const crossing = findCrossing(area.coordinates[0] ?? []) ?? null
  const size = Math.round(squareMetres(area))
  // What crosses itself bounds no area that could be compared.
  if (crossing) return { squareMetres: size, crossing, overlaps: [], outside: null, gap: null }
  const drawn = geomOf(area)
  const bounds = boundsOf(area)
  const others = grids.filter(({ code }) => code !== own.code)
  const overlaps = others.flatMap((grid) => {
    const box = boundsOf(grid.area)
    if (!bounds || !box || !boundsMeet(bounds, box)) return []
    const piece = pieceOf(polygonClipping.intersection(drawn, geomOf(grid.area)), slivers.overlap)
    return piece ? [{ ...piece, grid }] : []
  })
  if (!street) return { squareMetres: size, crossing, overlaps, outside: null, gap: null }
  const held = others.filter((one) => one.street === own.street).map(({ area: theirs }) => geomOf(theirs))
  return {
    ...{ squareMetres: size, crossing, overlaps },
    outside: pieceOf(polygonClipping.difference(drawn, geomOf(street)), slivers.outside),
    gap: pieceOf(polygonClipping.difference(geomOf(street), drawn, ...held), slivers.gap),
  }
}
