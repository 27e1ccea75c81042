import type { JSX } from 'react'
import type { SignBounds, SignStanding } from '../../kernel/signs/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { SignName, Standing } from '../api/signs.ts'
import { type Say, StateMark, type StateShape, type StateTone, useSay } from '../kit/index.ts'

type Look = { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }

/** How each standing is shown: a word, a shape and a colour. */
export const standingLook: Readonly<Record<SignStanding, Look>> = {
  calm: { words: { zh: '平稳', en: 'Calm' }, shape: 'done', tone: 'still' },
  notice: { words: { zh: '关注', en: 'Notice' }, shape: 'sent', tone: 'active' },
  warning: { words: { zh: '预警', en: 'Warning' }, shape: 'soon', tone: 'soon' },
  serious: { words: { zh: '严重', en: 'Serious' }, shape: 'urgent', tone: 'urgent' },
  critical: { words: { zh: '危急', en: 'Critical' }, shape: 'urgent', tone: 'urgent' },
}

/** Standings from the worst. */
export const worstFirst: readonly SignStanding[] = ['critical', 'serious', 'warning', 'notice', 'calm']

/** A standing by its mark. */
export function StandingMark({ standing }: { readonly standing: SignStanding }): JSX.Element {
  const say = useSay()
  const { words, shape, tone } = standingLook[standing]
  return (
    <StateMark shape={shape} tone={tone}>
      {say(words)}
    </StateMark>
  )
}

/** A value as it is written, with the digits its sign has. */
export function sayValue(say: Say, value: number, digits: number): string {
  return new Intl.NumberFormat(say.tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** A value with its unit, small and grey. */
export function SignValue({
  sign,
  value,
}: {
  readonly sign: Pick<SignName, 'unit' | 'digits'>
  readonly value: number | null
}): JSX.Element {
  const say = useSay()
  if (value === null) return <small>{say({ zh: '无读数', en: 'no reading' })}</small>
  return (
    <>
      {sayValue(say, value, sign.digits)}
      <small> {say(sign.unit)}</small>
    </>
  )
}

/** How many of its sources a value stands on, in words. */
export const saySources = (say: Say, { sources, reporting }: Pick<Standing, 'sources' | 'reporting'>): string =>
  say({ zh: '{reporting}/{sources} 个来源在报', en: '{reporting} of {sources} sources report' }, { reporting, sources })

/** One side's bounds in words: `≥ 35 关注 · ≥ 50 预警`. */
export function sayBounds(say: Say, bounds: SignBounds): string {
  const sign = bounds.side === 'high' ? '≥' : '≤'
  return (['notice', 'warning', 'serious', 'critical'] as const)
    .flatMap((level) =>
      bounds[level] === undefined ? [] : [`${sign} ${bounds[level]} ${say(standingLook[level].words)}`],
    )
    .join(' · ')
}

/** When bounds hold, in words. */
export function sayBoundsWhen(say: Say, { when }: SignBounds): string {
  if (!when) return say({ zh: '其余时候', en: 'otherwise' })
  const levels = {
    city: { zh: '全市', en: 'the city' },
    district: { zh: '各区', en: 'districts' },
    street: { zh: '街镇', en: 'streets' },
  }
  const list = (of: readonly (string | number)[]) => of.join(say({ zh: '、', en: ', ' }))
  const parts = [
    ...(when.months ? [say({ zh: '{months} 月', en: 'months {months}' }, { months: list(when.months) })] : []),
    ...(when.hours
      ? [say({ zh: '{from}–{to} 时', en: '{from}:00–{to}:00' }, { from: when.hours[0], to: when.hours[1] })]
      : []),
    ...(when.levels ? [list(when.levels.map((level) => say(levels[level])))] : []),
    ...(when.places ? [list(when.places)] : []),
  ]
  return parts.join(say({ zh: '，', en: '; ' }))
}
