import {
  boundsAt,
  rankOf,
  type Sign,
  type SignLevel,
  type SignSettings,
  type SignStanding,
  type SignState,
} from '../../../kernel/signs/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Publication } from '../../base/index.ts'
import type { Found } from './found.ts'
import type { SignParts } from './parts.ts'
import { placeOf } from './places.ts'

/**
 * What other rooms are told of a sign: `measure.signBreached` when it reaches a worse level, `measure.signCalmed` when it is
 * calm again. `class` is the sign's own.
 */
export type SignEvent = {
  readonly breach: string
  readonly sign: string
  readonly class: Sign['class']
  readonly title: Words
  readonly text: Words
  /** Division code, and its name. */
  readonly place: string
  readonly placeTitle: Words
  readonly level: SignStanding
  readonly before: SignStanding
  readonly value: number | null
  readonly unit: Words
  /** The bound of the level that it stands at, where there is one. */
  readonly bound: number | null
  readonly sources: number
  readonly reporting: number
  /** Id of the office that answers for it, where the city has one. */
  readonly office: string | null
  readonly at: string
  readonly isDemo: boolean
}

/** What levels of signs are called. */
export const standingWords: Readonly<Record<SignStanding, Words>> = {
  calm: { zh: '平稳', en: 'calm' },
  notice: { zh: '关注', en: 'notice' },
  warning: { zh: '预警', en: 'warning' },
  serious: { zh: '严重', en: 'serious' },
  critical: { zh: '危急', en: 'critical' },
}

type Change = {
  readonly sign: Sign
  readonly place: string
  readonly found: Found
  readonly before: SignStanding
  readonly state: SignState
  readonly breach: string
  readonly settings: SignSettings
  readonly at: number
}

/** The event of a change of level; none where a sign merely came down a level without being calm. */
export function signNews(
  { offices, world, placeTitle }: SignParts,
  { sign, place, found, before, state, breach, settings, at }: Change,
): Publication | undefined {
  const level = state.standing
  const isWorse = rankOf(level) > rankOf(before)
  if (level !== 'calm' && !isWorse) return undefined
  const where = placeTitle(place)
  const value = found.value === undefined ? null : Number(found.value.toFixed(sign.digits))
  const bound =
    level === 'calm'
      ? undefined
      : boundsAt(settings, { at, place: placeOf(place, world.city) }).flatMap((one) => one[level as SignLevel] ?? [])[0] // not calm
  const payload: SignEvent = {
    ...{ breach, sign: sign.code, class: sign.class, title: sign.title, place, placeTitle: where, level, before },
    text: {
      zh: `${where.zh}${sign.title.zh} ${value ?? '—'}${sign.unit.zh}，${standingWords[level].zh}`,
      en: `${sign.title.en} in ${where.en}: ${value ?? '—'} ${sign.unit.en} (${standingWords[level].en})`,
    },
    ...{ value, unit: sign.unit, bound: bound ?? null, sources: found.sources, reporting: found.reporting },
    office: offices.findDuty(sign.answers, place)?.office ?? null,
    at: new Date(at).toISOString(),
    isDemo: found.isDemo,
  }
  return { type: isWorse ? 'measure.signBreached' : 'measure.signCalmed', key: `sign:${sign.code}:${place}`, payload }
}
