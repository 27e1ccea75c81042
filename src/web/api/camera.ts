import { queryOptions } from '@tanstack/react-query'
import type { CameraKind, CameraTerm, RejectReason, ViewPurpose } from '../../kernel/camera/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api, preferredLanguage } from './client.ts'
import { ApiProblem, NoConnection } from './problem.ts'

/** How a camera event stands. */
export type CameraState = 'waiting' | 'confirmed' | 'rejected' | 'expired'

/** A camera event; instants ISO, sizes in pixels. */
export type CameraEventRow = {
  readonly id: string
  readonly source: string
  readonly sourceName: string
  readonly kind: CameraKind
  readonly camera: string
  readonly seenAt: string
  readonly receivedAt: string
  readonly confidence: number | null
  readonly note: string
  readonly lng: number
  readonly lat: number
  readonly address: string | null
  readonly officeTitle: Words
  readonly mask: 'regions' | 'whole'
  readonly masked: number
  readonly width: number
  readonly height: number
  readonly state: CameraState
  readonly dueAt: string
  readonly decidedAt: string | null
  readonly decidedByName: string | null
  readonly reason: RejectReason | null
  readonly words: string | null
  readonly destroyAt: string
  readonly destroyedAt: string | null
  readonly isDemo: boolean
  readonly hasPicture: boolean
  readonly mayDecide: boolean
}

/** A request to see a picture in full, and what became of it. */
export type ViewRequestRow = {
  readonly id: string
  readonly event: string
  readonly kind: CameraKind
  readonly address: string | null
  readonly purpose: ViewPurpose
  readonly words: string
  readonly caseId: string | null
  readonly caseNumber: string | null
  readonly askedByName: string
  readonly askedPost: string
  readonly askedAt: string
  readonly state: 'asked' | 'approved' | 'refused' | 'revoked' | 'withdrawn' | 'lapsed'
  readonly answeredByName: string | null
  readonly answeredPost: string | null
  readonly answeredAt: string | null
  readonly answer: string | null
  readonly endsAt: string | null
  readonly endedByName: string | null
  readonly endedAt: string | null
  readonly views: readonly { readonly at: string; readonly personName: string; readonly mark: string }[]
  readonly isMine: boolean
  readonly mayAnswer: boolean
  readonly isOpen: boolean
}

/** One event with what belongs to it. */
export type WholeCameraEvent = {
  readonly event: CameraEventRow
  readonly case: { readonly id: string; readonly number: string } | null
  readonly requests: readonly ViewRequestRow[]
  readonly mayAsk: boolean
}

/** An analytics system with its keys. */
export type CameraSource = {
  readonly id: string
  readonly name: string
  readonly officeTitle: Words
  readonly note: string
  readonly isDemo: boolean
  readonly madeAt: string
  readonly closedAt: string | null
  readonly closeReason: string | null
  readonly keys: readonly {
    readonly kid: string
    readonly alg: string
    readonly madeAt: string
    readonly usedAt: string | null
    readonly revokedAt: string | null
    readonly revokeReason: string | null
  }[]
  readonly mayKeep: boolean
}

/** How often a source was right about a kind, in one week or (`week` null) over the whole time. */
export type CameraPrecision = {
  readonly source: string
  readonly sourceName: string
  readonly kind: CameraKind
  readonly week: string | null
  readonly confirmed: number
  readonly rejected: number
  readonly expired: number
  readonly waiting: number
}

/** Something of a source that was not taken. */
export type CameraRefusal = {
  readonly at: string
  readonly via: string
  readonly external: string | null
  readonly code: string
  readonly says: Words
}

export const cameraEventsQuery = (state: CameraState) =>
  queryOptions({
    queryKey: ['camera', 'events', state],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly CameraEventRow[]; readonly count: number }>('/api/camera/events', {
        signal,
        query: { state, limit: 100 },
      }),
    refetchInterval: 20_000,
  })

/** How many events wait for the reader's office and those below it. */
export const cameraWaitingQuery = queryOptions({
  queryKey: ['camera', 'waiting'],
  queryFn: async ({ signal }) =>
    (await api<{ readonly count: number }>('/api/camera/events', { signal, query: { state: 'waiting', limit: 1 } }))
      .count,
  refetchInterval: 60_000,
})

export const cameraEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['camera', 'event', id],
    queryFn: ({ signal }) => api<WholeCameraEvent>(`/api/camera/events/${id}`, { signal }),
    refetchInterval: 20_000,
  })

export const viewRequestsQuery = queryOptions({
  queryKey: ['camera', 'requests'],
  queryFn: ({ signal }) => api<readonly ViewRequestRow[]>('/api/camera/requests', { signal }),
  refetchInterval: 20_000,
})

export const viewLogQuery = queryOptions({
  queryKey: ['camera', 'log'],
  queryFn: ({ signal }) => api<readonly ViewRequestRow[]>('/api/camera/log', { signal, query: { limit: 300 } }),
})

export const cameraSourcesQuery = queryOptions({
  queryKey: ['camera', 'sources'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly CameraSource[]; readonly mayRegister: boolean }>('/api/camera/sources', { signal }),
})

export const cameraRefusalsQuery = (id: string) =>
  queryOptions({
    queryKey: ['camera', 'sources', id, 'refusals'],
    queryFn: ({ signal }) => api<readonly CameraRefusal[]>(`/api/camera/sources/${id}/refusals`, { signal }),
  })

export const cameraPrecisionQuery = queryOptions({
  queryKey: ['camera', 'precision'],
  queryFn: ({ signal }) => api<readonly CameraPrecision[]>('/api/camera/precision', { signal, query: { days: 56 } }),
})

/** Where the masked picture is. */
export const maskedAddress = (id: string, size: 'thumb' | 'display'): string =>
  `/api/camera/events/${id}/picture?size=${size}`

export const confirmEvent = (id: string, words: string) =>
  api<void>(`/api/camera/events/${id}/confirm`, { method: 'POST', body: words === '' ? {} : { words } })

export const rejectEvent = (id: string, reason: RejectReason) =>
  api<void>(`/api/camera/events/${id}/reject`, { method: 'POST', body: { reason } })

export const askToSee = (
  id: string,
  body: { readonly purpose: ViewPurpose; readonly words: string; readonly caseNumber?: string },
) => api<{ readonly id: string }>(`/api/camera/events/${id}/requests`, { method: 'POST', body })

/** Approves, refuses, revokes or takes back. */
export const answerRequest = (id: string, what: 'approve' | 'refuse' | 'revoke' | 'withdraw', words?: string) =>
  api<void>(`/api/camera/requests/${id}/${what}`, { method: 'POST', ...(words !== undefined && { body: { words } }) })

export const registerSource = (body: {
  readonly id: string
  readonly name: string
  readonly office: string
  readonly publicKey: string
}) => api<{ readonly kid: string }>('/api/camera/sources', { method: 'POST', body })

export const addSourceKey = (id: string, publicKey: string) =>
  api<{ readonly kid: string }>(`/api/camera/sources/${id}/keys`, { method: 'POST', body: { publicKey } })

export const revokeSourceKey = (id: string, kid: string, reason: string) =>
  api<void>(`/api/camera/sources/${id}/keys/${kid}/revoke`, { method: 'POST', body: { reason } })

export const closeSource = (id: string, reason: string) =>
  api<void>(`/api/camera/sources/${id}/close`, { method: 'POST', body: { reason } })

/** How long something is kept or holds in this city. */
export type CameraTermRow = {
  readonly term: CameraTerm
  readonly title: Words
  readonly why: Words
  readonly unit: 'days' | 'hours' | 'minutes'
  readonly least: number
  readonly most: number
  readonly usual: number
  readonly value: number
}

/** All of them, with what was changed. */
export type CameraTerms = {
  readonly items: readonly CameraTermRow[]
  readonly changes: readonly {
    readonly term: CameraTerm
    readonly value: number
    readonly was: number
    readonly why: string
    readonly changedByName: string
    readonly at: string
  }[]
  readonly mayChange: boolean
}

export const cameraTermsQuery = queryOptions({
  queryKey: ['camera', 'terms'],
  queryFn: ({ signal }) => api<CameraTerms>('/api/camera/terms', { signal }),
  staleTime: 60_000,
})

/** Changes how long something is kept or holds. */
export const changeCameraTerm = (term: CameraTerm, body: object) =>
  api<void>(`/api/camera/terms/${term}`, { method: 'PUT', body })

/**
 * The whole picture, once: each call is a view that is written down. Kept in the memory of this page alone.
 * @throws ApiProblem, NoConnection
 */
export async function seeWhole(request: string): Promise<Blob> {
  let response: Response
  try {
    response = await fetch(`/api/camera/requests/${request}/views`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'accept-language': preferredLanguage() },
    })
  } catch (cause) {
    throw new NoConnection(cause)
  }
  if (response.ok) return response.blob()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  throw new ApiProblem(response.status, isJson ? await response.json() : {})
}
