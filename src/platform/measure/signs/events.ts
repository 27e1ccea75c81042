import type { Signal } from '../../../kernel/pack/index.ts'
import {
  boundsAt,
  type PlaceLevel,
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
import { placeLevel, placeOf } from './places.ts'

/**
 * What other rooms are told of a sign, as a signal that packs may hear: `measure.signBreached` when it reaches a worse level,
 * `measure.signCalmed` when it is calm again. `kind` is the code of the sign, `division` the place that it is of.
 */
export type SignEvent = Signal & {
  readonly source: 'sign'
  readonly level: SignStanding
  readonly division: string
  readonly facts: {
    /** Id of the warning, the same from the breach until it is calm. */
    readonly breach: string
    readonly before: SignStanding
    readonly placeLevel: PlaceLevel
    readonly place: string
    readonly unit: string
    readonly sources: number
    readonly reporting: number
    /** The bound of the level that it stands at, where there is one. */
    readonly bound?: number
  }
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
  const office = offices.findDuty(sign.answers, place)?.office
  const payload: SignEvent = {
    // Each level is told once for each warning.
    ...{ id: `${breach}:${level}`, source: 'sign', kind: sign.code, who: `${sign.code}:${place}`, level },
    ...{ class: sign.class, title: sign.title, at: new Date(at).toISOString(), division: place, isDemo: found.isDemo },
    text: {
      zh: `${where.zh}${sign.title.zh} ${value ?? '—'}${sign.unit.zh}，${standingWords[level].zh}`,
      en: `${sign.title.en} in ${where.en}: ${value ?? '—'} ${sign.unit.en} (${standingWords[level].en})`,
    },
    ...(value !== null && { value }),
    ...(office !== undefined && { office }),
    facts: {
      ...{ breach, before, placeLevel: placeLevel(place, world.city), place: where.zh, unit: sign.unit.zh },
      ...{ sources: found.sources, reporting: found.reporting, ...(bound !== undefined && { bound }) },
    },
  }
  return { type: isWorse ? 'measure.signBreached' : 'measure.signCalmed', key: `sign:${sign.code}:${place}`, payload }
}
