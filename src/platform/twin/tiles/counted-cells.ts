import { type RawBuilder, sql } from 'kysely'
import type { LayerDeclaration } from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { kindSql } from '../features/layer.ts'
import type { Sight } from '../sight.ts'
import { tileFrame, worldHalf } from './encode-tile.ts'
import { levels } from './fold-cells.ts'

/** Below this zoom a tile is answered from the counts by cell, of which it then shows 8 × 8 that are whole. */
export const countedBelow = levels.fine - 2

/** Which things of which tile. */
export type FarTile = {
  readonly layer: LayerDeclaration
  readonly sight: Sight
  readonly z: number
  readonly x: number
  readonly y: number
}

/** Is it known of everything in the layer, by its kind, whether it belongs to it? Values of things are not counted. */
export const isCounted = ({ where = [] }: LayerDeclaration): boolean => where.length === 0

/** The number of a cell in Z-order: the bits of its column and its row by turns. */
export function cellAt(x: number, y: number): number {
  let cell = 0
  for (let bit = 0; bit < levels.fine; bit += 1) cell += (((x >> bit) & 1) + 2 * ((y >> bit) & 1)) * 4 ** bit
  return cell
}

/** A cell with things: how many, their middle in units of the tile, and of one alone its key. */
export type CountedCell = {
  readonly cell: number
  readonly count: number
  readonly x: number
  readonly y: number
  readonly key: number
}

/**
 * Everything counted, expired things aside, in cells of one size: what is kept, what has changed since, and what will expire. Kinds are
 * chosen as things are, by the layer and by what may be seen.
 */
async function countIn(
  on: Query,
  tile: FarTile,
  cells: readonly number[],
  size: number,
): Promise<readonly CountedCell[]> {
  const { layer, sight, z, x, y } = tile
  const { west, north, side, scale } = tileFrame(z, x, y)
  const shown = z + 3
  const level = shown <= levels.coarse ? levels.coarse : levels.fine
  const chosen = sql`${kindSql(layer)} and ${sight.sql('e')}`
  // Cells of `size` by the numbers of the finer ones that they are made of.
  const range = (of: number, cell: RawBuilder<unknown>) =>
    sql`join unnest(${cells}::int[]) wanted(cell) on ${cell} >= wanted.cell << ${2 * (of - size)}::int and ${cell} < (wanted.cell + 1) << ${2 * (of - size)}::int`
  const box = `(${west + side * 1.25},${north + side / 4}),(${west - side / 4},${north - side * 1.25})`
  const { rows } =
    await sql<CountedCell>`${plannedAnew} with kind as materialized (select e.id from twin.cell_kind e where ${chosen})
    select cell, sum(count)::int as count, (case when sum(count) = 1 then sum(keys) else 0 end)::bigint as key,
      ((sum(x) / sum(count))::float8 / 1000 - ${west + worldHalf}::float8) * ${scale}::float8 as x,
      ((sum(y) / sum(count))::float8 / 1000 - ${worldHalf - north}::float8) * ${scale}::float8 as y
    from (
      select c.cell >> ${2 * (level - shown)}::int as cell, c.count, c.x, c.y, c.keys
      from twin.cell_count c ${range(level, sql`c.cell`)} join kind on kind.id = c.kind where c.level = ${level}
      union all
      select e.cell >> ${2 * (levels.fine - shown)}::int, e.count, e.x, e.y, e.keys
      from twin.cell_change e ${range(levels.fine, sql`e.cell`)} where ${chosen}
      union all
      select p.cell >> ${2 * (levels.fine - shown)}::int, 1, p.x, p.y, e.key
      from twin.entity e cross join lateral twin.cell_place(e.box) p ${range(levels.fine, sql`p.cell`)}
      where e.expires_at > now() and e.deleted_at is null and e.tenant = '' and e.box && ${box}::box and ${chosen}
    ) found group by cell having sum(count) > 0 order by cell`.execute(on)
  return rows
}

/** Things of a tile by the cells of a grid of 8 × 8 over it, as `readClusters` finds them, without looking at them. */
export const countedClusters = (on: Query, tile: FarTile): Promise<readonly CountedCell[]> =>
  countIn(on, tile, [cellAt(tile.x, tile.y)], tile.z)

/** Cells around a tile: what stands close to its edge is drawn in it, too. */
function around({ z, x, y }: FarTile): readonly number[] {
  const side = 8 * 2 ** z
  const cells: number[] = []
  for (let column = 8 * x - 1; column <= 8 * x + 8; column += 1)
    for (let row = 8 * y - 1; row <= 8 * y + 8; row += 1) {
      const isInside = column >> 3 === x && row >> 3 === y
      if (!isInside && column >= 0 && row >= 0 && column < side && row < side) cells.push(cellAt(column, row))
    }
  return cells
}

/** Does the layer hold things that reach into places other than their middle? */
async function hasWide(on: Query, { layer, sight }: FarTile): Promise<boolean> {
  const chosen = sql`${kindSql(layer)} and ${sight.sql('e')}`
  const { rows } = await sql<{
    wide: boolean
  }>`${plannedAnew} select exists (select from twin.cell_kind e where not is_point and ${chosen})
    or exists (select from twin.cell_change e where not is_point and ${chosen})
    or exists (select from twin.entity e where e.expires_at > now() and not (e.box[0] ~= e.box[1]) and e.tenant = '' and ${chosen}) as wide`.execute(
    on,
  )
  return rows[0]?.wide ?? true
}

/**
 * Where the things of a tile with few of them are, as a condition on entity `e`: those that stand alone in their cell by their keys, others by
 * their cell. Nothing where they may be anywhere in it.
 */
export async function whereabouts(
  on: Query,
  tile: FarTile,
  inside: readonly CountedCell[],
): Promise<RawBuilder<unknown> | undefined> {
  if (await hasWide(on, tile)) return undefined
  const all = [...inside, ...(await countIn(on, tile, around(tile), tile.z + 3))]
  const alone = all.filter(({ count }) => count === 1).map(({ key }) => key)
  const together = all
    .filter(({ count }) => count > 1)
    .map(({ cell }) => sql` or e.box && ${boxOf(cell, tile.z + 3)}::box`)
  return sql`(e.key = any(${alone}::bigint[])${sql.join(together, sql``)})`
}

/** The box of a cell, in metres. */
function boxOf(cell: number, level: number): string {
  let [column, row] = [0, 0]
  for (let bit = 0; bit < level; bit += 1) {
    const pair = Math.floor(cell / 4 ** bit) % 4
    column += (pair & 1) * 2 ** bit
    row += (pair >> 1) * 2 ** bit
  }
  const { west, north, side } = tileFrame(level, column, row)
  return `(${west + side},${north}),(${west},${north - side})`
}
