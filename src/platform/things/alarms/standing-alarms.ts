import { sql } from 'kysely'
import type { Figures } from '../../../kernel/things/index.ts'
import type { Query } from '../../base/index.ts'

/** An alarm that stands. */
export type StandingAlarm = {
  readonly id: string
  readonly rule: string
  /** Key of the device. */
  readonly device: number
  readonly severity: string
  /** ISO instant. */
  readonly raisedAt: string
  readonly value: number | null
  /** Of a rule over several measures: what led to it. */
  readonly figures: Figures | null
}

/** The alarms that stand at these devices, the newest first. */
export async function standingAlarms(on: Query, devices: readonly number[]): Promise<readonly StandingAlarm[]> {
  const { rows } = await sql<StandingAlarm>`select id, rule, device, severity, raised_at as "raisedAt", value, figures
    from things.alarm where cleared_at is null and device = any(${[...devices]}::int[])
    order by raised_at desc, id limit 100`.execute(on)
  return rows
}
