import type { Words } from '../words.ts'

/** What a picture may be seen in full for (查看目的). */
export type ViewPurpose = 'verify' | 'enforce' | 'rescue' | 'appeal' | 'inspect'

/**
 * The purposes. One that acts upon somebody names the case; only whether an event that still waits is true can be asked without one,
 * for there is none yet.
 */
export const viewPurposes: Readonly<Record<ViewPurpose, { readonly title: Words; readonly needsCase: boolean }>> = {
  verify: { title: { zh: '核实事件是否属实', en: 'To find out whether it is true' }, needsCase: false },
  enforce: { title: { zh: '依法查处', en: 'To act on it by law' }, needsCase: true },
  rescue: { title: { zh: '救助处于危险中的人', en: 'To help somebody in danger' }, needsCase: true },
  appeal: { title: { zh: '当事人申诉复核', en: 'Somebody concerned has appealed' }, needsCase: true },
  inspect: { title: { zh: '监督检查', en: 'To check how it was handled' }, needsCase: true },
}
