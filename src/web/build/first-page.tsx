import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { MemoryRouter, Route, Routes } from 'react-router'
import { CitizenFrame } from '../citizen/citizen-frame.tsx'
import { Home } from '../citizen/home.tsx'

/** The citizen's first page as HTML, as somebody sees it who has chosen nothing: Chinese, not signed in. */
export const firstPage = (): string =>
  renderToString(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter initialEntries={['/']}>
        <Routes>
          <Route element={<CitizenFrame />}>
            <Route index element={<Home />} />
          </Route>
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  )
