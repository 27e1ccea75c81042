import type { ImportField, ImportKind } from '../model.ts'
import { caseFields } from './case-fields.ts'
import { type CaseItem, type CaseKindParts, caseItem, lifeFaults } from './case-item.ts'
import { placeFinder } from './locate-items.ts'
import { caseWriter } from './write-cases.ts'

const instant = (
  key: string,
  zh: string,
  en: string,
  whenWrong: ImportField['whenWrong'],
  synonyms: readonly string[],
): ImportField => ({ key, title: { zh, en }, synonyms, types: ['instant', 'date'], value: 'instant', whenWrong })

const fields: readonly ImportField[] = [
  caseFields.external,
  caseFields.name,
  caseFields.phone,
  caseFields.title,
  { ...caseFields.text, whenWrong: 'warn' },
  caseFields.class1,
  caseFields.class2,
  caseFields.class3,
  {
    ...instant('openedAt', '受理时间', 'Created', 'refuse', [
      ...['创建时间', '登记时间', '来电时间', '提交时间', '反映时间', '留言时间', '立案时间', '上报时间'],
      ...[
        'created',
        'created date',
        'created at',
        'opened',
        'open date',
        'requested datetime',
        'date created',
        'received',
      ],
    ]),
    required: true,
  },
  instant('dueAt', '办理时限', 'Due', 'warn', [
    '截止时间',
    '到期时间',
    '应办结时间',
    '时限',
    'due',
    'due date',
    'sla date',
    'expected datetime',
    'deadline',
  ]),
  instant('contactedAt', '先行联系时间', 'First contact', 'warn', [
    '联系时间',
    '首次联系时间',
    'first contact',
    'contacted at',
  ]),
  instant('handledAt', '处置时间', 'Handled', 'warn', [
    '办理时间',
    '处理时间',
    'handled at',
    'resolved at',
    'resolution date',
  ]),
  instant('closedAt', '办结时间', 'Closed', 'refuse', [
    '结案时间',
    '关闭时间',
    '完成时间',
    '答复时间',
    'closed',
    'closed date',
    'close date',
    'closed at',
    'date closed',
  ]),
  caseFields.office,
  caseFields.reply,
  caseFields.satisfied,
  caseFields.address,
  caseFields.lng,
  caseFields.lat,
  {
    key: 'status',
    title: { zh: '原状态', en: 'Status there' },
    synonyms: ['状态', '工单状态', '办理状态', 'status', 'sr status', 'state'],
    types: ['text'],
    value: 'line',
    whenWrong: 'warn',
  },
]

/**
 * Cases that were lived in another system (历史工单): created, due, closed. They are history: nobody here has to do
 * anything about them, figures are computed from them. The time of creation is needed; a time of closing that is there
 * must be readable, or a closed case would count as open.
 */
export const history = (parts: CaseKindParts): ImportKind<CaseItem> => ({
  name: 'history',
  title: { zh: '历史工单', en: 'Past cases of another system' },
  fields,
  defaults: { source: 'history', pack: 'hotline', treat: 'history' },
  read: (values, settings, now) => {
    const faults = lifeFaults(values, now)
    return faults.length > 0 ? { ok: false, faults } : caseItem(values, settings, { isHistory: true, now })
  },
  complete: placeFinder(parts),
  write: caseWriter(parts),
})
