import { sql } from 'kysely'
import type { Language } from '../../kernel/words.ts'
import type { Query } from '../base/index.ts'
import { type Reachable, reachableOf } from '../identity/index.ts'
import type { Preference, QuietHours } from './model.ts'

/** A person with what decides how to tell him. */
export type Told = {
  readonly id: string
  readonly language: Language
  readonly preference: Preference
  /** How he can be reached outside the house at all. */
  readonly reach: Preference['channels']
}

/** When nothing that can wait is sent to residents, unless they say otherwise: 22:00 to 8:00. */
export const usualQuiet: QuietHours = { from: 22 * 60, to: 8 * 60 }

/** Without a wish of their own, residents are told by SMS, or by e-mail; officials see it in the inbox. */
function usual(one: Reachable): Preference {
  if (one.kind !== 'resident') return { channels: [], muted: [] }
  return { channels: reachOf(one), quiet: usualQuiet, muted: [] }
}

const reachOf = ({ hasPhone, hasEmail }: Reachable): Preference['channels'] =>
  hasPhone ? ['sms'] : hasEmail ? ['email'] : []

type WishRow = {
  person: string
  channels: Preference['channels']
  quiet_from: number | null
  quiet_to: number | null
  muted: string[]
}

const wishOf = ({ channels, quiet_from: from, quiet_to: to, muted }: WishRow): Preference => ({
  channels,
  quiet: from === null || to === null ? undefined : { from, to },
  muted,
})

/** Accounts have UUIDs; what a program or a clock did has another name, and nobody to tell. */
export const isAccount = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

/** How these people want to be told, by id; those who are gone are left out. */
export async function readTold(on: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Told>> {
  const people = (await reachableOf(on, ids.filter(isAccount))).filter(({ kind }) => kind !== 'service')
  if (people.length === 0) return new Map()
  const { rows } = await sql<WishRow>`select person, channels, quiet_from, quiet_to, muted from notify.preference
    where person = any(${people.map(({ id }) => id)}::uuid[])`.execute(on)
  const wishes = new Map(rows.map((row) => [row.person, wishOf(row)]))
  return new Map(
    people.map((one) => [
      one.id,
      { id: one.id, language: one.language, preference: wishes.get(one.id) ?? usual(one), reach: reachOf(one) },
    ]),
  )
}
