import type { ImportField, ImportKind } from '../model.ts'
import { caseFields } from './case-fields.ts'
import type { CaseItem, CaseKindParts } from './case-item.ts'
import { caseItem, lifeFaults } from './case-item.ts'
import { placeFinder } from './locate-items.ts'
import { caseWriter } from './write-cases.ts'

const fields: readonly ImportField[] = [
  caseFields.external,
  caseFields.name,
  caseFields.phone,
  caseFields.title,
  { ...caseFields.text, required: true },
  {
    key: 'openedAt',
    title: { zh: '留言时间', en: 'Said at' },
    synonyms: [
      ...[
        '时间',
        '来电时间',
        '受理时间',
        '登记时间',
        '提交时间',
        '创建时间',
        '反映时间',
        '留言日期',
        '诉求时间',
        '来信时间',
      ],
      ...[
        'time',
        'date',
        'created',
        'created date',
        'created at',
        'submitted at',
        'received',
        'date received',
        'requested datetime',
      ],
    ],
    types: ['instant', 'date'],
    value: 'instant',
    whenWrong: 'warn',
  },
  caseFields.address,
  caseFields.lng,
  caseFields.lat,
  caseFields.class1,
  caseFields.class2,
  caseFields.class3,
  caseFields.office,
  caseFields.reply,
  {
    key: 'closedAt',
    title: { zh: '答复时间', en: 'Replied at' },
    synonyms: [
      '回复时间',
      '办结时间',
      '处理时间',
      '答复日期',
      '回复日期',
      'reply time',
      'reply date',
      'replied at',
      'response date',
      'answered at',
    ],
    types: ['instant', 'date'],
    value: 'instant',
    whenWrong: 'refuse',
  },
  caseFields.satisfied,
  {
    key: 'votesFor',
    title: { zh: '点赞数', en: 'Votes for' },
    synonyms: ['赞成数', '支持数', '点赞', '赞', 'likes', 'upvotes', 'votes', 'supports'],
    types: ['integer'],
    value: 'number',
    whenWrong: 'warn',
  },
  {
    key: 'votesAgainst',
    title: { zh: '反对数', en: 'Votes against' },
    synonyms: ['反对', '踩', 'dislikes', 'downvotes'],
    types: ['integer'],
    value: 'number',
    whenWrong: 'warn',
  },
]

/**
 * Messages to the hotline (诉求、留言). A message without a reply becomes a case to be sorted; one that was answered
 * already becomes history. The text is needed. A message whose time cannot be read is taken without it; an answered one is
 * refused then, because its history would have no beginning; so is one whose reply has no time that can be read.
 */
export const messages = (parts: CaseKindParts): ImportKind<CaseItem> => ({
  name: 'messages',
  title: { zh: '热线留言', en: 'Hotline messages' },
  fields,
  defaults: { source: 'messages', pack: 'hotline', treat: 'auto' },
  read: (values, settings, now) => {
    const isAnswered = values.closedAt !== undefined || values.reply !== undefined
    const isHistory = settings.treat === 'history' || isAnswered
    const faults = [...(isHistory ? lifeFaults(values, now) : []), ...(isAnswered ? replyFaults(values) : [])]
    return faults.length > 0 ? { ok: false, faults } : caseItem(values, settings, { isHistory, now })
  },
  complete: placeFinder(parts),
  write: caseWriter(parts),
})

const replyFaults = (values: Readonly<Record<string, unknown>>) =>
  values.reply !== undefined && values.closedAt === undefined
    ? [
        {
          code: 'needed',
          field: 'closedAt',
          says: { zh: '有答复却没有答复时间', en: 'there is a reply but no time of the reply' },
          mend: { zh: '填写答复时间，或清空答复', en: 'give the time of the reply, or empty the reply' },
        },
      ]
    : []
