import { sql } from 'kysely'
import { mercatorLength, type Point, toMercator } from '../../../kernel/place/index.ts'
import type { Query } from '../../base/index.ts'

/** An address as it is stored, its point in Mercator metres. */
export type StoredAddress = {
  readonly text: string
  readonly district: string | null
  readonly street: string | null
  readonly committee: string | null
  readonly grid: string | null
  readonly lane: number | null
  readonly number: number | null
  readonly building: string | null
  readonly x: number
  readonly y: number
  readonly is_sketch: boolean
}

/** All addresses with one number on a road, taken together. */
export type StoredDoor = {
  readonly district: string | null
  readonly street: string | null
  readonly door: number
  readonly is_lane: boolean
  readonly x: number
  readonly y: number
  readonly is_sketch: boolean
}

const fields = sql`text, district, street, committee, grid, lane, number, building, at[0] as x, at[1] as y, is_sketch`

/** The known numbers of a road, in the whole city. */
export async function findDoors(db: Query, road: string): Promise<readonly StoredDoor[]> {
  const found = await sql<StoredDoor>`
    select district, street, door, lane is not null as is_lane, avg(at[0]) as x, avg(at[1]) as y, bool_or(is_sketch) as is_sketch
    from registry.address where road = ${road} and door is not null
    group by district, street, door, lane is not null order by door`.execute(db)
  return found.rows
}

/** The addresses with one number on a road: every building of the lane. */
export async function findAtDoor(db: Query, road: string, door: number): Promise<readonly StoredAddress[]> {
  const found = await sql<StoredAddress>`
    select ${fields} from registry.address where road = ${road} and door = ${door} order by lane, number, building limit 500`.execute(
    db,
  )
  return found.rows
}

/** The addresses of a road whose number begins with these digits, in the order of their numbers. */
export async function findByDigits(
  db: Query,
  road: string,
  digits: string,
  limit: number,
): Promise<readonly StoredAddress[]> {
  const found = await sql<StoredAddress>`
    select ${fields} from registry.address
    where road = ${road} and door is not null and starts_with(door::text, ${digits})
    order by length(door::text), door, number nulls first limit ${limit}`.execute(db)
  return found.rows
}

/** The addresses with a name. */
export async function findByName(db: Query, name: string, limit: number): Promise<readonly StoredAddress[]> {
  const found = await sql<StoredAddress>`
    select ${fields} from registry.address where name = ${name} order by text limit ${limit}`.execute(db)
  return found.rows
}

/** The address nearest to a point, and how many metres it is away; nothing within `within` metres gives nothing. */
export async function findNearest(
  db: Query,
  point: Point,
  within: number,
): Promise<(StoredAddress & { readonly metres: number }) | undefined> {
  const [x, y] = toMercator(point)
  const scale = mercatorLength(1, point.lat)
  const found = await sql<StoredAddress & { metres: number }>`
    select ${fields}, (at <-> point(${x}, ${y})) / ${scale} as metres
    from registry.address order by at <-> point(${x}, ${y}) limit 1`.execute(db)
  const nearest = found.rows[0]
  return nearest && nearest.metres <= within ? nearest : undefined
}
