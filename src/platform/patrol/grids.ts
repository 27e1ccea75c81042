import { divisionCode } from '../../kernel/codes/index.ts'
import { type Area, isInArea, labelPoint, type Point, squareMetres } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Tx } from '../base/index.ts'
import { type Grid, type Location, loadGrids } from '../registry/index.ts'
import { patrolErrors } from './errors.ts'
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

/**
 * Draws a grid anew, or draws a new one: its outline, name and office. Call `registry.refresh` after commit.
 * @throws patrol.badGrid when it does not lie in the street that its code names
 */
export async function drawGrid(
  tx: Tx,
  { registry }: Pick<Places, 'registry'>,
  code: string,
  { title, area, office }: { readonly title: Words; readonly area: Area; readonly office?: string },
): Promise<void> {
  const geography = registry.geography()
  const street = streetOfGrid({ registry }, code)
  const size = squareMetres(area)
  const point: Point = labelPoint(area)
  if (!(size >= sizes[0] && size <= sizes[1]) || registry.locate(point).street !== street)
    throw patrolErrors.make('patrol.badGrid', { grid: code })
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
