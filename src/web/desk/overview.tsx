import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { type CaseFilter, casesQuery, countsQuery, type ListView } from '../api/cases.ts'
import { Icon, Loading, Page, Section, Trouble, useSay } from '../kit/index.ts'
import styles from './overview.module.css'
import { listWords } from './views.ts'
import work from './work.module.css'
import { WorkRow } from './work-row.tsx'

/** The lists that whoever watches looks at, the worst first. */
const watched: readonly ListView[] = ['late', 'soon', 'returned', 'extension', 'supervised', 'below']

/** What goes wrong below: overdue, returned, unsatisfied; each number opens its cases. */
export function Overview(): JSX.Element {
  const say = useSay()
  const counts = useQuery({ ...countsQuery, refetchInterval: 60_000 })
  const of = (view: ListView): string => {
    const n = counts.data?.counts[view]
    if (n === undefined) return '—'
    return n >= (counts.data?.most ?? Number.POSITIVE_INFINITY) ? `${n}+` : String(n)
  }
  return (
    <Page
      title={say({ zh: '督办概览', en: 'What needs an eye' })}
      lead={say({
        zh: '本级及以下现在的事项；数字每分钟更新，点开就是这些事项。',
        en: 'Cases here and below as they stand now, counted every minute; each number opens its cases.',
      })}
      width="wide"
    >
      {counts.error ? <Trouble error={counts.error} again={() => void counts.refetch()} /> : null}
      <ul className={styles.numbers}>
        {watched.map((view) => (
          <li key={view}>
            <Link to={`/desk/${view}`}>
              <strong className={view === 'late' && of(view) !== '0' ? styles.urgent : undefined}>{of(view)}</strong>
              <span>
                <Icon name={listWords[view].icon} /> {say(listWords[view].words)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Some
        title={say({ zh: '超期最久的', en: 'Longest overdue' })}
        filter={{ view: 'late' }}
        view="late"
        to="/desk/late"
      />
      <Some
        title={say({ zh: '退回的', en: 'Returned' })}
        filter={{ view: 'returned' }}
        view="returned"
        to="/desk/returned"
      />
      <Some
        title={say({ zh: '不满意的', en: 'Unsatisfied' })}
        filter={{ view: 'cases', figure: 'satisfied', met: false }}
        view="cases"
        to="/desk/cases?figure=satisfied&met=false"
      />
    </Page>
  )
}

/** The first of a list, with the way to all of it. */
function Some({
  title,
  filter,
  view,
  to,
}: {
  readonly title: string
  readonly filter: CaseFilter
  readonly view: ListView
  readonly to: string
}): JSX.Element {
  const say = useSay()
  const found = useInfiniteQuery(casesQuery(filter))
  const rows = (found.data?.pages[0]?.items ?? []).slice(0, 5)
  return (
    <Section title={title} actions={<Link to={to}>{say({ zh: '全部', en: 'All' })}</Link>}>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading /> : null}
      {found.data && rows.length === 0 ? <p>{say({ zh: '没有。', en: 'None.' })}</p> : null}
      <ul className={work.rows}>
        {rows.map((row) => (
          <WorkRow
            key={`${row.id}${row.task ?? ''}`}
            row={row}
            view={view}
            chosen={false}
            search={to.split('?')[1] ?? ''}
          />
        ))}
      </ul>
    </Section>
  )
}
