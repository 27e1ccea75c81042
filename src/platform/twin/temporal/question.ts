import { badData, ngsiErrors, readInstant } from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import { readFormat } from '../ngsild/presentation.ts'
import { listOf } from '../ngsild/read-parts.ts'
import { type Aggregation, aggregations, type Duration, readDuration } from './aggregate.ts'

/** The instants by which instances are chosen (clause 4.8). */
export const timeProperties = ['observedAt', 'createdAt', 'modifiedAt', 'deletedAt'] as const

/** One of `timeProperties`. */
export type TimeProperty = (typeof timeProperties)[number]

/** A stretch of time, epoch ms: from (included unless said otherwise) till (excluded). */
export type TemporalQuestion = {
  readonly property: TimeProperty
  /** Was a relation asked for, or simply everything? */
  readonly isAsked: boolean
  readonly from?: number
  readonly till?: number
  readonly lastN?: number
  readonly form: 'normalized' | 'concise' | 'values' | 'aggregated'
  readonly sysAttrs: boolean
  readonly methods: readonly Aggregation[]
  readonly period?: Duration
}

/** URL parameters of temporal questions (table 6.18.3.2-1). */
export const temporalQuery = [
  ...[
    'timerel',
    'timeAt',
    'endTimeAt',
    'timeproperty',
    'lastN',
    'aggrMethods',
    'aggrPeriodDuration',
    'format',
    'options',
    'lang',
    'pick',
    'omit',
  ],
  ...['attrs', 'datasetId'],
] as const

function instant(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = readInstant(text)
  if (at === undefined)
    throw badData(`${name} must be an instant such as 2026-11-20T08:00:00Z, not "${text.slice(0, 60)}"`)
  return Date.parse(at)
}

function stretch(query: Readonly<Record<string, string>>): Pick<TemporalQuestion, 'from' | 'till' | 'isAsked'> {
  const at = instant('timeAt', query.timeAt)
  const end = instant('endTimeAt', query.endTimeAt)
  const { timerel } = query
  if (timerel === undefined) {
    if (at !== undefined || end !== undefined) throw badData('timeAt and endTimeAt go with timerel')
    return { isAsked: false }
  }
  if (timerel !== 'before' && timerel !== 'after' && timerel !== 'between')
    throw badData(`timerel is before, after or between, not "${timerel.slice(0, 40)}"`)
  if (at === undefined) throw badData('timeAt is missing')
  if (timerel === 'before') return { isAsked: true, till: at }
  if (timerel === 'after') return { isAsked: true, from: at }
  if (end === undefined) throw badData('endTimeAt is missing')
  if (end < at) throw badData('endTimeAt lies before timeAt')
  return { isAsked: true, from: at, till: end }
}

/** Reads a temporal question. @throws BadRequestData, InvalidRequest */
export function readTemporal({ query }: Pick<Ask, 'query'>): TemporalQuestion {
  const { format } = query
  const { sysAttrs, words, format: shape } = readFormat(query, ['temporalValues', 'aggregatedValues', 'audit'])
  const property = timeProperties.find((one) => one === (query.timeproperty ?? 'observedAt'))
  if (property === undefined) throw badData(`timeproperty is one of ${timeProperties.join(', ')}`)
  const lastN = query.lastN === undefined ? undefined : Number(query.lastN)
  if (lastN !== undefined && (!Number.isInteger(lastN) || lastN < 1)) throw badData('lastN must be a positive integer')
  // What `format` says comes before what `options` says (table 6.3.12-1).
  const said = format === undefined ? words : [format]
  const isAggregated = said.includes('aggregatedValues')
  const methods = listOf(query.aggrMethods) ?? []
  if (isAggregated && methods.length === 0) throw badData('aggregatedValues needs aggrMethods')
  const unknown = methods.find((method) => !aggregations.some((one) => one === method))
  if (unknown !== undefined)
    throw badData(`aggrMethods: "${unknown.slice(0, 40)}" is none of ${aggregations.join(', ')}`)
  if (isAggregated && said.includes('temporalValues'))
    throw ngsiErrors.make('twin.invalidRequest', { detail: 'temporalValues and aggregatedValues exclude each other' })
  const isValues = said.includes('temporalValues') || shape === 'simplified'
  return {
    ...stretch(query),
    property,
    lastN,
    sysAttrs,
    form: isAggregated ? 'aggregated' : isValues ? 'values' : shape === 'concise' ? 'concise' : 'normalized',
    methods: aggregations.filter((one) => methods.includes(one)),
    ...(isAggregated &&
      query.aggrPeriodDuration !== undefined && {
        period: readDuration(query.aggrPeriodDuration, 'aggrPeriodDuration'),
      }),
  }
}
