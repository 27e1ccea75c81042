import { sql } from 'kysely'
import { type Area, distance, findRegion, type Point, type Region, regionsOf } from '../../../kernel/place/index.ts'
import type { Db } from '../../base/index.ts'
import { registryErrors } from '../errors.ts'
import type { Division, Grid, Location } from './division.ts'

type DivisionRow = {
  readonly code: string
  readonly parent: string | null
  readonly level: Division['level']
  readonly title_zh: string
  readonly title_en: string
  readonly lng: number | null
  readonly lat: number | null
  readonly area: Area | null
  readonly is_sketch: boolean
}

type GridRow = Omit<DivisionRow, 'parent' | 'level' | 'lng' | 'lat' | 'area'> & {
  readonly street: string
  readonly number: number
  readonly office: string | null
  readonly lng: number
  readonly lat: number
  readonly area: Area
  readonly committees: readonly string[]
}

/** One consistent picture of the city's divisions and grids, held in memory; answers without the database. Immutable. */
export class Geography {
  readonly #byCode: ReadonlyMap<string, Division>
  readonly #children = new Map<string, Division[]>()
  readonly #grids: ReadonlyMap<string, Grid>
  readonly #districtAreas: readonly Region<Division>[]
  readonly #streetAreas: readonly Region<Division>[]
  readonly #gridAreas: readonly Region<Grid>[]

  constructor(divisions: readonly Division[], grids: readonly Grid[]) {
    this.#byCode = new Map(divisions.map((division) => [division.code, division]))
    this.#grids = new Map(grids.map((grid) => [grid.code, grid]))
    for (const division of divisions) {
      const parent = division.parent ?? ''
      const list = this.#children.get(parent)
      if (list) list.push(division)
      else this.#children.set(parent, [division])
    }
    const areasAt = (level: Division['level']) =>
      regionsOf(
        divisions.flatMap((value) => (value.level === level && value.area ? [{ area: value.area, value }] : [])),
      )
    this.#districtAreas = areasAt('county')
    this.#streetAreas = areasAt('street')
    this.#gridAreas = regionsOf(grids.map((value) => ({ area: value.area, value })))
  }

  /** Every division, by code. */
  get divisions(): Iterable<Division> {
    return this.#byCode.values()
  }

  /** Every grid, by code. */
  get grids(): Iterable<Grid> {
    return this.#grids.values()
  }

  /** The division with this code. */
  find(code: string): Division | undefined {
    return this.#byCode.get(code)
  }

  /** The division with this code. @throws registry.noDivision */
  get(code: string): Division {
    const found = this.#byCode.get(code)
    if (!found) throw registryErrors.make('registry.noDivision', { code })
    return found
  }

  /** The grid with this code. */
  findGrid(code: string): Grid | undefined {
    return this.#grids.get(code)
  }

  /** Divisions right below one, by code; without a code those that have no parent (the city). */
  children(code = ''): readonly Division[] {
    return this.#children.get(code) ?? []
  }

  /** The divisions above one, nearest first. */
  above(code: string): readonly Division[] {
    const found: Division[] = []
    for (let at = this.find(code)?.parent; at !== undefined; at = this.find(at)?.parent) {
      const division = this.find(at)
      if (!division) break
      found.push(division)
    }
    return found
  }

  /** Where a point lies by outlines; nothing outside the city. Committees have no outline: the nearest one of its grid. */
  locate(point: Point): Location {
    const district = findRegion(point, this.#districtAreas)?.value
    const street = this.#within(point, this.#streetAreas, district)
    const grid =
      street &&
      findRegion(
        point,
        this.#gridAreas.filter(({ value }) => value.street === street.code),
      )?.value
    const committee = grid && this.#nearest(point, grid.committees)
    const division = committee?.code ?? street?.code ?? district?.code
    return {
      ...(district && { district: district.code }),
      ...(street && { street: street.code }),
      ...(grid && { grid: grid.code }),
      ...(committee && { committee: committee.code }),
      ...(division && { division }),
      isSketch: [district, street, committee].some((each) => each?.isSketch) || (grid?.isSketch ?? false),
    }
  }

  /** The street that holds a point; where outlines of two districts overlap, the one in the point's district. */
  #within(point: Point, regions: readonly Region<Division>[], district: Division | undefined): Division | undefined {
    const own = district && regions.filter(({ value }) => value.parent === district.code)
    return (own && findRegion(point, own)?.value) ?? findRegion(point, regions)?.value
  }

  #nearest(point: Point, codes: readonly string[]): Division | undefined {
    let best: Division | undefined
    let least = Number.POSITIVE_INFINITY
    for (const code of codes) {
      const division = this.#byCode.get(code)
      if (!division?.point) continue
      const away = distance(point, division.point)
      if (away < least) [best, least] = [division, away]
    }
    return best
  }
}

/** Reads all divisions and grids. */
export async function readGeography(db: Db): Promise<Geography> {
  const divisions = await sql<DivisionRow>`
    select code, parent, level, title_zh, title_en, lng, lat, area, is_sketch from registry.division order by code`.execute(
    db,
  )
  const grids = await sql<GridRow>`
    select code, street, number, office, title_zh, title_en, lng, lat, area, committees, is_sketch
    from registry.grid order by code`.execute(db)
  return new Geography(divisions.rows.map(divisionOf), grids.rows.map(gridOf))
}

const divisionOf = (row: DivisionRow): Division => ({
  code: row.code,
  ...(row.parent !== null && { parent: row.parent }),
  level: row.level,
  name: { zh: row.title_zh, en: row.title_en },
  ...(row.lng !== null && row.lat !== null && { point: { lng: row.lng, lat: row.lat } }),
  ...(row.area && { area: row.area }),
  isSketch: row.is_sketch,
})

const gridOf = (row: GridRow): Grid => ({
  code: row.code,
  street: row.street,
  number: row.number,
  ...(row.office !== null && { office: row.office }),
  name: { zh: row.title_zh, en: row.title_en },
  point: { lng: row.lng, lat: row.lat },
  area: row.area,
  committees: row.committees,
  isSketch: row.is_sketch,
})
