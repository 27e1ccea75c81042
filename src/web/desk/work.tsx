import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect } from 'react'
import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router'
import { type CaseFilter, type CaseRow, caseQuery, casesQuery, type ListView, listViews } from '../api/cases.ts'
import { Button, Empty, Loading, Trouble, useSay, useShortcuts } from '../kit/index.ts'
import { CasePane } from './case-pane.tsx'
import { ListFilters } from './list-filters.tsx'
import { listWords } from './views.ts'
import styles from './work.module.css'
import { WorkRow } from './work-row.tsx'

const texts = [
  'class',
  'office',
  'division',
  'kind',
  'pack',
  'channel',
  'status',
  'figure',
  'from',
  'to',
  'box',
  'ids',
] as const
const flags = ['met', 'below', 'counted'] as const

/** What an address asks of a list; what it does not know is left out. */
function filterOf(view: ListView, asked: URLSearchParams): CaseFilter {
  const urgency = asked.get('urgency')
  return {
    view,
    ...Object.fromEntries(texts.flatMap((name) => (asked.get(name) ? [[name, asked.get(name)]] : []))),
    ...Object.fromEntries(flags.flatMap((name) => (asked.get(name) ? [[name, asked.get(name) === 'true']] : []))),
    ...(urgency !== null && { urgency: Number(urgency) }),
  }
}

const isListView = (name: string | undefined): name is ListView => listViews.some((view) => view === name)

/** A list and the case chosen in it, side by side where there is room. */
export function Work(): JSX.Element {
  const { view, id } = useParams()
  if (!isListView(view)) return <Navigate to="/desk/mine" replace />
  return <WorkList key={view} view={view} id={id} />
}

function WorkList({ view, id }: { readonly view: ListView; readonly id: string | undefined }): JSX.Element {
  const say = useSay()
  const [asked] = useSearchParams()
  const list = useInfiniteQuery({ ...casesQuery(filterOf(view, asked)), refetchInterval: 60_000 })
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const words = listWords[view]
  useListKeys(view, rows, id)
  useKeepForLater(view, rows)
  useEffect(() => {
    document.title = `${say(words.words)} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [say, words])
  return (
    <div className={`${styles.work} ${id ? styles.chosen : ''}`}>
      <section className={styles.list} aria-label={say(words.words)}>
        <header className={styles.head}>
          <h1>{say(words.words)}</h1>
          <ListFilters view={view} />
        </header>
        {list.error ? <Trouble error={list.error} again={() => void list.refetch()} /> : null}
        {list.isPending ? <Loading lines={8} /> : null}
        {list.data && rows.length === 0 ? <Empty icon={words.icon} title={say(words.empty)} /> : null}
        <ul className={styles.rows}>
          {rows.map((row) => (
            <WorkRow
              key={`${row.id}${row.task ?? ''}`}
              row={row}
              view={view}
              chosen={row.id === id}
              search={asked.toString()}
            />
          ))}
        </ul>
        {list.hasNextPage ? (
          <div className={styles.more}>
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {say({ zh: '再看一些', en: 'More' })}
            </Button>
          </div>
        ) : null}
      </section>
      <section className={styles.pane} aria-label={say({ zh: '事项', en: 'Case' })}>
        {id ? (
          <>
            <div className={styles.listName}>
              <h1 className="heard">{say(words.words)}</h1>
            </div>
            <CasePane key={id} id={id} view={view} />
          </>
        ) : (
          <Hint />
        )}
      </section>
    </div>
  )
}

function Hint(): JSX.Element {
  const say = useSay()
  return (
    <p className={styles.hint}>
      <kbd>j</kbd> <kbd>k</kbd> {say({ zh: '上下选择', en: 'to move' })} · <kbd>?</kbd>{' '}
      {say({ zh: '全部按键', en: 'all keys' })}
    </p>
  )
}

/** j and k go through the list and open what they come to. */
function useListKeys(view: ListView, rows: readonly CaseRow[], id: string | undefined): void {
  const navigate = useNavigate()
  const [asked] = useSearchParams()
  const go = (step: number): void => {
    const at = rows.findIndex((row) => row.id === id)
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]
    if (!next) return
    void navigate(
      { pathname: `/desk/${view}/${next.id}`, search: asked.toString() },
      { replace: id !== undefined, preventScrollReset: true },
    )
    document.getElementById(`row-${next.id}`)?.scrollIntoView({ block: 'nearest' })
  }
  useShortcuts({ zh: '清单', en: 'List' }, [
    { keys: 'j', words: { zh: '下一件', en: 'Next case' }, run: () => go(1) },
    { keys: 'k', words: { zh: '上一件', en: 'Previous case' }, run: () => go(-1) },
    {
      keys: 'Escape',
      words: { zh: '回到清单', en: 'Back to the list' },
      run: () => void navigate({ pathname: `/desk/${view}`, search: asked.toString() }),
      off: id === undefined,
    },
  ])
}

const kept = 20

/** One's own work is read ahead, so that it can be opened where there is no signal. */
function useKeepForLater(view: ListView, rows: readonly CaseRow[]): void {
  const queries = useQueryClient()
  const ids = rows
    .slice(0, kept)
    .map((row) => row.id)
    .join(' ')
  useEffect(() => {
    if (view !== 'mine' || ids === '' || !navigator.onLine || !navigator.serviceWorker?.controller) return
    const timer = window.setTimeout(() => {
      for (const id of ids.split(' ')) void queries.prefetchQuery({ ...caseQuery(id), staleTime: 5 * 60_000 })
    }, 2_000)
    return () => window.clearTimeout(timer)
  }, [view, ids, queries])
}
