/** How the service worker answers a request. */
export type Keeping =
  /** A file named by its content: once kept, it is right for ever. */
  | 'asset'
  /** A page of the application: the newest if the network answers soon, else the one shell that serves every address. */
  | 'page'
  /** Something read that is worth having without a signal: fresh if possible, else as it was last seen. */
  | 'reading'
  /** Anything else goes to the network untouched. */
  | 'none'

/** Readings that street staff and reporters need where there is no signal. Everything else is never kept on the device. */
const readings: readonly RegExp[] = [
  /^\/api\/session$/,
  /^\/api\/packs(\/[^/]+)?$/,
  /^\/api\/offices$/,
  /^\/api\/cases$/,
  /^\/api\/cases\/counts$/,
  /^\/api\/cases\/[0-9a-f-]{36}$/,
  /^\/api\/my\/cases$/,
  /^\/api\/dispatch\/round$/,
  /^\/api\/track\/[2-9a-z]{12}$/,
  /^\/api\/files\/[0-9a-f-]{36}$/,
  /^\/api\/patrol\/(today|rules|components|findings)$/,
  /^\/api\/patrol\/(findings|photos)\/[0-9a-f-]{36}$/,
  /^\/api\/registry\/(layers|divisions)(\/|$)/,
]

/** What to do with a request to our own origin. */
export function keepingOf(request: { readonly method: string; readonly mode: string; readonly url: string }): Keeping {
  if (request.method !== 'GET') return 'none'
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/assets/')) return 'asset'
  if (readings.some((reading) => reading.test(pathname))) return 'reading'
  const isProgram = /^\/(api|open311|oidc|docs|openapi\.json|healthz|metrics|\.well-known)(\/|$)/.test(pathname)
  return request.mode === 'navigate' && !isProgram ? 'page' : 'none'
}
