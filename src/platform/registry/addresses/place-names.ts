import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'
import { NameFinder } from './name-finder.ts'

/** A road or a named place in one district: how many addresses it has and where their middle is, in Mercator metres. */
export type NamedPlace = {
  readonly district: string | undefined
  readonly street: string | undefined
  readonly count: number
  readonly x: number
  readonly y: number
  /** Half the diagonal of the box around its addresses, Mercator metres. */
  readonly reach: number
  readonly isSketch: boolean
}

/** The names that the city's addresses use. */
export type PlaceNames = {
  readonly roads: NameFinder<readonly NamedPlace[]>
  readonly names: NameFinder<readonly NamedPlace[]>
  /** Roads by the stem of their name. */
  readonly stems: ReadonlyMap<string, readonly NamedPlace[]>
}

/** 桂林西路, 老桂林路, 桂林二路 → 桂林; `undefined` where too little is left to mean anything. */
export function roadStem(road: string): string | undefined {
  const stem = road
    .replace(/(?:大道|大街|公路|支路|环路|路|街|道|巷|弄)$/u, '')
    .replace(/(?<=..)(?:[东西南北中]|[一二三四五六七八九十])+$/u, '')
    .replace(/^[老新](?=..)/u, '')
  return stem.length >= 2 ? stem : undefined
}

/** No addresses at all. */
export const noPlaceNames: PlaceNames = { roads: new NameFinder([]), names: new NameFinder([]), stems: new Map() }

type Row = {
  readonly name: string
  readonly district: string | null
  readonly street: string | null
  readonly count: number
  readonly x: number
  readonly y: number
  readonly reach: number
  readonly is_sketch: boolean
}

const middle = sql`count(*)::int as count, avg(at[0]) as x, avg(at[1]) as y,
  sqrt(power(max(at[0]) - min(at[0]), 2) + power(max(at[1]) - min(at[1]), 2)) / 2 as reach, bool_or(is_sketch) as is_sketch`

/** Reads the names of all roads, by district, and of all other places, by street. */
export async function readPlaceNames(db: Db): Promise<PlaceNames> {
  const roads = await sql<Row>`
    select road as name, district, null as street, ${middle} from registry.address
    where road is not null group by road, district order by count(*) desc`.execute(db)
  const names = await sql<Row>`
    select name, district, street, ${middle} from registry.address
    where name is not null group by name, district, street order by count(*) desc`.execute(db)
  return { roads: finderOf(roads.rows), names: finderOf(names.rows), stems: stemsOf(roads.rows) }
}

function finderOf(rows: readonly Row[]): NameFinder<readonly NamedPlace[]> {
  const byName = new Map<string, NamedPlace[]>()
  const add = (name: string, place: NamedPlace) => {
    const list = byName.get(name)
    if (list) list.push(place)
    else byName.set(name, [place])
  }
  for (const row of rows) add(row.name, placeOf(row))
  for (const [village, place] of villagesOf(rows)) if (!byName.has(village)) add(village, place)
  return new NameFinder(byName)
}

function stemsOf(rows: readonly Row[]): ReadonlyMap<string, readonly NamedPlace[]> {
  const stems = new Map<string, NamedPlace[]>()
  for (const row of rows) {
    const stem = roadStem(row.name)
    if (stem === undefined) continue
    const list = stems.get(stem)
    if (list) list.push(placeOf(row))
    else stems.set(stem, [placeOf(row)])
  }
  return stems
}

const placeOf = ({ district, street, count, x, y, reach, is_sketch }: Row): NamedPlace => ({
  district: district ?? undefined,
  street: street ?? undefined,
  ...{ count, x, y, reach },
  isSketch: is_sketch,
})

/** 永红村 out of 永红村李家宅 and its other hamlets: the village is their middle. */
function villagesOf(rows: readonly Row[]): ReadonlyMap<string, NamedPlace> {
  const members = new Map<string, Row[]>()
  for (const row of rows) {
    const village = /^(.{2,5}?村).+/u.exec(row.name)?.[1]
    if (village === undefined) continue
    const list = members.get(village)
    if (list) list.push(row)
    else members.set(village, [row])
  }
  return new Map([...members].map(([village, hamlets]) => [village, middleOf(hamlets)]))
}

function middleOf(rows: readonly Row[]): NamedPlace {
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const x = rows.reduce((sum, row) => sum + row.x * row.count, 0) / count
  const y = rows.reduce((sum, row) => sum + row.y * row.count, 0) / count
  const reach = rows.reduce((far, row) => Math.max(far, Math.hypot(row.x - x, row.y - y)), 0)
  const [first] = rows
  const same = (pick: (row: Row) => string | null) =>
    rows.every((row) => pick(row) === (first ? pick(first) : null)) && first ? (pick(first) ?? undefined) : undefined
  return {
    district: same((row) => row.district),
    street: same((row) => row.street),
    ...{ count, x, y, reach },
    isSketch: rows.some((row) => row.is_sketch),
  }
}
