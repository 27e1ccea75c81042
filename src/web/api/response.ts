import { queryOptions } from '@tanstack/react-query'
import type { Area } from '../../kernel/place/index.ts'
import type { Hazard, OrderState, ResponseLevel, WarningColour } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** An incident in a list; instants ISO. */
export type IncidentRow = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly hazard: Hazard
  readonly level: ResponseLevel
  readonly divisions: readonly string[]
  readonly area: Area | null
  readonly office: string
  readonly officeTitle: Words
  readonly isExercise: boolean
  readonly startedAt: string
  readonly endedAt: string | null
  readonly review: string | null
  readonly reviewedAt: string | null
}

/** An order to an office. */
export type Order = {
  readonly id: string
  readonly incident: string
  readonly task: string
  readonly title: Words
  readonly text: Words
  readonly officeLevel: string
  readonly officeTitle: Words
  readonly state: OrderState
  readonly acknowledgeDue: string | null
  readonly doneDue: string | null
  readonly closedAt: string | null
  readonly note: string
  readonly reminders: number
  readonly isMine: boolean
}

/** An entry of the log. */
export type LogEntry = {
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly personName: string
  readonly note: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A team, vehicle, store or shelter. */
export type Resource = {
  readonly id: string
  readonly kind: 'team' | 'vehicle' | 'store' | 'shelter'
  readonly title: string
  readonly lng: number
  readonly lat: number
  readonly capacity: number
  readonly unit: string
  readonly metres: number | null
}

/** One incident with all that belongs to it. */
export type WholeIncident = {
  readonly incident: IncidentRow
  readonly orders: readonly Order[]
  readonly log: readonly LogEntry[]
  readonly resources: readonly Resource[]
  readonly lessons: readonly {
    readonly id: string
    readonly text: string
    readonly office: string
    readonly due: string
    readonly doneAt: string | null
  }[]
  readonly mayCommand: boolean
  readonly mayReview: boolean
}

/** A warning, with what it proposes. */
export type Warning = {
  readonly id: string
  readonly hazard: Hazard
  readonly colour: WarningColour
  readonly until: string
  readonly issuer: string
  readonly sourceText: string
  readonly proposes: readonly { readonly plan: string; readonly title: Words; readonly level: ResponseLevel }[]
}

/** A plan as it may be started. */
export type PlanRow = {
  readonly id: string
  readonly title: Words
  readonly hazard: Hazard
  readonly basis: Words
  readonly levels: readonly ResponseLevel[]
}

const every = 15_000

export const incidentsQuery = queryOptions({
  queryKey: ['response', 'incidents'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly IncidentRow[]; readonly mayCommand: boolean }>('/api/response/incidents', {
      signal,
    }),
  refetchInterval: every,
})

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['response', 'incident', id],
    queryFn: ({ signal }) => api<WholeIncident>(`/api/response/incidents/${id}`, { signal }),
    refetchInterval: every,
  })

export const myOrdersQuery = queryOptions({
  queryKey: ['response', 'orders'],
  queryFn: ({ signal }) => api<readonly Order[]>('/api/response/orders', { signal }),
  refetchInterval: every,
})

export const warningsQuery = queryOptions({
  queryKey: ['response', 'warnings'],
  queryFn: ({ signal }) => api<readonly Warning[]>('/api/response/warnings', { signal, query: { isHolding: true } }),
  refetchInterval: 60_000,
})

export const plansQuery = queryOptions({
  queryKey: ['response', 'plans'],
  queryFn: ({ signal }) => api<readonly PlanRow[]>('/api/response/plans', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Free resources, the nearest to a point first. */
export const freeResourcesQuery = (near: readonly [number, number] | undefined) =>
  queryOptions({
    queryKey: ['response', 'resources', near?.join() ?? ''],
    queryFn: ({ signal }) =>
      api<readonly Resource[]>('/api/response/resources', {
        signal,
        query: { near: near?.join(','), state: 'free', limit: 20 },
      }),
  })

/** Starts a response. */
export const startResponse = (body: {
  readonly plan: string
  readonly level: ResponseLevel
  readonly title: string
  readonly divisions: readonly string[]
  readonly reason: string
  readonly warning?: string
  readonly isExercise: boolean
}) => api<IncidentRow>('/api/response/incidents', { method: 'POST', body })

/** Does something to an incident: `level`, `end`, `notes`, `assign`, `release`, `review`. */
export const actOn = (id: string, what: string, body: unknown) =>
  api<unknown>(`/api/response/incidents/${id}/${what}`, { method: 'POST', body })

/** Answers an order. */
export const answerOrder = (id: string, answer: 'acknowledge' | 'done' | 'refuse', note: string) =>
  api<Order>(`/api/response/orders/${id}/${answer}`, { method: 'POST', body: { note } })

/** Where the situation report is read. */
export const reportAddress = (id: string, language: string) =>
  `/api/response/incidents/${id}/report?language=${language}`
