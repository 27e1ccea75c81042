import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Stop } from '../api/dispatch.ts'
import { NoConnection } from '../api/problem.ts'
import { enqueue, queuedFor, sendNow } from '../offline/index.ts'

/** What a crew says of an errand on the way. */
export type StopAnswer = { readonly what: 'begin' } | { readonly what: 'cannot'; readonly reason: string }

const titles: Readonly<Record<StopAnswer['what'], Words>> = {
  begin: { zh: '到场', en: 'On the spot' },
  cannot: { zh: '不能办理', en: 'Cannot do it' },
}

/** Says it now, or keeps it on the device, in the order of what is done to the case. @returns whether it waits here */
export async function answerStop(stop: Stop, { what, ...body }: StopAnswer, person: string): Promise<boolean> {
  const path = `/api/dispatch/stops/${stop.id}/${what}`
  const actionId = uuidv7()
  const entry = { actionId, person, caseId: stop.case, path, body, title: titles[what], about: stop.errand.title }
  if ((await queuedFor(stop.case)) > 0) {
    await enqueue(entry)
    return true
  }
  try {
    await sendNow(path, { ...body, actionId })
    return false
  } catch (error) {
    if (!(error instanceof NoConnection)) throw error
    await enqueue(entry)
    return true
  }
}
