import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { Language } from '../../../kernel/words.ts'
import type { Opened } from '../../api/cases.ts'
import { NoConnection } from '../../api/problem.ts'
import type { Values } from '../../kit/form/index.ts'
import { type Drafting, enqueue, keepReceipt, sendNow, useDraft } from '../../offline/index.ts'

/** A report being written: the answers so far, and the id that makes pressing twice one report. */
export type ReportDraft = { readonly actionId: string; readonly values: Values }

/** The draft of a report to a pack; it survives closing the page. */
export const useReportDraft = (pack: string): Drafting<ReportDraft> =>
  useDraft<ReportDraft>(`report:${pack}`, { actionId: uuidv7(), values: {} })

/** What became of sending: a number and a code, or the word that it waits for a signal. */
export type ReportSent = { readonly queued: true } | { readonly queued: false; readonly opened: Opened }

/** The first words of a report, to find it by on this device. */
const titleOf = (pack: Pack, values: Values): string => String(values[pack.flow.marks.text] ?? '').slice(0, 60)

/**
 * Sends a report, or keeps it on the device until there is a signal.
 * @throws ApiProblem when the server refuses it
 */
export async function sendReport(
  pack: Pack,
  draft: ReportDraft,
  person: string,
  language: Language,
): Promise<ReportSent> {
  const body = { pack: pack.name, answers: draft.values, language }
  const about = titleOf(pack, draft.values)
  try {
    const answer = await sendNow('/api/cases', { ...body, actionId: draft.actionId })
    await keepReceipt(answer, about).catch(() => undefined) // no IndexedDB: the page still shows number and link
    return { queued: false, opened: answer as unknown as Opened } // the route's declared answer
  } catch (error) {
    if (!(error instanceof NoConnection)) throw error
    await enqueue({ actionId: draft.actionId, person, path: '/api/cases', body, title: pack.title, about })
    return { queued: true }
  }
}
