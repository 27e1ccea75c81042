import { sql } from 'kysely'
import type { Ailment } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'

/** One thing that ails one device. */
export type Ailing = { readonly device: number; readonly ailment: Ailment }

/** What ails active devices, as health was last looked at. */
export async function ailingNow(on: Query): Promise<readonly Ailing[]> {
  const { rows } = await sql<Ailing>`select a.device, a.ailment from things.ailment a
    join things.device d on d.key = a.device where d.state = 'active'`.execute(on)
  return rows
}

/** What is told of a device beside its readings. */
export type DeviceBrief = {
  readonly key: number
  readonly id: string
  readonly entity: string
  readonly title: Words | null
  readonly division: string | null
  /** WGS 84. */
  readonly point: readonly [lng: number, lat: number] | null
  /** Id of the entity that it stands on or belongs to. */
  readonly asset: string | null
  readonly isDemo: boolean
}

/** What is told of devices, by their keys. */
export async function deviceBriefs(on: Query, keys: readonly number[]): Promise<ReadonlyMap<number, DeviceBrief>> {
  type Row = Omit<DeviceBrief, 'point'> & { readonly lng: number | null; readonly lat: number | null }
  const { rows } = await sql<Row>`select d.key, d.id, e.id as entity, coalesce(d.title, e.title) as title,
      coalesce(d.division, e.division) as division, d.lng, d.lat, d.asset, d.is_demo as "isDemo"
    from things.device d join twin.entity e on e.key = d.entity where d.key = any(${[...keys]}::int[])`.execute(on)
  return new Map(
    rows.map(({ lng, lat, ...row }) => [row.key, { ...row, point: lng === null || lat === null ? null : [lng, lat] }]),
  )
}
