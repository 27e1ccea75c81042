import { sql } from 'kysely'
import { type Point, toMercator } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { copyIn, type Tx } from '../../base/index.ts'
import type { PlacesLoaded } from '../divisions/load-divisions.ts'
import { addressKey } from './address-parts.ts'

/** An address whose parts are known already: those of a city profile. */
export type KnownAddress = {
  readonly text: string
  readonly district: string
  readonly street: string
  readonly committee?: string
  readonly grid?: string
  readonly road: string
  readonly lane?: number
  readonly number?: number
  readonly compound?: Words
  /** WGS 84. */
  readonly point: Point
}

/** Brings in the addresses of a profile by COPY, marked as sketches (演示). What is there stays. */
export async function loadAddresses(tx: Tx, addresses: readonly KnownAddress[], source: string): Promise<PlacesLoaded> {
  await sql`create temporary table profile_address (key text, text text, district text, street text, committee text,
    grid text, road text, lane integer, number integer, name text, at point) on commit drop`.execute(tx)
  await copyIn(
    tx,
    'profile_address',
    ['key', 'text', 'district', 'street', 'committee', 'grid', 'road', 'lane', 'number', 'name', 'at'],
    addresses.map(({ text, district, street, committee, grid, road, lane, number, compound, point }) => {
      const [x, y] = toMercator(point)
      const key = addressKey({ district, road, lane, number, name: compound?.zh })
      return [key, text, district, street, committee, grid, road, lane, number, compound?.zh, `(${x},${y})`]
    }),
  )
  const written = await sql<{ count: number }>`
    with fresh as (
      insert into registry.address (key, text, district, street, committee, grid, road, lane, number, name, at, datum, is_sketch, source)
      select distinct on (key) key, text, district, street, committee, grid, road, lane, number, name, at, 'wgs84', true, ${source}
      from profile_address order by key
      on conflict (key) do nothing returning 1)
    select count(*)::int as count from fresh`.execute(tx)
  await sql`drop table profile_address`.execute(tx)
  const added = written.rows[0]?.count ?? 0
  return { added, there: addresses.length - added }
}
