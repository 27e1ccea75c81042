import type { Pack } from '../../kernel/pack/index.ts'
import type { Language } from '../../kernel/words.ts'
import type { Opened } from '../api/cases.ts'
import { NoConnection } from '../api/problem.ts'
import type { Values } from '../kit/form/index.ts'
import { enqueue, keepReceipt, sendNow } from '../offline/index.ts'

/** A report being written: the answers so far, and the id that makes pressing twice one report. */
export type ReportDraft = { readonly actionId: string; readonly values: Values }

/** What became of sending: a number and a code, or the word that it waits for a signal. */
export type ReportSent = { readonly queued: true } | { readonly queued: false; readonly opened: Opened }

/** The first words of a report, to find it by on this device. */
const titleOf = (pack: Pack, values: Values): string => String(values[pack.flow.marks.text] ?? '').slice(0, 60)

/** A report to send. `remember`: this device belongs to the reporter and may keep the link. */
export type ReportSending = {
  readonly pack: Pack
  readonly draft: ReportDraft
  readonly person: string
  readonly language: Language
  readonly remember: boolean
}

/**
 * Sends a report, or keeps it on the device until there is a signal.
 * @throws ApiProblem when the server refuses it
 */
export async function sendReport({ pack, draft, person, language, remember }: ReportSending): Promise<ReportSent> {
  const body = { pack: pack.name, answers: draft.values, language }
  const about = titleOf(pack, draft.values)
  try {
    const answer = await sendNow('/api/cases', { ...body, actionId: draft.actionId })
    // Without IndexedDB nothing is remembered; the page still shows number and link.
    if (remember) await keepReceipt(answer, about).catch(() => undefined)
    return { queued: false, opened: answer as unknown as Opened } // the route's declared answer
  } catch (error) {
    if (!(error instanceof NoConnection)) throw error
    await enqueue({ actionId: draft.actionId, person, path: '/api/cases', body, title: pack.title, about })
    return { queued: true }
  }
}
