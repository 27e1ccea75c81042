import { queryOptions } from '@tanstack/react-query'
import type { AlarmRule } from '../../kernel/things/index.ts'
import { api } from './client.ts'

/** A rule with where it comes from, how it stands, and what it raised of late among the devices that one sees. */
export type RuleView = AlarmRule & {
  readonly source: 'pack' | 'person'
  readonly isOff: boolean
  readonly version: number
  readonly isChanged: boolean
  readonly isOutdated: boolean
  readonly changedBy: string | null
  readonly changedAt: string
  readonly note: string | null
  readonly seen: {
    readonly devices: number
    readonly open: number
    readonly week: number
    readonly lastRaisedAt: string | null
  }
}

/** What became of a rule at one time. */
export type RuleVersion = {
  readonly version: number
  readonly rule: AlarmRule
  readonly isOff: boolean
  readonly did: 'shipped' | 'made' | 'changed' | 'reverted' | 'on' | 'off'
  readonly note: string | null
  readonly by: string | null
  readonly at: string
}

/** An alarm that a rule raised. */
export type Alarm = {
  readonly id: string
  readonly rule: string
  readonly device: string
  readonly severity: AlarmRule['severity']
  readonly raisedAt: string
  readonly value: number | null
  readonly clearedAt: string | null
}

/** What a rule would have done; instants of alarms epoch ms. */
export type RuleTrial = {
  readonly devices: number
  readonly all: number
  readonly readings: number
  readonly raised: number
  readonly quietDevices: number
  readonly isCut: boolean
  readonly from: string
  readonly till: string
  readonly alarms: readonly {
    readonly device: string
    readonly at: number
    readonly value: number | null
    readonly clearedAt: number | null
  }[]
}

/** All alarm rules. */
export const rulesQuery = queryOptions({
  queryKey: ['things', 'rules'],
  queryFn: ({ signal }) => api<readonly RuleView[]>('/api/things/rules', { signal }),
  refetchInterval: 30_000,
})

/** What became of a rule, and what its pack says. */
export const ruleVersionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['things', 'rules', name, 'versions'],
    queryFn: ({ signal }) =>
      api<{ readonly pack: AlarmRule | null; readonly versions: readonly RuleVersion[] }>(
        `/api/things/rules/${encodeURIComponent(name)}/versions`,
        { signal },
      ),
  })

/** The newest alarms of a rule. */
export const alarmsOfQuery = (rule: string) =>
  queryOptions({
    queryKey: ['things', 'alarms', rule],
    queryFn: ({ signal }) => api<readonly Alarm[]>('/api/things/alarms', { signal, query: { rule, limit: 20 } }),
    refetchInterval: 30_000,
  })

/** Lets a rule run over the stored readings of the last days; nothing is kept. */
export const tryAlarmRule = (rule: AlarmRule, days: number): Promise<RuleTrial> =>
  api('/api/things/rules/trial', { method: 'POST', body: { rule, days } })

/** Keeps a rule; `version` is the one that was seen, 0 for a new one. */
export const keepRule = (rule: AlarmRule, version: number, note?: string): Promise<void> =>
  api('/api/things/rules', { method: 'PUT', body: { ...rule, version, ...(note && { note }) } })

/** Switches a rule, or makes it again what its pack says. */
export const actOnRule = (
  { name, version }: Pick<RuleView, 'name' | 'version'>,
  act: 'on' | 'off' | 'revert',
  note?: string,
): Promise<void> =>
  api(`/api/things/rules/${encodeURIComponent(name)}/${act === 'revert' ? 'revert' : 'switch'}`, {
    method: 'POST',
    body: { version, ...(note && { note }), ...(act !== 'revert' && { isOff: act === 'off' }) },
  })
