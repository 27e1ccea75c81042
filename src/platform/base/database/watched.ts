import { AsyncLocalStorage } from 'node:async_hooks'
import type { QueryExecutorProvider } from 'kysely'

/** Something that wants to write into every transaction that changes data while a request is handled: the audit. */
export type Watch = { note(tx: QueryExecutorProvider): Promise<void> }

const current = new AsyncLocalStorage<Watch>()

/** Runs `work` so that each of its transactions calls `watch.note` just before it commits. */
export const watched = <T>(watch: Watch, work: () => T): T => current.run(watch, work)

/** Called by `db.tx` before commit. */
export async function noteChange(tx: QueryExecutorProvider): Promise<void> {
  await current.getStore()?.note(tx)
}
