import type { Words } from '../../kernel/words.ts'
import type { Anomaly, AnomalyKind, AnomalyState, SeriesOwner } from '../api/series.ts'
import type { Say, StateShape, StateTone } from '../kit/index.ts'
import { unitWords } from '../twin/unit-words.ts'

/** Kinds of what is unusual. */
export const kindWords: Readonly<Record<AnomalyKind, Words>> = {
  spike: { zh: '尖峰', en: 'Spike' },
  shift: { zh: '水平突变', en: 'Level shift' },
  stuck: { zh: '卡死不变', en: 'Stuck' },
  seasonal: { zh: '时段反常', en: 'Unusual for its time' },
}

/** What people said. */
export const stateWords: Readonly<
  Record<AnomalyState, { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }>
> = {
  open: { words: { zh: '待判断', en: 'Not yet judged' }, shape: 'soon', tone: 'soon' },
  confirmed: { words: { zh: '确是异常', en: 'An anomaly' }, shape: 'urgent', tone: 'urgent' },
  dismissed: { words: { zh: '不是异常', en: 'No anomaly' }, shape: 'closed', tone: 'still' },
}

/** Ways to forecast. */
export const modelWords: Readonly<Record<string, Words>> = {
  'seasonal-naive': { zh: '照抄上周同一时刻', en: 'the same time last week' },
  'last-value': { zh: '照抄最后一个值', en: 'the last value' },
  profile: { zh: '时段剖面加回归', en: 'profile of the time with regression' },
  'mstl-ets': { zh: '分解加指数平滑', en: 'decomposition with exponential smoothing' },
  blend: { zh: '几种方法的平均', en: 'a blend of several' },
}

/** The end of an expanded name. */
const lastPart = (iri: string): string => iri.split(/[/#]/).at(-1) ?? iri

/** What a series is of, and what it measures. */
export const sayOwner = (say: Say, { title, entity, name }: SeriesOwner, names: ReadonlyMap<string, Words>): string => {
  const attribute = lastPart(name)
  return `${title ? say(title) : lastName(entity)} · ${say(names.get(attribute) ?? { zh: attribute, en: attribute })}`
}
const lastName = (uri: string): string => uri.split(':').at(-1) ?? uri

/** A number of a series with its unit. */
export const sayValue = (say: Say, value: number | null, unit: string | null): string =>
  value === null ? '—' : `${value.toLocaleString(say.tag, { maximumFractionDigits: 2 })} ${unitWords(unit)}`.trim()

/** Why something is unusual, in a sentence. */
export function sayEvidence(say: Say, { kind, evidence, unit }: Anomaly): string {
  const seen = sayValue(say, evidence.seen, unit)
  const expected = sayValue(say, evidence.expected, unit)
  switch (kind) {
    case 'spike':
      return say(
        { zh: '达 {seen}，平时约 {expected}', en: 'reached {seen}, usually about {expected}' },
        { seen, expected },
      )
    case 'shift':
      return say(
        { zh: '从约 {expected} 变到约 {seen} 并停在那里', en: 'went from about {expected} to about {seen} and stayed' },
        { seen, expected },
      )
    case 'stuck':
      return say(
        { zh: '连续 {n} 个读数都是 {seen}', en: '{n} readings in a row were {seen}' },
        { n: evidence.readings ?? '?', seen },
      )
    case 'seasonal':
      return say(
        { zh: '{seen}，这个时段平时约 {expected}', en: '{seen}, at this time usually about {expected}' },
        { seen, expected },
      )
  }
}
