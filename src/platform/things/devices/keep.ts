import { sql } from 'kysely'
import { endAlarms } from '../alarms/keep-alarms.ts'
import { thingsErrors } from '../errors.ts'
import { claimHash, type EnrolParts } from './enrol.ts'
import type { LiveDevice } from './runtime.ts'

/** The device, or @throws things.noDevice */
export function getDevice({ fleet }: Pick<EnrolParts, 'fleet'>, id: string): LiveDevice {
  const device = fleet.find(id)
  if (device === undefined) throw thingsErrors.make('things.noDevice', { id })
  return device
}

/** A new secret in place of the old one, which ends at once. @throws things.noDevice */
export async function renewSecret(parts: EnrolParts, id: string): Promise<string> {
  const { key } = getDevice(parts, id)
  const secret = parts.fleet.newSecret()
  await parts.base.db.tx(async (tx) => {
    await sql`update things.device set secret = ${parts.fleet.hash(id, secret)}, state = 'active' where key = ${key}`.execute(
      tx,
    )
  })
  await parts.fleet.changed(parts.base.db, [key])
  return secret
}

/** Switches a device on or off, or takes its secret and certificate away for good: its alarms are over then. @throws things.noDevice */
export async function setState(parts: EnrolParts, id: string, state: 'active' | 'off' | 'revoked'): Promise<void> {
  const { key } = getDevice(parts, id)
  await parts.base.db.tx(async (tx) => {
    await sql`update things.device set state = ${state},
      secret = case when ${state} = 'revoked' then null else secret end,
      certificate = case when ${state} = 'revoked' then null else certificate end where key = ${key}`.execute(tx)
    if (state !== 'active') await endAlarms(tx, { device: key })
  })
  await parts.fleet.changed(parts.base.db, [key])
}

/**
 * A device takes itself into use by the code on its plate, and is told its secret: each code works once.
 * @throws things.badClaim
 */
export async function claimDevice(
  parts: EnrolParts,
  code: string,
): Promise<{ readonly id: string; readonly secret: string }> {
  const secret = parts.fleet.newSecret()
  const claimed = await parts.base.db.tx(async (tx) => {
    const { rows } = await sql<{ key: number; id: string }>`update things.device set claim = null, state = 'active'
      where claim = ${claimHash(parts.base, code)} and state = 'waiting' returning key, id`.execute(tx)
    const [one] = rows
    if (one === undefined) return undefined
    await sql`update things.device set secret = ${parts.fleet.hash(one.id, secret)} where key = ${one.key}`.execute(tx)
    return one
  })
  if (claimed === undefined) throw thingsErrors.make('things.badClaim')
  await parts.fleet.changed(parts.base.db, [claimed.key])
  return { id: claimed.id, secret }
}

/** What is wanted of a device: its firmware and its configuration. It is told by `configure`. @throws things.noDevice */
export async function want(
  parts: EnrolParts,
  id: string,
  wanted: { readonly firmware?: string; readonly config?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { key } = getDevice(parts, id)
  await parts.base.db.tx(async (tx) => {
    await sql`update things.device set firmware_wanted = coalesce(${wanted.firmware ?? null}, firmware_wanted),
      config_wanted = coalesce(${wanted.config === undefined ? null : JSON.stringify(wanted.config)}::jsonb, config_wanted)
      where key = ${key}`.execute(tx)
  })
}

/** What a device said of its firmware and configuration. */
export async function reported(
  { base }: Pick<EnrolParts, 'base'>,
  device: LiveDevice,
  said: { readonly firmware?: string; readonly config?: Readonly<Record<string, unknown>> },
): Promise<void> {
  await sql`update things.device set firmware_reported = coalesce(${said.firmware ?? null}, firmware_reported),
    config_reported = coalesce(${said.config === undefined ? null : JSON.stringify(said.config)}::jsonb, config_reported),
    reported_at = now() where key = ${device.key}`.execute(base.db)
}
