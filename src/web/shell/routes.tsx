import type { RouteObject } from 'react-router'

const gallery: readonly RouteObject[] = import.meta.env.DEV
  ? [{ path: '/kit', lazy: async () => ({ Component: (await import('../gallery/gallery.tsx')).Gallery }) }]
  : []

/** Every address of the application. A desk is loaded when it is opened. */
export const routes: RouteObject[] = [...gallery]
