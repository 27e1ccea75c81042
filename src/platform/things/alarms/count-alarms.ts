import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'

/** Alarms of one rule at one device. */
export type AlarmCount = {
  readonly rule: string
  /** Key of the device. */
  readonly device: number
  readonly open: number
  readonly raised: number
}

/** Alarms that stand or were raised since an instant (epoch ms), by rule and device. */
export async function countAlarms(on: Query, since: number): Promise<readonly AlarmCount[]> {
  const from = sql`to_timestamp(${since / 1_000})`
  const { rows } = await sql<AlarmCount>`select rule, device, (count(*) filter (where cleared_at is null))::int as open,
      (count(*) filter (where raised_at >= ${from}))::int as raised
    from things.alarm where cleared_at is null or raised_at >= ${from} group by rule, device`.execute(on)
  return rows
}
