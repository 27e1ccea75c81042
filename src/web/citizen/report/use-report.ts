import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { ReportDraft } from '../../case/index.ts'
import { type Drafting, useDraft } from '../../offline/index.ts'

/** The draft of a report to a pack; it survives closing the page. */
export const useReportDraft = (pack: string): Drafting<ReportDraft> =>
  useDraft<ReportDraft>(`report:${pack}`, () => ({ actionId: uuidv7(), values: {} }))
