import type { Pack } from '../../../kernel/pack/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** One page of a report: a question to answer, the look at what is near by, or the last look before sending. */
export type ReportPage =
  | {
      readonly name: string
      readonly kind: 'fields'
      readonly title: Words
      readonly lead?: Words
      readonly fields: readonly string[]
    }
  | { readonly name: 'near'; readonly kind: 'near'; readonly title: Words }
  | { readonly name: 'check'; readonly kind: 'check'; readonly title: Words; readonly more: readonly string[] }

/**
 * The pages of a report, derived from what the pack asks: first the words, then the place, the pictures, what is already
 * known near by, other questions that must be answered, who reports (always optional for the person to give), and a last
 * look. Optional questions that belong to none of these wait on the last page.
 */
export function pagesOf(pack: Pick<Pack, 'flow' | 'nearby'>): readonly ReportPage[] {
  const { asks, marks } = pack.flow
  const names = Object.keys(asks)
  const isPersonal = (name: string) => asks[name]?.grade === 'personal' || asks[name]?.grade === 'sensitive'
  const marked = [marks.text, marks.place, marks.files].filter((name) => name !== undefined && name in asks)
  const personal = names.filter((name) => !marked.includes(name) && isPersonal(name))
  // What one needs to be reached at is asked beside the name even where it is graded lower.
  const who = [...personal, ...names.filter((name) => asks[name]?.type === 'email' && !personal.includes(name))]
  const rest = names.filter((name) => !marked.includes(name) && !who.includes(name) && name !== marks.title)
  const must = rest.filter((name) => asks[name]?.required)
  const more = rest.filter((name) => !asks[name]?.required)
  const pages: ReportPage[] = []
  const add = (name: string, fields: readonly (string | undefined)[], title: Words, lead?: Words): void => {
    const known = fields.filter((field) => field !== undefined && field in asks) as readonly string[] // narrowed by the filter
    if (known.length > 0) pages.push({ name, kind: 'fields', title, fields: known, ...(lead && { lead }) })
  }
  add('words', [marks.text], asks[marks.text]?.title ?? { zh: '什么事', en: 'What' })
  add(
    'place',
    [marks.place],
    { zh: '在哪里？', en: 'Where is it?' },
    {
      zh: '写地址、用现在的位置，或在地图上标，一种就够。',
      en: 'Type an address, use your position, or mark the map: one is enough.',
    },
  )
  if (pack.nearby) pages.push({ name: 'near', kind: 'near', title: { zh: '已有人反映？', en: 'Reported already?' } })
  add(
    'photos',
    [marks.files],
    { zh: '有照片吗？', en: 'Do you have photos?' },
    {
      zh: '能让人一眼看明白。照片里的拍摄位置不会公开。',
      en: 'They show at a glance. The position inside a photo is never published.',
    },
  )
  add('more', must, { zh: '还需要知道', en: 'A little more' })
  add(
    'who',
    who,
    { zh: '怎么联系您？', en: 'How can we reach you?' },
    {
      zh: '可以都不填。填了，办理的人才能联系您核实、答复；不公开，也不转给被反映的人。',
      en: 'You need not tell. If you do, those who handle it can ask and answer you. It is not published, nor told to whom it concerns.',
    },
  )
  pages.push({ name: 'check', kind: 'check', title: { zh: '看一遍，再提交', en: 'Look once more, then send' }, more })
  return pages
}
