import { doubtWords, ownershipWords, type RoundState } from '../../kernel/patrol/index.ts'
import type { Within } from '../../kernel/time/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { FilingTable, PatrolFinding } from '../api/patrol.ts'
import { type Say, type StateShape, type StateTone, sayTime } from '../kit/index.ts'

/** How rounds look. */
export const roundLook: Readonly<Record<RoundState, { readonly shape: StateShape; readonly tone: StateTone }>> = {
  coming: { shape: 'new', tone: 'still' },
  now: { shape: 'working', tone: 'active' },
  walked: { shape: 'done', tone: 'plain' },
  partly: { shape: 'soon', tone: 'soon' },
  missed: { shape: 'urgent', tone: 'urgent' },
}

/** The limit of a class in words. */
export const limitWords = ({ unit, amount }: Within): Words =>
  unit === 'workingHour'
    ? { zh: `${amount} 工作小时`, en: amount === 1 ? 'one working hour' : `${amount} working hours` }
    : { zh: `${amount} 工作日`, en: amount === 1 ? 'one working day' : `${amount} working days` }

/** Who owns it, in words; what the city calls otherwise stays so. */
export const ownerOf = (say: Say, ownership: string): string => {
  const words = ownershipWords[ownership]
  return words ? say(words) : ownership
}

/** A class by its name, else its code. */
export const kindTitle = (say: Say, table: FilingTable | undefined, kind: string): string => {
  const rule = table?.rows.find((one) => one.kind === kind)
  return rule ? say(rule.title) : kind
}

/** Doubts in words. */
export const doubtsOf = (say: Say, doubts: PatrolFinding['doubts']): string =>
  doubts.map((one) => say(doubtWords[one])).join(say({ zh: '；', en: '; ' }))

export const componentStates: Readonly<Record<string, Words>> = {
  well: { zh: '完好', en: 'Well' },
  damaged: { zh: '破损', en: 'Damaged' },
  missing: { zh: '丢失', en: 'Missing' },
}

/** Metres as people say them. */
export const sayMetres = (say: Say, metres: number): string =>
  metres < 1_000
    ? say({ zh: '{n} 米', en: '{n} m' }, { n: Math.round(metres) })
    : say({ zh: '{n} 公里', en: '{n} km' }, { n: (metres / 1_000).toFixed(1) })

/** When a round is to be walked: from when to when, or the whole day. */
export const roundTime = (say: Say, { from, until }: { readonly from: string; readonly until: string }): string =>
  Date.parse(until) - Date.parse(from) >= 86_400_000
    ? say({ zh: '全天', en: 'all day' })
    : `${sayTime(say, from)}–${sayTime(say, until)}`

/** What a field of day and time holds, `2026-12-01T08:00` by the city's clock, as an instant. */
export const cityInstant = (local: string): string => new Date(`${local}:00+08:00`).toISOString()
