import { sql } from 'kysely'
import { type Bounds, fromMercator, mercatorBox } from '../../../kernel/place/index.ts'
import { type Db, plannedAnew } from '../../base/index.ts'
import { briefsOf, type Condition, countSql, factConditions, factTable } from '../../cases/index.ts'
import { factsOf } from '../count/count-cases.ts'
import type { Question } from '../count/question.ts'
import { measureErrors } from '../errors.ts'

/** Most points of one answer; what lies beyond is counted. */
export const mostPoints = 5_000

/** Most cells of one answer; a finer grid over a larger box is made coarser. */
export const mostCells = 10_000

/** A cell is so many pixels wide on the map. */
const cellPixels = 64

const worldMetres = 40_075_016.685_578_49
const tilePixels = 256

/** One case on the map. */
export type CasePoint = {
  id: string
  number: string
  title: string
  titleEn: string | null
  point: [number, number]
  class: string | null
  status: string
  urgency: number
  openedAt: string
  late: boolean
  reports: number
  demo: boolean
}

/** One cell of the grid: how many cases, their middle, and the box whose list they are. */
export type Cell = { point: [number, number]; count: number; open: number; late: number; box: string }

/** Reads `west,south,east,north` in degrees. @throws measure.badBox */
export function boundsOf(text: string): Bounds {
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN, ...more] = text
    .split(',')
    .map(Number)
  const isGood = west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north
  if (!isGood || more.length > 0) throw measureErrors.make('measure.badBox')
  return [west, south, east, north]
}

/** The edges of bounds in whole Mercator metres, outwards. */
function edgesOf(bounds: Bounds, unit = 1): readonly [number, number, number, number] {
  const [southWest, northEast] = mercatorBox(bounds)
  const down = (value: number) => Math.floor(value / unit) * unit
  const up = (value: number) => (Math.floor(value / unit) + 1) * unit
  return [down(southWest[0]), down(southWest[1]), up(northEast[0]), up(northEast[1])]
}

/** Side of a cell in whole metres for a zoom, coarse enough that the box has at most `mostCells` of them. */
export function cellSize(bounds: Bounds, zoom: number): number {
  const [x0, y0, x1, y1] = edgesOf(bounds)
  let size = Math.max(1, Math.round((worldMetres / tilePixels / 2 ** zoom) * cellPixels))
  while (Math.ceil((x1 - x0) / size + 1) * Math.ceil((y1 - y0) / size + 1) > mostCells) size *= 2
  return size
}

const where = (question: Omit<Question, 'by'>, now: string, box: string): Condition =>
  factsOf(
    question,
    now,
    factConditions({ box }, now, () => undefined),
  )

type PointRow = Omit<CasePoint, 'number' | 'title' | 'titleEn' | 'point'> & { x: number; y: number }

/** The newest cases in a box, how many there are in all, and the box as the lists understand it. */
export async function pointsIn(
  db: Db,
  question: Omit<Question, 'by'>,
  given: { readonly bounds: Bounds; readonly limit: number; readonly now: string },
): Promise<{ points: CasePoint[]; total: number; box: string }> {
  const box = edgesOf(given.bounds).join(',')
  const wanted = where(question, given.now, box)
  const { rows } =
    await sql<PointRow>`${plannedAnew} select f.case_id as id, f.at_point[0] as x, f.at_point[1] as y, f.class, f.status,
      f.urgency, f.opened_at as "openedAt", coalesce(${countSql('late', given.now)}, false) as late, f.reports, f.is_demo as demo
    from ${factTable} where ${wanted} order by f.opened_at desc, f.case_id desc limit ${given.limit}`.execute(db)
  const counted =
    rows.length < given.limit
      ? rows.length
      : (
          await sql<{
            count: number
          }>`${plannedAnew} select count(*)::int as count from ${factTable} where ${wanted}`.execute(db)
        ).rows[0]?.count
  const briefs = await briefsOf(
    db,
    rows.map((row) => row.id),
  )
  const points = rows.flatMap(({ x, y, ...row }) => {
    const brief = briefs.get(row.id)
    const { lng, lat } = fromMercator([x, y])
    return brief ? [{ ...row, ...brief, point: [lng, lat] as [number, number] }] : []
  })
  return { points, total: counted ?? rows.length, box }
}

/** Counts in the cells of a grid over the box; cells at its edges are whole. */
export async function cellsIn(
  db: Db,
  question: Omit<Question, 'by'>,
  given: { readonly bounds: Bounds; readonly zoom: number; readonly now: string },
): Promise<{ cells: Cell[]; metres: number; total: number }> {
  const size = cellSize(given.bounds, given.zoom)
  const [x0, y0, x1, y1] = edgesOf(given.bounds, size)
  type Row = { i: number; j: number; x: number; y: number; count: number; open: number; late: number }
  // Reading a coordinate out of a point costs more than all else here: each is read once (`offset 0` keeps it so).
  const { rows } = await sql<Row>`${plannedAnew} select floor(p.x / ${size})::int as i, floor(p.y / ${size})::int as j,
      sum(p.x) as x, sum(p.y) as y, count(*)::int as count, count(*) filter (where p.open)::int as open,
      count(*) filter (where p.late)::int as late
    from (select f.at_point[0] as x, f.at_point[1] as y, ${countSql('open', given.now)} as open,
        ${countSql('late', given.now)} as late
      from ${factTable} where ${factsOf(question, given.now, [sql`f.at_point is not null`])} offset 0) p
    where p.x >= ${x0} and p.x < ${x1} and p.y >= ${y0} and p.y < ${y1} group by 1, 2`.execute(db)
  const cells = rows.map(({ i, j, x, y, ...counts }) => {
    const { lng, lat } = fromMercator([x / counts.count, y / counts.count])
    return {
      ...counts,
      point: [lng, lat] as [number, number],
      box: [i, j, i + 1, j + 1].map((n) => n * size).join(','),
    }
  })
  return { cells, metres: size, total: cells.reduce((sum, cell) => sum + cell.count, 0) }
}
