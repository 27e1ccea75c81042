import type { Language } from '../../kernel/words.ts'
import { ApiProblem, NoConnection } from './problem.ts'

/** What a request may carry besides its path. */
export type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

type Settings = {
  /** The language of problem details. */
  language: () => Language
  /** Told the server's version with every answer. */
  onVersion: (version: string) => void
  /** Told when the server no longer knows the session, or may not. */
  onSignedOut: () => void
  /** Told when no answer came. */
  onLost: () => void
}

const settings: Settings = { language: () => 'zh', onVersion: () => {}, onSignedOut: () => {}, onLost: () => {} }

/** Set once by the shell; the service worker leaves the defaults. */
export const configureApi = (change: Partial<Settings>): void => void Object.assign(settings, change)

/** The language that answers should be in. */
export const preferredLanguage = (): Language => settings.language()

function address(path: string, query: Call['query']): string {
  const entries = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`
}

/**
 * Calls the server and gives its JSON.
 * @throws ApiProblem with the server's own words when it answers with a problem; NoConnection when no answer came.
 */
export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const form = call.body instanceof FormData
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': settings.language() }
  if (call.body !== undefined && !form) headers['content-type'] = 'application/json'
  // What waited on the device was done earlier: by this the city tells how far the device's clock is off.
  if (call.method === 'POST') headers['x-shudu-sent-at'] = new Date().toISOString()
  let response: Response
  try {
    response = await fetch(address(path, call.query), {
      method: call.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(call.body !== undefined && { body: form ? (call.body as FormData) : JSON.stringify(call.body) }), // narrowed by `form`
      ...(call.signal && { signal: call.signal }),
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    settings.onLost()
    throw new NoConnection(cause)
  }
  const version = response.headers.get('x-shudu-version')
  if (version) settings.onVersion(version)
  // Nobody may do what somebody may: a session that ended unnoticed looks like a refusal.
  if (response.status === 403 && call.method !== undefined && call.method !== 'GET') settings.onSignedOut()
  return answer<T>(response)
}

async function answer<T>(response: Response): Promise<T> {
  const type = response.headers.get('content-type') ?? ''
  if (response.ok) {
    // The caller names the shape it expects; the routes' own schemas hold the server to it.
    return (response.status === 204 || !type.includes('json') ? undefined : await response.json()) as T
  }
  // A gateway in between may answer without JSON: 502 to 504 then mean that the server was not reached.
  if (!type.includes('json')) {
    if (response.status >= 502 && response.status <= 504) {
      settings.onLost()
      throw new NoConnection(response.status)
    }
    throw new ApiProblem(response.status, {})
  }
  if (response.status === 401) settings.onSignedOut()
  throw new ApiProblem(response.status, await response.json())
}
