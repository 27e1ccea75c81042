import { queryOptions } from '@tanstack/react-query'
import type { Lesson, Shift } from '../../kernel/dispatch/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** Another crew that could go; minutes, instant ISO. */
export type Other = {
  readonly crew: string
  readonly more: number
  readonly endsAt: string
  readonly late: number
  readonly learned?: number
}

/** One errand of a plan or a round. Instants ISO; minutes. */
export type Stop = {
  readonly id: string
  readonly case: string
  readonly task: string
  readonly state: 'proposed' | 'left' | 'sent' | 'under-way'
  readonly crew: string | null
  readonly nth: number | null
  readonly beginsAt: string | null
  readonly endsAt: string | null
  readonly way: number | null
  readonly late: number | null
  readonly errand: {
    readonly number: string
    readonly title: string
    /** In English, where a machine told of the case; plans of before have none. */
    readonly titleEn?: string | null
    readonly kind: string
    readonly kindTitle: Words
    readonly skills: readonly string[]
    readonly urgency: number
    readonly work: number
    readonly dueAt: string | null
    readonly area: string
    readonly address: string | null
    readonly lng: number
    readonly lat: number
    readonly demo: boolean
  }
  readonly why: {
    readonly able: number
    readonly others: readonly Other[]
    readonly learned?: number
    readonly lacks?: readonly string[]
    readonly left?: 'nobody' | 'time' | 'person'
  } | null
  readonly overruled: string | null
  readonly begunAt: string | null
}

/** A crew as it is entered; `serves` is the path of the part of the tree whose tasks it goes to; metres, degrees in WGS 84. */
export type CrewEntry = {
  readonly office: string
  readonly serves: string
  readonly title: Words
  readonly skills: readonly string[]
  readonly vehicle: string
  readonly reach: number
  readonly lng: number
  readonly lat: number
  readonly shifts: readonly Shift[]
  /** Person id of the leader, one of the members. */
  readonly lead: string
  readonly members: readonly { readonly person: string; readonly name: string }[]
}

/** A crew on the board. */
export type Crew = CrewEntry & {
  readonly id: string
  readonly officeTitle: Words
  readonly demo: boolean
  readonly away: readonly {
    readonly id: string
    readonly from: string
    readonly until: string
    readonly reason: string
  }[]
  readonly atWork: { readonly from: string; readonly until: string } | null
  readonly live: readonly Stop[]
}

/** A plan that waits for a yes. Costs in weighted minutes. */
export type Plan = {
  readonly id: string
  readonly madeAt: string
  readonly madeBy: string
  readonly solvedBy: 'optimiser' | 'rules'
  readonly fault: string | null
  readonly cost: number
  readonly bound: number | null
  readonly late: number
  readonly lateBound: number | null
  readonly rulesLate: number
  readonly took: number
  readonly seq: number
  readonly stops: readonly Stop[]
}

/** All that a dispatcher sees of an office. */
export type Board = {
  readonly office: string
  readonly path: string
  readonly officeTitle: Words
  readonly now: string
  readonly crews: readonly Crew[]
  readonly waiting: number
  readonly plan:
    | (Plan & {
        readonly since: {
          readonly fresh: number
          readonly urgent: number
          readonly gone: number
          readonly away: readonly string[]
        }
      })
    | null
  readonly areas: Readonly<Record<string, Words>>
}

/** The city's words for errands. */
export type Terms = {
  readonly skills: readonly { readonly name: string; readonly title: Words }[]
  readonly vehicles: readonly { readonly name: string; readonly title: Words }[]
  readonly kinds: readonly { readonly name: string; readonly title: Words }[]
}

/** Why a person overrules. */
export type Cause = 'knows' | 'skill' | 'load' | 'order' | 'place' | 'once'

/** An overruling as it was kept. */
export type Overruling = {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly case: string
  readonly number: string
  readonly kind: string
  readonly area: string
  readonly from: string | null
  readonly fromNth: number | null
  readonly to: string | null
  readonly toNth: number | null
  readonly more: number
  readonly cause: Cause
  readonly reason: string
  readonly learns: boolean
  readonly isReplaced: boolean
  readonly revokedAt: string | null
  readonly revokedBy: string | null
  readonly revokedWhy: string | null
}

type Tried = { readonly of: number; readonly withLessons: number; readonly without: number }

/** What was learned, of what, and how well it does. */
export type Lessons = {
  readonly lessons: readonly Lesson[]
  readonly overrulings: readonly Overruling[]
  readonly backTest: { readonly overruled: Tried; readonly accepted: Tried }
  readonly crews: Readonly<Record<string, Words>>
  readonly areas: Readonly<Record<string, Words>>
}

export const boardQuery = (office: string) =>
  queryOptions({
    queryKey: ['dispatch', 'board', office],
    queryFn: ({ signal }) => api<Board>('/api/dispatch/board', { signal, query: { office } }),
    refetchInterval: 30_000,
  })

export const termsQuery = queryOptions({
  queryKey: ['dispatch', 'terms'],
  queryFn: ({ signal }) => api<Terms>('/api/dispatch/terms', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const lessonsQuery = (office: string) =>
  queryOptions({
    queryKey: ['dispatch', 'lessons', office],
    queryFn: ({ signal }) => api<Lessons>('/api/dispatch/lessons', { signal, query: { office } }),
  })

/** The rounds of one's own crews. */
export const roundQuery = queryOptions({
  queryKey: ['dispatch', 'round'],
  queryFn: ({ signal }) =>
    api<{ readonly rounds: readonly { readonly crew: Crew; readonly stops: readonly Stop[] }[] }>(
      '/api/dispatch/round',
      { signal },
    ),
  refetchInterval: 10_000,
})

/** Proposes a plan. */
export const proposePlan = (office: string) => api<Plan>('/api/dispatch/plans', { method: 'POST', body: { office } })

/** What a person wants of an errand. */
export type Wish = {
  readonly seq: number
  readonly stop: string
  readonly crew: string | null
  readonly nth?: number
  readonly cause: Cause
  readonly reason: string
}

/** Overrules a plan. */
export const overrulePlan = (plan: string, wish: Wish) =>
  api<Plan>(`/api/dispatch/plans/${plan}/overrule`, { method: 'POST', body: wish })

/** Confirms a plan, or the round of one crew in it. */
export const confirmPlan = (plan: string, seq: number, crew?: string) =>
  api<{ readonly sent: number; readonly skipped: number }>(`/api/dispatch/plans/${plan}/confirm`, {
    method: 'POST',
    body: { seq, ...(crew !== undefined && { crew }) },
  })

/** Enters a crew, or changes one. */
export const keepCrew = (crew: CrewEntry, id?: string) =>
  api<{ readonly id: string }>(`/api/dispatch/crews${id === undefined ? '' : `/${id}`}`, {
    method: id === undefined ? 'POST' : 'PUT',
    body: crew,
  })

/** A crew is no more. */
export const retireCrew = (crew: string, reason: string) =>
  api<{ readonly calledBack: number }>(`/api/dispatch/crews/${crew}/retire`, { method: 'POST', body: { reason } })

/** A crew is away. */
export const crewAway = (
  crew: string,
  body: { readonly from: string; readonly until: string; readonly reason: string },
) => api<{ readonly calledBack: number }>(`/api/dispatch/crews/${crew}/away`, { method: 'POST', body })

/** A crew is back. */
export const crewBack = (crew: string) => api<void>(`/api/dispatch/crews/${crew}/back`, { method: 'POST' })

/** Nothing more is learned from an overruling. */
export const revokeOverruling = (id: string, reason: string) =>
  api<void>(`/api/dispatch/overrulings/${id}/revoke`, { method: 'POST', body: { reason } })
