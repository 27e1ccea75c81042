import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Words } from '../../kernel/words.ts'
import { NoConnection } from '../api/problem.ts'
import { enqueue, queuedFor, sendNow } from '../offline/index.ts'

/** Something done on a round. */
export type Doing = {
  /** What is done in order: one round, or one finding. */
  readonly group: string
  readonly person: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly title: Words
  readonly about: string
}

/** What came of it. */
export type Sent = { readonly id: string; readonly isQueued: boolean }

/**
 * Sends it now, or keeps it on the device when there is no signal or when earlier steps of the same round still wait. Its id is
 * made here: however often it arrives, it counts once.
 */
export async function keepOrSend({ group, person, path, body, title, about }: Doing): Promise<Sent> {
  const actionId = uuidv7()
  const entry = { actionId, person, caseId: group, path, body, title, about }
  if ((await queuedFor(group)) === 0) {
    try {
      await sendNow(path, { ...body, actionId })
      return { id: actionId, isQueued: false }
    } catch (error) {
      if (!(error instanceof NoConnection)) throw error
    }
  }
  await enqueue(entry)
  return { id: actionId, isQueued: true }
}
