import { sql } from 'kysely'
import { boundsAround, distance } from '../../../kernel/place/index.ts'
import type { Tx } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import type { Commands } from './commands.ts'

/** A command to whatever devices of a profile are near a place, or to those that are named. */
export type NearAsked = {
  readonly profile: string
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
  /** Degrees of WGS 84, longitude first, and metres around it. */
  readonly near?: { readonly point: readonly [number, number]; readonly metres: number }
  readonly devices?: readonly string[]
  readonly by: string
  /** Who wants to hear what becomes of it, as `things.commandTold`. */
  readonly forWhom: string
}

/** Most devices that are commanded at once around a place. */
const most = 50

/**
 * Commands active devices of a profile near a place, nearest first, in the given transaction.
 * @returns the ids of the devices; none when there are none
 * @throws things.noCommand, things.badInput
 */
export async function commandNear(
  { fleet, commands }: { readonly fleet: Fleet; readonly commands: Commands },
  tx: Tx,
  { profile, command: name, input, near, devices, by, forWhom }: NearAsked,
): Promise<readonly string[]> {
  const ids = devices ?? (near ? await devicesNear(tx, profile, near) : [])
  const found = ids
    .map((id) => fleet.find(id))
    .filter((device): device is LiveDevice => device?.state === 'active' && device.ready.profile.name === profile)
    .slice(0, most)
  if (found.length === 0) return []
  await commands.askIn(tx, { devices: found, name, input, by, forWhom })
  return found.map(({ id }) => id)
}

async function devicesNear(
  tx: Tx,
  profile: string,
  { point: [lng, lat], metres }: NonNullable<NearAsked['near']>,
): Promise<readonly string[]> {
  const centre = { lng, lat }
  const [west, south, east, north] = boundsAround(centre, metres)
  const { rows } = await sql<{ id: string; lng: number; lat: number }>`select id, lng, lat from things.device
    where profile = ${profile} and state = 'active' and lng between ${west} and ${east} and lat between ${south} and ${north}`.execute(
    tx,
  )
  return rows
    .map(({ id, ...at }) => ({ id, metres: distance(centre, at) }))
    .filter((one) => one.metres <= metres)
    .toSorted((a, b) => a.metres - b.metres || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
}
