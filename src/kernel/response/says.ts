import type { Level } from '../access/index.ts'
import type { Language, Words } from '../words.ts'
import type { OrderState } from './orders.ts'
import { levelWords, type ResponseLevel } from './scale.ts'

/** What states of orders are called, on screens and in reports. */
export const orderStateWords: Readonly<Record<OrderState, Words>> = {
  waiting: { zh: '待前置任务', en: 'Waits for others' },
  issued: { zh: '待确认', en: 'Not acknowledged' },
  acknowledged: { zh: '已确认', en: 'Acknowledged' },
  done: { zh: '已完成', en: 'Done' },
  refused: { zh: '已拒绝', en: 'Refused' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

/** What levels of offices are called where many of them are counted. */
export const officeLevelWords: Readonly<Record<Level, Words>> = {
  city: { zh: '市级', en: 'City' },
  district: { zh: '区级', en: 'Districts' },
  street: { zh: '街镇', en: 'Streets and towns' },
  grid: { zh: '网格', en: 'Grids' },
  community: { zh: '居村', en: 'Communities' },
}

/** What entries of an incident's log tell. */
export const entryKindWords = {
  started: { zh: '启动', en: 'Started' },
  raised: { zh: '提级', en: 'Raised' },
  lowered: { zh: '降级', en: 'Lowered' },
  ended: { zh: '终止', en: 'Ended' },
  ordered: { zh: '下达指令', en: 'Ordered' },
  nobody: { zh: '无人承担', en: 'Nobody to order' },
  withdrawn: { zh: '撤回指令', en: 'Order withdrawn' },
  named: { zh: '指定责任人', en: 'Named' },
  taken: { zh: '接手', en: 'Taken over' },
  escalated: { zh: '逾时未确认，升级', en: 'Not acknowledged in time, escalated' },
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
} as const satisfies Readonly<Record<string, Words>>

/** What an entry of the log tells. */
export type EntryKind = keyof typeof entryKindWords

/** What an entry says beside its words: names in both languages, counts, ids. */
export type EntryFacts = Readonly<Record<string, unknown>>

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value

const isLevel = (value: unknown): value is ResponseLevel =>
  typeof value === 'string' && Object.hasOwn(levelWords, value)

const isOfficeLevel = (value: unknown): value is Level =>
  typeof value === 'string' && Object.hasOwn(officeLevelWords, value)

/** An entry of the log: what was done, and of what; what people wrote stays as they wrote it. */
export function entrySays(
  { kind, note, facts }: { readonly kind: EntryKind; readonly note: string; readonly facts: EntryFacts },
  language: Language,
): { readonly what: string; readonly about: readonly string[] } {
  const { title, planTitle, office, from, to, level, count, resource, lesson, due, person, above } = facts
  const say = (value: unknown): string => (isWords(value) ? value[language] : typeof value === 'string' ? value : '')
  const zh = language === 'zh'
  const about = [
    say(planTitle),
    isLevel(level) ? levelWords[level][language] : isOfficeLevel(level) ? officeLevelWords[level][language] : '',
    isLevel(from) && isLevel(to) ? `${levelWords[from][language]} → ${levelWords[to][language]}` : '',
    say(title),
    say(office),
    ...[person, above].map((one) => (say(one) === '' ? '' : `→ ${say(one)}`)),
    typeof count === 'number' ? (zh ? `${count} 条` : `${count} ${count === 1 ? 'order' : 'orders'}`) : '',
    ...[resource, lesson, due].map(say),
    note,
  ]
  return { what: entryKindWords[kind][language], about: about.filter((part) => part !== '') }
}
