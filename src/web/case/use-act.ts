import { useMutation } from '@tanstack/react-query'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Words } from '../../kernel/words.ts'
import { NoConnection } from '../api/problem.ts'
import { type Acknowledged, enqueue, queuedFor, sendNow } from '../offline/index.ts'

/** What is to be done to which case. */
export type Acting = {
  readonly action: string
  readonly step?: string | undefined
  readonly title: Words
  readonly input: Readonly<Record<string, unknown>>
  /** The state of the case that the person saw. */
  readonly seq: number
  /** The same press twice keeps its id. */
  readonly actionId?: string
}

/** The case as the queue and the server know it. */
export type ActTarget = {
  readonly path: string
  /** Its id, or the secret code of its link. */
  readonly caseId: string
  /** Words to show it by in the queue. */
  readonly about: string
  readonly person: string
}

/** What came of it: the server's answer, or the word that it waits on this device. */
export type Acted = { readonly queued: false; readonly answer: Acknowledged } | { readonly queued: true }

/**
 * Does an action now, or keeps it on the device when there is no signal or when earlier actions on the same case still
 * wait: what a person does to a case arrives in the order it was done.
 * @throws ApiProblem (409 `case.stale` when the case changed meanwhile)
 */
export async function act(target: ActTarget, doing: Acting): Promise<Acted> {
  const actionId = doing.actionId ?? uuidv7()
  const body = {
    action: doing.action,
    ...(doing.step !== undefined && { step: doing.step }),
    input: doing.input,
    seq: doing.seq,
  }
  const entry = {
    actionId,
    person: target.person,
    caseId: target.caseId,
    path: target.path,
    body,
    title: doing.title,
    about: target.about,
  }
  if ((await queuedFor(target.caseId)) > 0) {
    await enqueue(entry)
    return { queued: true }
  }
  try {
    return { queued: false, answer: await sendNow(target.path, { ...body, actionId }) }
  } catch (error) {
    if (!(error instanceof NoConnection)) throw error
    await enqueue(entry)
    return { queued: true }
  }
}

/** `act` for a screen: pending, error, and what to do when it is done. */
export const useAct = (target: ActTarget, onDone: (acted: Acted, doing: Acting) => void) =>
  useMutation({ mutationFn: (doing: Acting) => act(target, doing), onSuccess: onDone, networkMode: 'always' })
