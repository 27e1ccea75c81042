import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from './db.ts'

/** Something that wants to write into every transaction that changes data while a request is handled: the audit. */
export type Watch = { note(tx: Tx): Promise<void> }

const current = new AsyncLocalStorage<Watch>()

/** Runs `work` so that each of its transactions calls `watch.note` just before it commits. */
export const watched = <T>(watch: Watch, work: () => T): T => current.run(watch, work)

/** Called by `db.tx` before commit. */
export async function noteChange(tx: Tx): Promise<void> {
  await current.getStore()?.note(tx)
}
