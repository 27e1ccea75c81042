import { levelWords, type OrderState, type ResponseLevel } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { LogEntry } from '../api/response.ts'
import type { Say, StateShape, StateTone } from '../kit/index.ts'

/** How states of orders look. */
export const stateLook: Readonly<
  Record<OrderState, { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }>
> = {
  waiting: { words: { zh: '待前置任务', en: 'Waits for others' }, shape: 'waiting', tone: 'still' },
  issued: { words: { zh: '待确认', en: 'Not acknowledged' }, shape: 'new', tone: 'soon' },
  acknowledged: { words: { zh: '已确认', en: 'Acknowledged' }, shape: 'working', tone: 'active' },
  done: { words: { zh: '已完成', en: 'Done' }, shape: 'done', tone: 'plain' },
  refused: { words: { zh: '已拒绝', en: 'Refused' }, shape: 'returned', tone: 'urgent' },
  withdrawn: { words: { zh: '已撤回', en: 'Withdrawn' }, shape: 'closed', tone: 'still' },
}

const kindWords: Readonly<Record<string, Words>> = {
  started: { zh: '启动', en: 'started it' },
  raised: { zh: '提级', en: 'raised it' },
  lowered: { zh: '降级', en: 'lowered it' },
  ended: { zh: '终止', en: 'ended it' },
  ordered: { zh: '下达指令', en: 'ordered' },
  nobody: { zh: '无人承担', en: 'nobody to order' },
  withdrawn: { zh: '撤回指令', en: 'withdrew' },
  acknowledged: { zh: '确认', en: 'acknowledged' },
  done: { zh: '完成', en: 'has done' },
  refused: { zh: '拒绝', en: 'refused' },
  reminded: { zh: '催办', en: 'reminded of' },
  note: { zh: '记录', en: 'noted' },
  assigned: { zh: '调派', en: 'assigned' },
  released: { zh: '释放', en: 'released' },
  notice: { zh: '发布公告', en: 'published' },
  'notice-withdrawn': { zh: '撤回公告', en: 'withdrew the notice' },
  drawn: { zh: '标绘', en: 'drew' },
  erased: { zh: '擦去标绘', en: 'erased' },
  reviewed: { zh: '复盘', en: 'reviewed it' },
  lesson: { zh: '整改', en: 'lesson' },
  'lesson-done': { zh: '整改落实', en: 'carried out' },
}

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value
const isLevel = (value: unknown): value is ResponseLevel =>
  typeof value === 'string' && Object.hasOwn(levelWords, value)

/** An entry of the log: what was done, and to what. */
export function entryWords(
  say: Say,
  { kind, note, facts }: LogEntry,
): { readonly what: string; readonly about: string } {
  const kindOf = kindWords[kind]
  const { title, planTitle, office, from, to, level, resource, count } = facts
  const about = [
    isWords(planTitle) ? say(planTitle) : '',
    isLevel(from) && isLevel(to)
      ? `${say(levelWords[from])} → ${say(levelWords[to])}`
      : isLevel(level)
        ? say(levelWords[level])
        : '',
    isWords(title) ? say(title) : '',
    isWords(office) ? say(office) : '',
    typeof resource === 'string' ? resource : '',
    typeof count === 'number' ? `× ${count}` : '',
    note,
  ]
  return { what: kindOf ? say(kindOf) : kind, about: about.filter((part) => part !== '').join(' · ') }
}
