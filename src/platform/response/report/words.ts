import { levelWords, type OrderState, type ResponseLevel } from '../../../kernel/response/index.ts'
import type { Language, Words } from '../../../kernel/words.ts'
import type { Entry, EntryKind } from '../incident/log.ts'

/** What states of orders are called. */
export const stateWords: Readonly<Record<OrderState, Words>> = {
  waiting: { zh: '待前置任务', en: 'waiting for others' },
  issued: { zh: '待确认', en: 'not acknowledged' },
  acknowledged: { zh: '已确认', en: 'acknowledged' },
  done: { zh: '已完成', en: 'done' },
  refused: { zh: '已拒绝', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
}

/** What levels of offices are called. */
export const officeLevelWords: Readonly<Record<string, Words>> = {
  city: { zh: '市级', en: 'City' },
  district: { zh: '区级', en: 'Districts' },
  street: { zh: '街镇', en: 'Streets and towns' },
  grid: { zh: '网格', en: 'Grids' },
  community: { zh: '居村', en: 'Communities' },
}

const kindWords: Readonly<Record<EntryKind, Words>> = {
  started: { zh: '启动', en: 'Started' },
  raised: { zh: '提级', en: 'Raised' },
  lowered: { zh: '降级', en: 'Lowered' },
  ended: { zh: '终止', en: 'Ended' },
  ordered: { zh: '下达指令', en: 'Ordered' },
  nobody: { zh: '无人承担', en: 'Nobody to order' },
  withdrawn: { zh: '撤回指令', en: 'Withdrawn' },
  acknowledged: { zh: '确认', en: 'Acknowledged' },
  done: { zh: '完成', en: 'Done' },
  refused: { zh: '拒绝', en: 'Refused' },
  reminded: { zh: '催办', en: 'Reminded' },
  note: { zh: '记录', en: 'Note' },
  assigned: { zh: '调派资源', en: 'Resource assigned' },
  released: { zh: '释放资源', en: 'Resource released' },
  notice: { zh: '发布公告', en: 'Notice published' },
  'notice-withdrawn': { zh: '撤回公告', en: 'Notice withdrawn' },
  drawn: { zh: '标绘', en: 'Drawn on the map' },
  erased: { zh: '擦去标绘', en: 'Erased from the map' },
  reviewed: { zh: '复盘', en: 'Reviewed' },
  lesson: { zh: '整改', en: 'Lesson' },
  'lesson-done': { zh: '整改落实', en: 'Lesson carried out' },
}

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value

const levelOf = (value: unknown, language: Language): string =>
  typeof value === 'string' && value in levelWords ? levelWords[value as ResponseLevel][language] : '' // a key, as asked

/** An entry of the log in one sentence; what people wrote stays as they wrote it. */
export function entrySays({ kind, note, facts }: Entry, language: Language): string {
  const { title, office, count, resource, from, to, level, planTitle, lesson, due, duty } = facts
  const about = [
    kind === 'started' && isWords(planTitle) ? `${planTitle[language]} ${levelOf(level, language)}` : '',
    from && to ? `${levelOf(from, language)} → ${levelOf(to, language)}` : '',
    isWords(title) ? title[language] : '',
    typeof duty === 'string' ? duty : '',
    isWords(office) ? office[language] : '',
    typeof count === 'number' ? (language === 'zh' ? `${count} 条` : `${count} orders`) : '',
    typeof resource === 'string' ? resource : '',
    typeof lesson === 'string' ? lesson : '',
    typeof due === 'string' ? due : '',
    note,
  ].filter((part) => part !== '')
  const [colon, comma] = language === 'zh' ? ['：', '，'] : [': ', ', ']
  return about.length === 0 ? kindWords[kind][language] : `${kindWords[kind][language]}${colon}${about.join(comma)}`
}
