import { sql } from 'kysely'
import type { AttributeInstance } from '../../kernel/twin/index.ts'
import { type Base, type Query, tell } from '../base/index.ts'
import type { StoredEntity } from './store/rows.ts'

/** One entity that changed: as it was and as it is; `undefined` where it was not there. */
export type EntityChange = {
  readonly tenant: string
  readonly id: string
  readonly before: StoredEntity | undefined
  readonly after: StoredEntity | undefined
  /** Instances that came or were replaced. */
  readonly set: readonly { readonly name: string; readonly instance: AttributeInstance; readonly isNew: boolean }[]
  /** Instances that were deleted. */
  readonly gone: readonly { readonly name: string; readonly instance: AttributeInstance }[]
  /** Epoch ms. */
  readonly at: number
}

/** What other processes are told of changes: only which entities; they read for themselves. */
export type ToldChange = { readonly tenant: string; readonly ids: readonly string[] }

/** Who hears of changes. */
export type Changes = {
  /** Changes of this process, after commit, in batches. */
  onChange(heard: (changes: readonly EntityChange[]) => void): () => void
  /** Changes of any process, this one included; `undefined` when some may have been missed. */
  onTold(heard: (told: ToldChange | undefined) => void): () => void
  /** Tells of changes that were committed; the store's word. Readings of devices go by `subscriptions/reading-changes.ts`. */
  announce(changes: readonly EntityChange[]): void
  /** Tells other processes of them; in the transaction that made them. */
  tell(on: Query, tenant: string, ids: readonly string[]): Promise<void>
}

const channel = 'twin_change'
// NOTIFY carries less than 8000 bytes.
const mostBytes = 7_000

/** The change feed of this process, joined to those of others by NOTIFY. */
export function makeChanges(base: Pick<Base, 'listener' | 'log'>): Changes {
  const here = new Set<(changes: readonly EntityChange[]) => void>()
  return {
    onChange: (heard) => {
      here.add(heard)
      return () => here.delete(heard)
    },
    onTold: (heard) =>
      base.listener.on(channel, (text) => {
        // Only `tell` below writes to the channel; '' means that the connection was lost for a while.
        heard(text === '' ? undefined : (JSON.parse(text) as ToldChange))
      }),
    announce: (changes) => {
      for (const heard of here) {
        try {
          heard(changes)
        } catch (cause) {
          base.log.error('a change could not be passed on', { cause })
        }
      }
    },
    tell: async (on, tenant, ids) => {
      const texts: string[] = []
      let part: string[] = []
      let bytes = 0
      for (const id of ids) {
        const size = Buffer.byteLength(id) + 3
        if (bytes + size > mostBytes) {
          texts.push(JSON.stringify({ tenant, ids: part }))
          part = []
          bytes = 0
        }
        part.push(id)
        bytes += size
      }
      if (part.length > 0) texts.push(JSON.stringify({ tenant, ids: part }))
      if (texts.length === 1) await tell(on, channel, texts[0] ?? '')
      else if (texts.length > 1)
        await sql`select pg_notify(${channel}, told) from unnest(${texts}::text[]) told`.execute(on)
    },
  }
}
