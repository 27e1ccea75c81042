import { queryOptions } from '@tanstack/react-query'
import type { Doubt, FilingRule, MissReason, RoundSchedule, RoundState } from '../../kernel/patrol/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import { sendForm } from './send-form.ts'

/** A shift in a grid; instants ISO. */
export type Shift = {
  readonly id: string
  readonly grid: string
  readonly person: string
  readonly personName: string
  readonly from: string
  readonly until: string
  readonly takenAt: string | null
  readonly handedAt: string | null
  readonly note: string
  readonly isDemo: boolean
}

/** What people named: in Chinese always, in English where somebody wrote it. */
export type Named = { readonly title: string; readonly titleEn?: string }

/** A place of a route with what is looked at there. */
export type Stop = Named & {
  readonly id: string
  readonly lng: number
  readonly lat: number
  readonly component?: string
  readonly checks: readonly (Named & { readonly id: string; readonly kind?: string })[]
}

/** A route as it stands. */
export type PatrolRoute = Named & {
  readonly id: string
  readonly version: number
  readonly grid: string
  readonly gridTitle: Words
  readonly stops: readonly Stop[]
  readonly schedule: RoundSchedule | null
  readonly isClosed: boolean
  readonly isDemo: boolean
}

/** A round that was or is to be walked. */
export type Round = Named & {
  readonly route: string
  readonly grid: string
  readonly gridTitle: Words
  readonly from: string
  readonly until: string
  readonly state: RoundState
  readonly stops: number
  readonly visited: readonly string[]
  readonly walkers: readonly string[]
  readonly firstAt: string | null
  readonly lastAt: string | null
  readonly doubts: number
  readonly isDemo: boolean
  /** Why it was missed or not finished, as somebody said. */
  readonly reason?: {
    readonly reason: MissReason
    readonly note: string
    readonly byName: string
    readonly at: string
  }
  /** Who was planned for its time, where it was missed or not finished. */
  readonly planned?: readonly { readonly name: string; readonly isTaken: boolean }[]
}

/** A task of one's office with its place. */
export type PlacedTask = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly address: string | null
  readonly dueAt: string | null
  readonly isOverdue: boolean
  readonly point: readonly [number, number]
}

/** What there is to walk today. */
export type PatrolToday = {
  readonly now: string
  readonly shifts: readonly Shift[]
  readonly grids: readonly { readonly code: string; readonly title: Words }[]
  readonly handover: Shift | null
  readonly rounds: readonly Round[]
  readonly routes: readonly PatrolRoute[]
  readonly tasks: readonly PlacedTask[]
}

/** Something that was found, and what became of it. */
export type PatrolFinding = {
  readonly id: string
  readonly number: string
  readonly kind: string
  readonly title: Words
  readonly text: string
  readonly component: string | null
  readonly personName: string
  readonly at: string
  readonly receivedAt: string
  readonly skewMs: number | null
  readonly lng: number
  readonly lat: number
  readonly accuracy: number | null
  readonly doubts: readonly Doubt[]
  readonly address: string | null
  readonly photos: readonly string[]
  readonly isDemo: boolean
  readonly outcome: 'opened' | 'joined' | 'waiting' | 'unheard' | 'nobody' | null
  readonly case: {
    readonly id: string
    readonly number: string
    readonly title: string
    readonly titleEn: string | null
    readonly status: string
    readonly officeTitle: Words | null
    readonly dueAt: string | null
    readonly closedAt: string | null
    /** Does it open for whoever asks? */
    readonly mayOpen: boolean
    /** What was done, as those who did it say. */
    readonly reply?: string
  } | null
}

/** The table of classes that is in force. */
export type FilingTable = {
  readonly version: { readonly id: string; readonly from: string; readonly note: string } | null
  readonly majors: Readonly<Record<string, Words>>
  readonly rows: readonly FilingRule[]
}

/** A version of the table. */
export type TableVersion = {
  readonly id: string
  readonly serial: number
  readonly from: string
  readonly until: string | null
  readonly note: string
  readonly rows: number
  readonly enteredByName: string
  readonly enteredAt: string
  readonly isWithdrawn: boolean
  readonly isInForce: boolean
}

/** A component of the census. */
export type Component = {
  readonly code: string
  readonly kind: string
  readonly title: string
  readonly ownership: string
  readonly keeper: string
  readonly state: 'well' | 'damaged' | 'missing'
  readonly grid: string | null
  readonly lng: number
  readonly lat: number
  readonly metres: number | null
  readonly isDemo: boolean
  /** Since when it is gone. */
  readonly retiredAt: string | null
}

/** What of a component its history keeps. */
export type ComponentState = Pick<Component, 'title' | 'ownership' | 'keeper' | 'lng' | 'lat'> & {
  readonly state: string
}

/** What became of a component, the newest first. */
export type ComponentHistory = {
  readonly mayChange: boolean
  readonly changes: readonly {
    readonly what: 'added' | 'changed' | 'moved' | 'retired' | 'returned'
    readonly before: ComponentState | null
    readonly after: ComponentState
    readonly note: string
    readonly source: string
    readonly byName: string
    readonly at: string
  }[]
}

/** A piece of ground: outer rings, closed, and how large it is. */
type Piece = { readonly rings: readonly (readonly (readonly [number, number])[])[]; readonly squareMetres: number }

/** What an outline would do to the grids around it. */
export type OutlineReport = {
  readonly squareMetres: number
  /** Edges that cross, as places of the corners where they begin. */
  readonly crossing: readonly [number, number] | null
  readonly overlaps: readonly (Piece & { readonly grid: string; readonly title: Words })[]
  readonly outside: Piece | null
  readonly gap: Piece | null
}

/** A grid with its people and who is on now. */
export type PatrolGrid = {
  readonly code: string
  readonly title: Words
  readonly street: string
  readonly isSketch: boolean
  readonly office: string | null
  readonly officeTitle: Words | null
  readonly centre: readonly [number, number]
  readonly people: readonly { readonly id: string; readonly name: string }[]
  readonly on: readonly Shift[]
  /** Outer rings of its outline, closed. */
  readonly rings: Piece['rings']
}

/** A fault of a row of a file. */
export type RowFault = { readonly row?: number; readonly field?: string; readonly found?: string; readonly says: Words }

const query = <T>(
  key: readonly string[],
  path: string,
  more: Readonly<Record<string, string | number | boolean>> = {},
) =>
  queryOptions({
    queryKey: ['patrol', ...key],
    queryFn: ({ signal }) => api<T>(`/api/patrol/${path}`, { signal, query: more }),
  })

export const todayQuery = query<PatrolToday>(['today'], 'today')
export const filingTableQuery = query<FilingTable>(['rules'], 'rules')
export const myFindingsQuery = query<readonly PatrolFinding[]>(['findings', 'mine'], 'findings', { isMine: true })
export const findingsQuery = query<readonly PatrolFinding[]>(['findings'], 'findings')
/** One finding; asked again until the city has heard of it. */
export const findingQuery = (id: string) =>
  queryOptions({
    ...query<PatrolFinding>(['finding', id], `findings/${id}`),
    refetchInterval: ({ state }) => (state.data?.outcome === null ? 2_000 : 30_000),
  })
/** All components of a grid: kept on the device for where there is no signal. */
export const gridComponentsQuery = (grid: string) =>
  query<readonly Component[]>(['components', grid], 'components', { grid, limit: 2_000 })
export const nearComponentsQuery = (near: string, text: string) =>
  query<readonly Component[]>(['components', 'near', near, text], 'components', {
    ...(near && { near }),
    ...(text && { text }),
    limit: 50,
  })
export const gridsQuery = (street: string) => query<readonly PatrolGrid[]>(['grids', street], 'grids', { street })
export const shiftsQuery = (grid: string) => query<readonly Shift[]>(['shifts', grid], 'shifts', { grid })
export const routesQuery = query<readonly PatrolRoute[]>(['routes'], 'routes')
export const coverageQuery = query<{ readonly items: readonly Round[]; readonly from: string; readonly until: string }>(
  ['coverage'],
  'coverage',
)
/** Names of the duties that the table may name. */
export const dutiesQuery = query<Readonly<Record<string, Words>>>(['duties'], 'duties')
export const versionsQuery = query<readonly TableVersion[]>(['tables'], 'tables')
export const versionQuery = (id: string) => query<readonly FilingRule[]>(['tables', id], `tables/${id}`)

/** Where a photo of a patrol is seen. */
export const patrolPhoto = (id: string, size: 'thumb' | 'display') => `/api/patrol/photos/${id}?size=${size}`
/** Where a version is taken out as a file. */
export const tableFile = (id: string, format: 'csv' | 'xlsx') => `/api/patrol/tables/${id}/file?format=${format}`

const post = <T>(path: string, body?: unknown) => api<T>(`/api/patrol/${path}`, { method: 'POST', body })
const put = (path: string, body: unknown) => api<void>(`/api/patrol/${path}`, { method: 'PUT', body })

/** Takes a shift, or hands it over with a note. */
export const takeShift = (id: string) => post<Shift>(`shifts/${id}/take`)
export const handOver = (id: string, note: string) => post<Shift>(`shifts/${id}/handover`, { note })
/** Plans a shift. */
export const planShift = (body: {
  readonly grid: string
  readonly person: string
  readonly from: string
  readonly until: string
  readonly days: number
}) => post<{ readonly id: string; readonly ids: readonly string[] }>('shifts', body)
/** Calls off a shift that nobody has taken. */
export const callOffShift = (id: string) => api<void>(`/api/patrol/shifts/${id}`, { method: 'DELETE' })
/** What an outline would do to the grids around it; nothing is drawn. */
export const outlineQuery = (code: string, corners: readonly (readonly [number, number])[]) =>
  queryOptions({
    queryKey: ['patrol', 'outline', code, corners],
    queryFn: () =>
      post<OutlineReport>(`grids/${code}/check`, {
        area: { type: 'Polygon', coordinates: [[...corners, ...corners.slice(0, 1)]] },
      }),
    staleTime: 60_000,
  })
/** Draws a grid. */
export const drawGrid = (code: string, body: unknown) => put(`grids/${code}`, body)
/** One component, and what became of it. */
export const componentQuery = (code: string) => query<Component>(['component', code], `components/${code}`)
export const componentHistoryQuery = (code: string) =>
  query<ComponentHistory>(['component', code, 'history'], `components/${code}/history`)
/** A component as it is filled in. */
export type ComponentFilled = ComponentState & { readonly note: string }
/** Adds a component: its code is the next of its class. */
export const addComponent = (body: ComponentFilled & { readonly kind: string }) => post<Component>('components', body)
/** Changes, moves or brings back a component. */
export const keepComponent = (code: string, body: ComponentFilled) =>
  api<Component>(`/api/patrol/components/${code}`, { method: 'PUT', body })
/** Retires a component. */
export const retireComponent = (code: string, note: string) => post<Component>(`components/${code}/retire`, { note })
/** Says why a round was missed. */
export const explainRound = (
  route: string,
  body: { readonly from: string; readonly reason: MissReason; readonly note: string },
) => post<void>(`routes/${route}/reasons`, body)
/** Keeps a route. */
export const keepRoute = (id: string, body: unknown) => put(`routes/${id}`, body)
/** Enters a version of the table; takes one back. */
export const enterTable = (body: {
  readonly from?: string
  readonly note: string
  readonly rows: readonly FilingRule[]
}) => post<{ readonly id: string }>('tables', body)
export const withdrawTable = (id: string) => post<void>(`tables/${id}/withdraw`)

const formOf = (file: File): FormData => {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}

/** Reads a file of the table without entering it. */
export const readTableFile = (file: File) =>
  sendForm<{ readonly read: number; readonly rows: readonly FilingRule[]; readonly faults: readonly RowFault[] }>(
    '/api/patrol/tables/read',
    formOf(file),
    () => {},
  )
/** Brings in a file of the census. */
export const sendCensus = (file: File, datum: string) =>
  sendForm<{ readonly read: number; readonly imported: number; readonly faults: readonly RowFault[] }>(
    `/api/patrol/components/file?datum=${datum}`,
    formOf(file),
    () => {},
  )
