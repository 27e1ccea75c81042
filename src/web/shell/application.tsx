import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type JSX, StrictMode } from 'react'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { configureApi } from '../api/client.ts'
import { ApiProblem } from '../api/problem.ts'
import { preferencesNow } from '../kit/preferences.ts'
import { lost, onBack } from './connection.ts'
import { routes } from './routes.tsx'
import { seenVersion } from './stale.ts'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The server's "no" does not become a "yes" by asking again; a lost connection may.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status < 500),
      refetchOnWindowFocus: true,
      // Asked even without a signal: the service worker may still have the answer.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

configureApi({
  language: () => preferencesNow().language,
  onVersion: seenVersion,
  onSignedOut: () => void queries.invalidateQueries({ queryKey: ['session'] }),
  onLost: lost,
})

// What could not be read is read as soon as the city answers again, without a press.
onBack(
  () =>
    void queries.refetchQueries({
      type: 'active',
      predicate: ({ state }) => state.status === 'error' || state.fetchFailureCount > 0,
    }),
)

const router = createBrowserRouter(routes)

/** The whole application. */
export function Application(): JSX.Element {
  return (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>
  )
}
