import type { Json } from '../../../../kernel/twin/index.ts'
import { type Base, sqlState, type Tx, tell } from '../../../base/index.ts'
import type { Observations } from '../../observations/index.ts'
import type { Sight } from '../../sight.ts'
import type { Entities, EntitiesWithin } from '../../store/entity-store.ts'
import type { SetName } from '../model.ts'

/** What writing stands on: one transaction, in which a whole request or change set is done. */
export type Writing = {
  readonly tx: Tx
  readonly now: () => number
  readonly entities: EntitiesWithin
  readonly observations: Observations
  readonly sight: Sight
  /** What is done once everything is committed, before the answer. */
  later(work: () => Promise<void>): void
}

/** What a transaction of SensorThings is made of. */
export type WritingParts = {
  readonly base: Pick<Base, 'db' | 'now'>
  readonly entities: Entities
  readonly observations: Observations
}

/** A document as it comes in. */
export type Body = { readonly [name: string]: Json | undefined }

/** Ids by the column that leads to them: what the address or an outer document says already. */
export type Known = Readonly<Record<string, number>>

export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text of a document; '' for anything else. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Another transaction was in the way: what was done is undone and may be done again. */
const isClash = (cause: unknown): boolean => ['40P01', '40001', '23505'].includes(sqlState(cause) ?? '')

/** Does everything in one transaction, or nothing of it; numbers for the twin's history follow at once after it. */
export async function wholly<T>(
  { base, entities, observations }: WritingParts,
  sight: Sight,
  work: (writing: Writing) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const later: (() => Promise<void>)[] = []
    try {
      const [made, within] = await base.db.tx(async (tx) => {
        const inside = entities.within(tx)
        const writing: Writing = {
          ...{ tx, now: base.now, entities: inside, observations, sight },
          later: (one) => later.push(one),
        }
        return [await work(writing), inside] as const
      })
      within.announce()
      for (const one of later) await one()
      return made
    } catch (cause) {
      if (attempt < 4 && isClash(cause)) continue
      throw cause
    }
  }
}

/** An entity that came or changed; `names` are the properties that did, absent for one that is new. */
export type StaTold = { readonly set: SetName; readonly ids: readonly string[]; readonly names?: readonly string[] }

/** Channel on which processes of the city tell each other of them. */
export const toldChannel = 'sta_told'
// NOTIFY carries less than 8000 bytes.
const mostIds = 300

/** Tells who listens by MQTT, once the transaction is committed. */
export async function tellOf({ tx }: Pick<Writing, 'tx'>, told: StaTold): Promise<void> {
  for (let from = 0; from < told.ids.length; from += mostIds)
    await tell(tx, toldChannel, JSON.stringify({ ...told, ids: told.ids.slice(from, from + mostIds) }))
}
