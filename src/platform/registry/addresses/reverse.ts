import { fromMercator, type Point } from '../../../kernel/place/index.ts'
import type { Query } from '../../base/index.ts'
import type { Location } from '../divisions/division.ts'
import type { Geography } from '../divisions/geography.ts'
import { findNearest } from './address-store.ts'

/** What lies at a point: divisions, and the nearest address with its distance in metres. */
export type PlaceAtPoint = Location & {
  /** The address nearby, or the names of the divisions; absent outside the city. */
  readonly address?: string
  readonly nearest?: { readonly address: string; readonly metres: number; readonly point: Point }
}

/** An address farther away than this says nothing about a point. */
const farthest = 300
/** An address as near as this knows its street better than a drawn outline does. */
const sureMetres = 60

/** What lies at a point: divisions by outline, corrected by an address right beside it; the nearest address. */
export async function reverseGeocode(db: Query, geography: Geography, point: Point): Promise<PlaceAtPoint> {
  const here = geography.locate(point)
  const row = await findNearest(db, point, farthest)
  if (!row) {
    const names = [here.district, here.street].map((code) => (code ? (geography.find(code)?.name.zh ?? '') : ''))
    const address = names.join('')
    return { ...here, ...(address !== '' && { address }) }
  }
  const nearest = { address: row.text, metres: Math.round(row.metres), point: fromMercator([row.x, row.y]) }
  const isSure = row.metres <= sureMetres && row.street !== null && here.isSketch && row.street !== here.street
  if (!isSure) return { ...here, address: row.text, nearest }
  const { street, district = street?.slice(0, 6) } = {
    street: row.street ?? undefined,
    district: row.district ?? undefined,
  }
  return {
    ...(district && { district }),
    ...(street && { street, division: row.committee ?? street }),
    ...(row.committee && { committee: row.committee }),
    ...(row.grid && { grid: row.grid }),
    isSketch: row.is_sketch,
    address: row.text,
    nearest,
  }
}
