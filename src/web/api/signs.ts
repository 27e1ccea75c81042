import { queryOptions } from '@tanstack/react-query'
import type { SignBounds, SignSettings, SignStanding } from '../../kernel/signs/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import type { CasesBehind } from './measure.ts'

/** Where a sign stands in a place. Instants ISO. */
export type Standing = {
  readonly place: string
  readonly at: string
  readonly value: number | null
  /** Sources it has, and how many of them reported; with too few it is not relied upon. */
  readonly sources: number
  readonly reporting: number
  readonly isSure: boolean
  readonly newest: string | null
  readonly isDemo: boolean
  readonly facts: Readonly<Record<string, number | string>> | null
  readonly standing: SignStanding
  readonly since: string
}

/** What names a sign. */
export type SignName = {
  readonly code: string
  readonly class: string
  readonly title: Words
  readonly definition: Words
  readonly unit: Words
  readonly digits: number
}

/** A sign as the cockpit shows it. */
export type SignNow = SignName & {
  readonly isConnected: boolean
  /** It is about to be computed for the first time. */
  readonly isPreparing: boolean
  /** What would have to be connected. */
  readonly needs?: Words
  readonly now: Standing | null
  /** Hourly means of the last day, oldest first. */
  readonly spark: readonly (number | null)[]
}

/** A warning of a sign that left its bounds. */
export type Breach = {
  readonly id: string
  readonly sign: string
  readonly title: Words
  readonly unit: Words
  readonly place: string
  readonly placeTitle: Words
  readonly level: SignStanding
  readonly worst: SignStanding
  readonly began: string
  readonly levelSince: string
  readonly value: number
  readonly ended: string | null
  readonly seen: string | null
  readonly seenBy: string | null
  readonly isDemo: boolean
}

/** All signs of a place, and the warnings that stand in it. */
export type Signs = {
  readonly asOf: string
  readonly place: string
  readonly placeTitle: Words
  readonly above: string | null
  readonly classes: readonly { readonly code: string; readonly title: Words }[]
  readonly signs: readonly SignNow[]
  /** When those that are being prepared are computed. */
  readonly firstAt: string | null
  readonly breaches: readonly Breach[]
}

/** The signs of a place; of the largest of one's own when none is named. */
export const signsQuery = (place?: string) =>
  queryOptions({
    queryKey: ['measure', 'signs', place ?? ''],
    queryFn: ({ signal }) => api<Signs>('/api/measure/signs', { signal, query: { place } }),
    // What is about to be there is looked for sooner.
    refetchInterval: ({ state }) => (state.data?.firstAt ? 10_000 : 30_000),
  })

/** One sign with all that is known of it. */
export type SignWhole = SignName & {
  readonly asOf: string
  readonly place: string
  readonly placeTitle: Words
  readonly above: string | null
  readonly source: { readonly from: string }
  readonly sourceWords: Words
  /** Seconds. */
  readonly period: number
  readonly least: number
  readonly basis: { readonly kind: string; readonly name?: Words; readonly isChecked?: boolean }
  readonly answers: { readonly duty: string; readonly office: Words | null }
  readonly isConnected: boolean
  /** It is about to be computed for the first time. */
  readonly isPreparing: boolean
  readonly firstAt: string | null
  readonly needs?: Words
  readonly now: Standing | null
  readonly series: number | null
  readonly settings: SignSettings
  readonly holding: readonly SignBounds[]
  readonly versions: readonly {
    readonly version: number
    readonly from: string
    readonly settings: SignSettings
    readonly why: string
    readonly byName: string
    readonly at: string
  }[]
  readonly breaches: readonly Breach[]
}

/** One sign in a place. */
export const signQuery = (code: string, place?: string) =>
  queryOptions({
    queryKey: ['measure', 'signs', code, place ?? ''],
    queryFn: ({ signal }) => api<SignWhole>(`/api/measure/signs/${code}`, { signal, query: { place } }),
    refetchInterval: 60_000,
  })

/** A sign over time, with the bounds that held. */
export type SignHistory = {
  readonly from: string
  readonly to: string
  /** Seconds. */
  readonly step: number
  readonly points: readonly {
    readonly at: string
    readonly mean: number
    readonly min: number
    readonly max: number
    readonly bounds: readonly SignBounds[]
  }[]
}

/** The history of a sign in a place. */
export const signHistoryQuery = (code: string, place: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['measure', 'signs', code, place, 'history', from, to],
    queryFn: ({ signal }) =>
      api<SignHistory>(`/api/measure/signs/${code}/history`, { signal, query: { place, from, to } }),
    staleTime: 60_000,
  })

/** A figure with its unit. */
type Figure = { readonly title: Words; readonly unit: Words; readonly value: number | null }

/** An alarm that stands at a device of a sign: what its rule saw, and what it foresees. Instants ISO. */
export type AlarmBehind = {
  readonly id: string
  readonly rule: string
  readonly title: Words
  readonly device: string
  readonly deviceTitle: Words
  readonly severity: string
  readonly raisedAt: string
  readonly value: number | null
  readonly figures: readonly Figure[]
  readonly foresees: (Figure & { readonly at: string }) | null
}

/** An open case that the devices of a sign tell of. */
export type CaseBehind = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly pack: Words
  readonly step: Words | null
  readonly office: Words | null
  readonly dueAt: string | null
  readonly sources: number
  readonly steps: readonly Words[]
  readonly asks: readonly { readonly run: string; readonly title: Words }[]
  readonly isDemo: boolean
}

/** Why a sign stands where it stands. */
export type Diagnosis = {
  readonly asOf: string
  readonly parts: readonly {
    readonly id: string
    readonly entity: string
    readonly title: Words
    readonly division: string | null
    readonly value: number
    readonly share: number | null
    /** The series of its readings. */
    readonly series: number | null
    readonly isDemo: boolean
  }[]
  readonly cases: {
    readonly filter: CasesBehind
    readonly groups: readonly {
      readonly key: string
      readonly title: Words
      readonly count: number
      readonly filter: CasesBehind
    }[]
  } | null
  readonly places: readonly {
    readonly place: string
    readonly title: Words
    readonly value: number | null
    readonly standing: SignStanding
    readonly isSure: boolean
    readonly sources: number
    readonly reporting: number
  }[]
  readonly alarms: readonly AlarmBehind[]
  readonly happenings: readonly CaseBehind[]
  readonly since: { readonly at: string; readonly before: number; readonly after: number; readonly size: number } | null
  readonly together: {
    readonly from: string
    readonly to: string
    readonly tried: number
    readonly moved: readonly {
      readonly code: string
      readonly title: Words
      readonly correlation: number
      readonly leadMs: number
      readonly pairs: number
    }[]
  } | null
  readonly depends: readonly {
    readonly entity: string
    readonly title: Words | null
    readonly types: readonly string[]
    readonly relation: string
    readonly on: string
  }[]
}

/** The diagnosis of a sign in a place. */
export const diagnosisQuery = (code: string, place: string) =>
  queryOptions({
    queryKey: ['measure', 'signs', code, place, 'diagnosis'],
    queryFn: ({ signal }) => api<Diagnosis>(`/api/measure/signs/${code}/diagnosis`, { signal, query: { place } }),
    staleTime: 60_000,
  })

/** One entry of the duty log. */
export type DutyEntry = {
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly kind: 'took-over' | 'handed-over' | 'relieved' | 'note'
  readonly personName: string
  readonly note: string
  readonly open: {
    readonly breaches: readonly {
      readonly id: string
      readonly sign: string
      readonly place: string
      readonly level: SignStanding
      readonly isSeen: boolean
      readonly title: Words
      readonly placeTitle: Words
    }[]
    readonly waiting: Readonly<Record<string, number>>
  } | null
}

/** Who is on duty, and the newest of the log. */
export type Duty = {
  readonly place: string
  readonly officer: { readonly id: string; readonly name: string; readonly since: string } | null
  readonly isMine: boolean
  readonly handover: DutyEntry | null
  readonly entries: readonly DutyEntry[]
}

/** Who is on duty for one's own place. */
export const dutyQuery = queryOptions({
  queryKey: ['measure', 'duty'],
  queryFn: ({ signal }) => api<Duty>('/api/measure/duty', { signal }),
  refetchInterval: 30_000,
})

/** Takes over, hands over or notes. */
export const actOnDuty = (body: {
  readonly do: 'take-over' | 'hand-over' | 'note'
  readonly note?: string
  readonly isRelief?: boolean
}): Promise<DutyEntry> => api<DutyEntry>('/api/measure/duty', { method: 'POST', body })

/** Sees to a warning. */
export const seeBreach = (id: string): Promise<void> =>
  api<void>(`/api/measure/breaches/${id}/seen`, { method: 'POST', body: {} })

/** Computes a sign now instead of with its period. */
export const computeSign = (code: string): Promise<void> =>
  api<void>(`/api/measure/signs/${code}/compute`, { method: 'POST', body: {} })

/** Sets bounds of a sign. */
export const setSign = (
  code: string,
  body: { readonly settings: SignSettings; readonly why: string; readonly from?: string },
): Promise<{ readonly version: number }> =>
  api<{ readonly version: number }>(`/api/measure/signs/${code}/settings`, { method: 'PUT', body })

/** A forecast of a series: values with the interval that holds most of them. */
export type SeriesForecast = {
  readonly model: string
  readonly madeAt: string
  readonly step: number
  readonly points: readonly {
    readonly at: number
    readonly value: number | null
    readonly low: number | null
    readonly high: number | null
  }[]
  readonly level: number
  readonly coverage: number | null
  readonly readings: number
}

/** Asks for a forecast of a series now. @throws ApiProblem where its history is too short */
export const forecastSeries = (series: number): Promise<SeriesForecast> =>
  api<SeriesForecast>(`/api/insight/series/${series}/forecast`, { method: 'POST' })
