import { isWithin } from '../../kernel/access/index.ts'
import { divisionCode } from '../../kernel/codes/index.ts'
import { type Area, findCrossing, isInArea, labelPoint, type Point, squareMetres } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Tx } from '../base/index.ts'
import { type Grid, type Location, loadGrids } from '../registry/index.ts'
import { patrolErrors } from './errors.ts'
import { type OutlineReport, weighOutline } from './outline.ts'
import type { PatrolParts } from './parts.ts'

type Places = Pick<PatrolParts, 'registry' | 'offices'>

/** Path of the office that answers for a grid: its own, else that of its street. */
export function pathOfGrid({ offices }: Places, grid: Pick<Grid, 'office' | 'street'>): string | undefined {
  const own = grid.office === undefined ? undefined : offices.find(grid.office)
  return (own ?? offices.findDuty('street', grid.street))?.path
}

/** Path of the office that answers for a place. */
export function pathOfPlace(parts: Places, here: Location): string | undefined {
  const grid = here.grid === undefined ? undefined : parts.registry.geography().findGrid(here.grid)
  if (grid) return pathOfGrid(parts, grid)
  return here.street === undefined ? undefined : parts.offices.findDuty('street', here.street)?.path
}

/** A grid by its code. @throws patrol.missing */
export function getGrid({ registry }: Pick<Places, 'registry'>, code: string): Grid {
  const grid = registry.geography().findGrid(code)
  if (!grid) throw patrolErrors.make('patrol.missing')
  return grid
}

/** The street of a fifteen-digit grid code. @throws patrol.missing */
export function streetOfGrid({ registry }: Pick<Places, 'registry'>, code: string): string {
  const street = divisionCode.read(code.slice(0, 9))
  if (!/^\d{15}$/.test(code) || Number(code.slice(9)) === 0 || !street.ok || !registry.geography().find(street.code))
    throw patrolErrors.make('patrol.missing')
  return street.code
}

/** The least and the most that one grid covers, square metres. */
const sizes = [1_000, 100_000_000] as const

/** What an outline would do to the grids around it; nothing is drawn. @throws patrol.missing */
export function reportOutline(
  { registry }: Pick<Places, 'registry'>,
  code: string,
  area: Extract<Area, { type: 'Polygon' }>,
): OutlineReport {
  const geography = registry.geography()
  const street = streetOfGrid({ registry }, code)
  return weighOutline(area, geography.find(street)?.area, [...geography.grids], { code, street })
}

/** A grid as it is drawn. */
export type DrawnGrid = {
  readonly title: Words
  readonly area: Extract<Area, { type: 'Polygon' }>
  readonly office?: string
  /** It must not be there yet. */
  readonly isNew?: boolean
}

/**
 * Draws a grid anew, or draws a new one: its outline, name and office. Call `registry.refresh` after commit.
 * @throws patrol.badGrid when it does not lie in the street that its code names, patrol.crossing, patrol.gridTaken, patrol.badOffice
 */
export async function drawGrid(
  tx: Tx,
  { registry, offices }: Places,
  code: string,
  { title, area, office, isNew = false }: DrawnGrid,
): Promise<void> {
  const geography = registry.geography()
  const street = streetOfGrid({ registry }, code)
  if (isNew && geography.findGrid(code)) throw patrolErrors.make('patrol.gridTaken', { grid: code })
  const crossing = findCrossing(area.coordinates[0] ?? [])
  if (crossing) {
    const [one, other] = crossing
    throw patrolErrors.make('patrol.crossing', { one: one + 1, other: other + 1 })
  }
  const size = squareMetres(area)
  const point: Point = labelPoint(area)
  if (!(size >= sizes[0] && size <= sizes[1]) || registry.locate(point).street !== street)
    throw patrolErrors.make('patrol.badGrid', { grid: code })
  if (office !== undefined) {
    const above = offices.findDuty('street', street)?.path
    const own = offices.find(office)?.path
    if (!own || !above || !isWithin(own, above)) throw patrolErrors.make('patrol.badOffice')
  }
  const committees = geography
    .children(street)
    .filter((one) => one.point && isInArea(one.point, area))
    .map((one) => one.code)
  const grid: Grid = {
    ...{ code, street, number: Number(code.slice(9)), name: title, point, area, committees, isSketch: false },
    ...(office !== undefined && { office }),
  }
  await loadGrids(tx, [grid], { source: 'drawn', replace: true })
}
