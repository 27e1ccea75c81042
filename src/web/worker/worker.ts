import { api } from '../api/client.ts'
import type { Session } from '../api/session.ts'
import { syncOutbox } from '../offline/index.ts'
import { keepingOf } from './what-to-keep.ts'

/** Filled in by the build: the name of this build and the files of its shell. */
declare const __SHELL__: { readonly build: string; readonly files: readonly string[] }

/** Background synchronisation (WICG), which the type library does not know. */
type SyncEvent = ExtendableEvent & { readonly tag: string }

// The type library sees a page's global scope; this file runs in a service worker's.
const worker = self as unknown as ServiceWorkerGlobalScope

const shellCache = `shudu-shell-${__SHELL__.build}`
const readingCache = 'shudu-readings'
const shellAddress = '/'
/** How long a page waits for the network before the kept shell answers. */
const patience = 4_000
/** Readings older than this are not shown any more. */
const longest = 7 * 86_400_000

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll([...__SHELL__.files])))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(takeOver())
})

async function takeOver(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('shudu-shell-') && name !== shellCache) await caches.delete(name)
  await worker.clients.claim()
}

worker.addEventListener('fetch', (event) => {
  const { request } = event
  if (new URL(request.url).origin !== worker.location.origin) return
  switch (keepingOf(request)) {
    case 'asset':
      return event.respondWith(assetOf(request))
    case 'page':
      return event.respondWith(pageOf(request))
    case 'reading':
      return event.respondWith(readingOf(request))
    case 'none':
      return
  }
})

async function assetOf(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const fresh = await fetch(request)
  if (fresh.ok) await (await caches.open(shellCache)).put(request, fresh.clone())
  return fresh
}

/** Every page is the same document: the newest when the network answers in time, else the one kept. */
async function pageOf(request: Request): Promise<Response> {
  const cache = await caches.open(shellCache)
  const kept = await cache.match(shellAddress)
  const fresh = fetch(request).then(async (response) => {
    if (response.ok && response.headers.get('content-type')?.includes('text/html'))
      await cache.put(shellAddress, response.clone())
    return response
  })
  if (!kept) return fresh
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), patience))
  return Promise.race([fresh.catch(() => kept), late])
}

const keptAt = 'x-shudu-kept-at'

async function readingOf(request: Request): Promise<Response> {
  const cache = await caches.open(readingCache)
  try {
    const fresh = await fetch(request)
    if (fresh.ok) await cache.put(request, await stamped(fresh.clone()))
    return fresh
  } catch (lost) {
    const kept = await cache.match(request)
    const age = kept ? Date.now() - Number(kept.headers.get(keptAt)) : Number.POSITIVE_INFINITY
    if (kept && age < longest) return kept
    throw lost
  }
}

/** The same answer with the moment it was kept, so that the page can say how old it is. */
async function stamped(response: Response): Promise<Response> {
  const headers = new Headers(response.headers)
  headers.set(keptAt, String(Date.now()))
  headers.delete('set-cookie')
  return new Response(await response.blob(), { status: response.status, headers })
}

worker.addEventListener('message', (event) => {
  const message = event.data as { readonly type?: string; readonly files?: readonly string[] } // sent by our own pages
  if (message.type === 'take-over') void worker.skipWaiting()
  if (message.type === 'forget') event.waitUntil(caches.delete(readingCache))
  if (message.type === 'keep') event.waitUntil(keep(message.files ?? []))
})

/** Keeps files that a page had loaded before this worker was there. */
async function keep(files: readonly string[]): Promise<void> {
  const cache = await caches.open(shellCache)
  for (const file of files) {
    const { origin, pathname } = new URL(file, worker.location.href)
    if (origin === worker.location.origin && pathname.startsWith('/assets/') && !(await cache.match(file)))
      await cache.add(file)
  }
}

/** The signal is back although no page may be open: what waits is sent by whoever is still signed in on this device. */
worker.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === 'shudu.outbox') sync.waitUntil(sendWaiting())
})

async function sendWaiting(): Promise<void> {
  const { actor } = await api<Session>('/api/session')
  await syncOutbox(actor.id)
}
