import { sql } from 'kysely'
import { type Ailment, ailmentsOf, type LastValue } from '../../../kernel/things/index.ts'
import { type Base, publish } from '../../base/index.ts'
import type { Observations } from '../../twin/index.ts'
import type { Fleet } from './fleet.ts'
import type { LiveDevice } from './runtime.ts'

/** When anything came from a device, epoch ms; 0 for never. Readings that other processes took come in with the present of their series. */
export const lastHeard = (device: LiveDevice, observations: Observations): number =>
  device.series.reduce((latest, series) => Math.max(latest, observations.last(series)?.received ?? 0), device.heard)

/** What ails a device now, from memory. */
export function ailmentsNow(device: LiveDevice, observations: Observations, now: number): readonly Ailment[] {
  const heard = lastHeard(device, observations)
  const last: Record<string, LastValue | undefined> = Object.fromEntries(
    device.ready.names.map((name, index) => [name, observations.last(device.series[index] ?? 0)]),
  )
  return ailmentsOf(
    device.ready.profile,
    {
      ...{ heard: heard > 0 ? heard : undefined, last },
      ...{ clockFault: device.clockFault, garbage: device.garbage, flood: device.flood },
    },
    now,
  )
}

type Change = { readonly device: number; readonly ailment: string; readonly isNew: boolean }

/**
 * Looks at every device once, over what is in memory, and writes down only what changed: one statement, however many devices.
 * A device that fell silent or came back is told to other rooms.
 * @returns how many ailments began or ended
 */
export async function lookAtHealth(base: Base, fleet: Fleet, observations: Observations): Promise<number> {
  const now = base.now()
  const { rows } = await sql<{ device: number; ailment: string }>`select device, ailment from things.ailment`.execute(
    base.db,
  )
  const before = new Map<number, Set<string>>()
  for (const { device, ailment } of rows) before.set(device, (before.get(device) ?? new Set()).add(ailment))
  const changes: Change[] = []
  for (const device of fleet.all) {
    const found: readonly string[] = device.state === 'active' ? ailmentsNow(device, observations, now) : []
    const old = before.get(device.key)
    device.isDown = found.includes('silent') || found.includes('never')
    for (const ailment of found) if (!old?.has(ailment)) changes.push({ device: device.key, ailment, isNew: true })
    for (const ailment of old ?? [])
      if (!found.includes(ailment)) changes.push({ device: device.key, ailment, isNew: false })
  }
  if (changes.length === 0) return 0
  await base.db.tx(async (tx) => {
    const changed = sql`jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as t (device int, ailment text, "isNew" boolean)`
    await sql`delete from things.ailment a using ${changed} where not t."isNew" and a.device = t.device and a.ailment = t.ailment`.execute(
      tx,
    )
    await sql`insert into things.ailment (device, ailment, since) select device, ailment, to_timestamp(${now / 1_000}) from ${changed}
      where "isNew" on conflict do nothing`.execute(tx)
    const told = changes.filter(({ ailment }) => ailment === 'silent')
    await publish(
      tx,
      ...told.map(({ device, isNew }) => ({
        type: isNew ? 'things.silent' : 'things.heardAgain',
        key: `device:${fleet.byKey(device)?.id ?? device}`,
        payload: {
          device: fleet.byKey(device)?.id,
          parent: fleet.byKey(device)?.parent?.id ?? null,
          at: new Date(now).toISOString(),
        },
      })),
    )
  })
  return changes.length
}
