import {
  type Area,
  cellsWithin,
  distance,
  isInArea,
  labelPoint,
  type Point,
  planeAt,
} from '../../../kernel/place/index.ts'
import { districts, type ProfileDivision, streetNames } from './divisions.ts'
import { streetCentres } from './street-centres.ts'

/**
 * Draws the streets and towns of the demonstration map (演示示意边界): each district is divided among the rough positions of
 * its streets, each taking what lies nearest. Always the same; not surveyed, and marked so.
 */
export function drawStreets(of: readonly ProfileDivision[] = districts()): readonly ProfileDivision[] {
  return of.flatMap((district) => {
    const streets = streetNames.filter(({ parent }) => parent === district.code)
    const { area } = district
    if (!area) return streets.map((street) => ({ ...street, isSketch: true }))
    const sites: Point[] = []
    for (const { code } of streets) sites.push(siteOf(code, area, district.point ?? labelPoint(area), sites))
    const cells = cellsWithin(area, sites)
    return streets.map((street, index) => {
      const cell = cells[index]
      return { ...street, area: cell, point: cell && labelPoint(cell, 30), isSketch: true }
    })
  })
}

/** The rough position, walked towards the middle of the district until it lies inside, and apart from those before it. */
function siteOf(code: string, area: Area, middle: Point, taken: readonly Point[]): Point {
  const [lng, lat] = streetCentres.get(code) ?? [middle.lng, middle.lat]
  let site: Point = { lng, lat }
  for (let step = 0; step < 40 && !isInArea(site, area); step += 1)
    site = { lng: site.lng + (middle.lng - site.lng) / 10, lat: site.lat + (middle.lat - site.lat) / 10 }
  const plane = planeAt(site)
  for (let turn = 0; taken.some((other) => distance(other, site) < 200) && turn < 12; turn += 1) {
    const moved = plane.toPoint(300 * Math.cos(turn), 300 * Math.sin(turn))
    if (isInArea(moved, area)) site = moved
  }
  return site
}
