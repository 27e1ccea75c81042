import type { Shift } from '../../kernel/dispatch/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Cause, Crew, Stop, Terms } from '../api/dispatch.ts'
import type { Session } from '../api/session.ts'
import { type Say, sayTime } from '../kit/index.ts'

/** Why a person overrules, as it is chosen; `order` and `once` teach nothing and say so. */
export const causeWords: Readonly<Record<Cause, Words>> = {
  knows: { zh: '熟悉地段或情况', en: 'Knows the place or the matter' },
  skill: { zh: '更合适的技能或装备', en: 'Better skill or equipment' },
  load: { zh: '均衡任务', en: 'Balance of work' },
  place: { zh: '路线或地点', en: 'Way or place' },
  order: { zh: '只调次序（不学习）', en: 'Order only (nothing learned)' },
  once: { zh: '仅此一次（不学习）', en: 'This once (nothing learned)' },
}

/** The office whose board somebody sees: that of the post that looks over it. */
export const boardOffice = (session: Session | undefined): string | undefined =>
  ['dispatcher', 'duty-officer', 'supervisor']
    .map((role) => session?.actor.posts.find((post) => post.role === role)?.office)
    .find((office) => office !== undefined)

/** Names of skills, in one line. */
export const skillWords = (say: Say, terms: Terms | undefined, skills: readonly string[]): string =>
  skills
    .map((skill) => terms?.skills.find(({ name }) => name === skill)?.title)
    .flatMap((title) => (title ? [say(title)] : []))
    .join(say({ zh: '、', en: ', ' }))

/** Minutes more or less with their sign, small ones to a tenth. */
export const signed = (minutes: number): string => {
  const shown = Math.abs(minutes) < 10 ? Math.round(minutes * 10) / 10 : Math.round(minutes)
  return shown > 0 ? `+${shown}` : shown < 0 ? `−${-shown}` : '0'
}

/** From when until when. */
export const spanWords = (say: Say, { beginsAt, endsAt }: Pick<Stop, 'beginsAt' | 'endsAt'>): string =>
  beginsAt && endsAt ? `${sayTime(say, beginsAt)}–${sayTime(say, endsAt)}` : ''

/** Why an errand has no crew. */
export const leftWords: Readonly<Record<'nobody' | 'time' | 'person', Words>> = {
  nobody: { zh: '没有班组有这项技能或能到那里', en: 'No crew has the skill or goes there' },
  time: { zh: '班次结束前做不完', en: 'It cannot be ended before the shifts end' },
  person: { zh: '派单员决定暂不派', en: 'The dispatcher leaves it for later' },
}

/** One crew by its id. */
export const crewOf = (crews: readonly Crew[], id: string | null): Crew | undefined =>
  crews.find((crew) => crew.id === id)

/** The absence that goes on now, if there is one. */
export const awayNow = ({ away }: Crew): Crew['away'][number] | undefined =>
  away.find(({ from }) => Date.parse(from) <= Date.now())

/** What can be done about a crew's being there: an action, not a state. */
export const awayWords = (crew: Crew): Words =>
  awayNow(crew) ? { zh: '标为返岗', en: 'Mark as back' } : { zh: '标为不在岗', en: 'Mark as away' }

/** Days of the week, 1 Monday to 7 Sunday. */
export const weekdayWords: Readonly<Record<number, Words>> = {
  1: { zh: '周一', en: 'Mon' },
  2: { zh: '周二', en: 'Tue' },
  3: { zh: '周三', en: 'Wed' },
  4: { zh: '周四', en: 'Thu' },
  5: { zh: '周五', en: 'Fri' },
  6: { zh: '周六', en: 'Sat' },
  7: { zh: '周日', en: 'Sun' },
}

/** A minute of the day as a clock shows it; of the next day where it is past midnight. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** A shift in one line. */
export const shiftWords = (say: Say, { weekdays, from, until }: Shift): string => {
  const days =
    weekdays.length === 7
      ? say({ zh: '每天', en: 'daily' })
      : weekdays.map((day) => say(weekdayWords[day] ?? { zh: '', en: '' })).join(' ')
  return `${days} ${clockOf(from)}–${clockOf(until)}`
}
