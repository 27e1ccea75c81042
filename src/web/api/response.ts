import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Area } from '../../kernel/place/index.ts'
import type {
  EntryFacts,
  EntryKind,
  Hazard,
  OrderState,
  ResponseLevel,
  WarningColour,
} from '../../kernel/response/index.ts'
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
  /** The area in words. */
  readonly where: Words
  readonly isExercise: boolean
  readonly isDemo: boolean
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
  /** Whom it names, and by the roster or by somebody; without, the whole office. */
  readonly personName: string | null
  readonly isByRoster: boolean
  readonly deputyName: string | null
  /** Not acknowledged in time: 1 asked the deputy or the whole office, 2 the office above. */
  readonly escalation: number
  readonly escalatedAt: string | null
  readonly aboveTitle: Words | null
  /** It waits for one's office; it is one's own to answer; one may say whom it names. */
  readonly isMine: boolean
  readonly isForMe: boolean
  readonly mayName: boolean
}

/** Somebody of an office. */
export type OfficePerson = { readonly id: string; readonly name: string }

/** Who is on duty in an office, when; instants ISO. */
export type Duty = {
  readonly id: string
  readonly office: string
  readonly officeTitle: Words
  readonly personName: string
  readonly deputyName: string | null
  readonly from: string
  readonly until: string
  readonly plannedByName: string
  readonly isDemo: boolean
  readonly mayPlan: boolean
}

/** An entry of the log. */
export type LogEntry = {
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly kind: EntryKind
  readonly personName: string
  readonly note: string
  readonly facts: EntryFacts
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
  readonly state: 'free' | 'assigned' | 'out'
  readonly isDemo: boolean
  readonly metres: number | null
}

/** A resource in a list, with whether one keeps it. */
export type ListedResource = Resource & { readonly officeTitle: Words; readonly isMine: boolean }

/** What the plan wants of a kind at this level, and how many are assigned. */
export type Wanted = {
  readonly kind: Resource['kind']
  readonly titles: readonly Words[]
  readonly count: number
  readonly assigned: number
}

/** A notice of an incident. */
export type IncidentNotice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  readonly area: Area | null
  readonly isOfPlan: boolean
  readonly publishedAt: string
  readonly publishedByName: string
  readonly untilAt: string | null
  readonly withdrawnAt: string | null
}

/** What may be drawn. */
export type DrawnShape =
  | { readonly type: 'Point'; readonly coordinates: readonly [number, number] }
  | { readonly type: 'LineString'; readonly coordinates: readonly (readonly [number, number])[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly [number, number])[])[] }

/** Something drawn on the shared map. */
export type Drawing = {
  readonly id: string
  readonly label: string
  readonly shape: DrawnShape
  readonly officeTitle: Words
  readonly drawnByName: string
  readonly drawnAt: string
  readonly isMine: boolean
}

/** A lesson of a review. */
export type Lesson = {
  readonly id: string
  readonly incident: string
  readonly text: string
  readonly office: string
  readonly officeTitle: Words
  /** A day. */
  readonly due: string
  readonly doneAt: string | null
  readonly doneByName: string | null
  readonly doneNote: string | null
  readonly isMine: boolean
}

/** One incident with all that belongs to it. */
export type WholeIncident = {
  readonly incident: IncidentRow
  readonly orders: readonly Order[]
  readonly log: readonly LogEntry[]
  readonly resources: readonly Resource[]
  readonly wanted: readonly Wanted[]
  readonly notices: readonly IncidentNotice[]
  readonly lessons: readonly Lesson[]
  readonly mayCommand: boolean
  readonly mayReview: boolean
}

/** A warning, with what it proposes. */
export type Warning = {
  readonly id: string
  readonly hazard: Hazard
  readonly colour: WarningColour
  readonly divisions: readonly string[]
  readonly from: string
  readonly until: string
  readonly liftedAt: string | null
  readonly liftReason: string | null
  readonly replaces: string | null
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

/** What is pushed is asked for by the clock, too, but seldom. */
const seldom = 120_000

/** One incident; `isLive` while its changes are pushed. */
export const incidentQuery = (id: string, isLive = false) =>
  queryOptions({
    queryKey: ['response', 'incident', id],
    queryFn: ({ signal }) => api<WholeIncident>(`/api/response/incidents/${id}`, { signal }),
    refetchInterval: isLive ? seldom : every,
  })

/** Where it is pushed that something happened in an incident. */
export const liveAddress = (id: string): string => `/api/response/incidents/${id}/live`

export const myOrdersQuery = queryOptions({
  queryKey: ['response', 'orders'],
  queryFn: ({ signal }) => api<readonly Order[]>('/api/response/orders', { signal }),
  refetchInterval: every,
})

/** Warnings: those that hold, or all of late. */
export const warningsQuery = (isHolding: boolean) =>
  queryOptions({
    queryKey: ['response', 'warnings', isHolding],
    queryFn: ({ signal }) =>
      api<readonly Warning[]>('/api/response/warnings', { signal, query: isHolding ? { isHolding } : {} }),
    refetchInterval: 60_000,
  })

/** Enters a warning. */
export const enterWarning = (body: object) => api<Warning>('/api/response/warnings', { method: 'POST', body })

/** Raises or lowers a warning (`change`), or lifts it (`lift`). */
export const actOnWarning = (id: string, what: 'change' | 'lift', body: object) =>
  api<unknown>(`/api/response/warnings/${id}/${what}`, { method: 'POST', body })

export const plansQuery = queryOptions({
  queryKey: ['response', 'plans'],
  queryFn: ({ signal }) => api<readonly PlanRow[]>('/api/response/plans', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** What a plan proposes for a sign, and what starting it would order. */
export type SignProposal = {
  readonly plan: string
  readonly title: Words
  readonly basis: Words
  readonly area: Words
  readonly level: ResponseLevel
  readonly tasks: readonly {
    readonly title: Words
    readonly offices: number
    readonly acknowledgeWithin: number
    readonly doneWithin: number
  }[]
  readonly orders: number
  readonly resources: readonly { readonly title: Words; readonly wanted: number; readonly free: number }[]
}

/** What plans propose for a sign that stands so, in a division. */
export const signProposalsQuery = (sign: string, standing: string, division: string) =>
  queryOptions({
    queryKey: ['response', 'proposals', sign, standing, division],
    queryFn: ({ signal }) =>
      api<readonly SignProposal[]>('/api/response/proposals', { signal, query: { sign, standing, division } }),
    staleTime: 60_000,
  })

/** What of resources is looked for. */
export type ResourceFilter = {
  readonly name?: string | undefined
  readonly near?: readonly [number, number] | undefined
  readonly kind?: Resource['kind'] | undefined
  readonly state?: Resource['state'] | undefined
  readonly limit?: number
}

/** Resources, the nearest to a point first. */
export const resourcesQuery = ({ near, ...filter }: ResourceFilter) =>
  queryOptions({
    queryKey: ['response', 'resources', near?.join() ?? '', filter],
    queryFn: ({ signal }) =>
      api<readonly ListedResource[]>('/api/response/resources', {
        signal,
        query: { ...filter, near: near?.join(',') },
      }),
    placeholderData: keepPreviousData,
  })

/** Enters a resource. */
export const addResource = (body: object) => api<unknown>('/api/response/resources', { method: 'POST', body })

/** Takes a resource out of use, or back. */
export const setResource = (id: string, state: 'free' | 'out') =>
  api<unknown>(`/api/response/resources/${id}/state`, { method: 'PUT', body: { state } })

/** What is drawn on the map of an incident; asked often while it goes on and is not pushed, since many draw at once. */
export const drawingsQuery = (incident: string, isRunning: boolean, isLive: boolean) =>
  queryOptions({
    queryKey: ['response', 'drawings', incident],
    queryFn: ({ signal }) => api<readonly Drawing[]>(`/api/response/incidents/${incident}/drawings`, { signal }),
    refetchInterval: isRunning ? (isLive ? seldom : 10_000) : false,
  })

/** Lessons that wait for one's office. */
export const myLessonsQuery = queryOptions({
  queryKey: ['response', 'lessons'],
  queryFn: ({ signal }) => api<readonly Lesson[]>('/api/response/lessons', { signal }),
})

/** Says that a lesson was carried out. */
export const doLesson = (id: string, note: string) =>
  api<unknown>(`/api/response/lessons/${id}/done`, { method: 'POST', body: { note } })

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

/** Does something to an incident: `level`, `end`, `notes`, `assign`, `release`, `review`, `notices`, `drawings`… */
export const actOn = (id: string, what: string, body: unknown) =>
  api<unknown>(`/api/response/incidents/${id}/${what}`, { method: 'POST', body })

/** Answers an order. */
export const answerOrder = (id: string, answer: 'acknowledge' | 'done' | 'refuse', note: string) =>
  api<Order>(`/api/response/orders/${id}/${answer}`, { method: 'POST', body: { note } })

/** Who may be named for an order. */
export const orderPeopleQuery = (id: string) =>
  queryOptions({
    queryKey: ['response', 'order-people', id],
    queryFn: ({ signal }) => api<readonly OfficePerson[]>(`/api/response/orders/${id}/people`, { signal }),
  })

/** Names the person for an order, or nobody. */
export const nameOrder = (id: string, person: string | null) =>
  api<Order>(`/api/response/orders/${id}/name`, { method: 'POST', body: { person } })

/** Takes an order over from whom it names. */
export const takeOrder = (id: string) => api<Order>(`/api/response/orders/${id}/take`, { method: 'POST' })

/** The roster of one's offices and those below, for a week. */
export const dutiesQuery = queryOptions({
  queryKey: ['response', 'duties'],
  queryFn: ({ signal }) => api<readonly Duty[]>('/api/response/duties', { signal }),
})

/** Who may be put on duty in an office. */
export const officePeopleQuery = (office: string) =>
  queryOptions({
    queryKey: ['response', 'office-people', office],
    queryFn: ({ signal }) => api<readonly OfficePerson[]>(`/api/response/offices/${office}/people`, { signal }),
    enabled: office !== '',
  })

/** Puts somebody on duty. */
export const planDuty = (body: object) => api<unknown>('/api/response/duties', { method: 'POST', body })

/** Takes an entry off the roster. */
export const dropDuty = (id: string) => api<void>(`/api/response/duties/${id}`, { method: 'DELETE' })

/** Where the situation report is read. */
export const reportAddress = (id: string, language: string) =>
  `/api/response/incidents/${id}/report?language=${language}`
