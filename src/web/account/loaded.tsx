import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { Button, Loading, Trouble, useSay } from '../kit/index.ts'

/** What was read, once it is there; meanwhile that it is being read, or why it could not be. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}): JSX.Element {
  if (query.error && query.data === undefined) return <Trouble error={query.error} again={() => void query.refetch()} />
  if (query.data === undefined) return <Loading />
  return (
    <>
      {query.error ? <Trouble error={query.error} again={() => void query.refetch()} /> : null}
      {children(query.data)}
    </>
  )
}

/** A list read page by page: what is there, and a button for more. */
export function LoadedPages<P, Row>({
  query,
  rowsOf,
  children,
}: {
  readonly query: UseInfiniteQueryResult<{ readonly pages: readonly P[] }>
  readonly rowsOf: (page: P) => readonly Row[]
  readonly children: (rows: readonly Row[]) => ReactNode
}): JSX.Element {
  const say = useSay()
  if (query.error && query.data === undefined) return <Trouble error={query.error} again={() => void query.refetch()} />
  if (query.data === undefined) return <Loading />
  return (
    <>
      {children(query.data.pages.flatMap(rowsOf))}
      {query.error ? <Trouble error={query.error} again={() => void query.refetch()} /> : null}
      {query.hasNextPage ? (
        <p style={{ marginTop: 'var(--s-4)' }}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {say({ zh: '更多', en: 'More' })}
          </Button>
        </p>
      ) : null}
    </>
  )
}
