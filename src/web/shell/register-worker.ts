import { onChanged } from '../offline/index.ts'

/** A registration that can wait for a signal in the background (WICG Background Synchronization; not in every browser). */
type Syncing = ServiceWorkerRegistration & { readonly sync?: { register(tag: string): Promise<void> } }

/** Starts the service worker once the page is at rest. It needs https or this very machine, and a built application. */
export function registerWorker(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return
  addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').then(begin, (refused) => {
      // The application works without it, only not offline; whoever looks into the console learns why.
      console.warn('no service worker', refused)
    })
  })
}

async function begin(): Promise<void> {
  const registration: Syncing = await navigator.serviceWorker.ready
  const files = performance
    .getEntriesByType('resource')
    .map((entry) => entry.name)
    .filter((name) => name.includes('/assets/'))
  registration.active?.postMessage({ type: 'keep', files })
  onChanged(() => {
    // Without background sync the open pages send what waits themselves.
    registration.sync?.register('shudu.outbox').catch(() => undefined)
  })
}
