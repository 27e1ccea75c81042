import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useSearchParams } from 'react-router'
import { casesAddress, figuresQuery, type Group } from '../api/measure.ts'
import { useOfficeNames } from '../case/index.ts'
import { DemoMark, Empty, Icon, Loading, Page, sayInstant, Table, Trouble, useNow, useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './tree.module.css'

const year = 365 * 86_400_000
const hour = 3_600_000

/** One's own part of the tree, level by level: who has how much in hand, what is late, how well it is done. Never sideways. */
export function Tree(): JSX.Element {
  const say = useSay()
  const [asked] = useSearchParams()
  const at = asked.get('at') ?? undefined
  // Asked once an hour, not once a second: what is in hand is a matter of days.
  const now = Math.floor(useNow() / hour) * hour
  const period = { from: new Date(now - year).toISOString(), to: new Date(now + hour).toISOString() }
  const figures = useQuery(figuresQuery('office', { ...period, office: at }))
  const data = figures.data
  const rows = [...(data?.groups ?? [])].sort(
    (a, b) => (b.counts.late ?? 0) - (a.counts.late ?? 0) || (b.counts.open ?? 0) - (a.counts.open ?? 0),
  )
  const number = (row: Group, count: string): JSX.Element | number => {
    const n = row.counts[count] ?? 0
    return n > 0 ? <Link to={casesAddress(row.filter, { figure: count })}>{n}</Link> : n
  }
  return (
    <Page title={say({ zh: '下级一览', en: 'Offices below' })} width="wide">
      <Crumbs at={at} />
      {figures.error ? <Trouble error={figures.error} again={() => void figures.refetch()} /> : null}
      {figures.isPending ? <Loading lines={8} /> : null}
      {data && rows.length === 0 ? (
        <Empty icon="tree" title={say({ zh: '下面没有机构办过事项', en: 'No office below has handled anything' })} />
      ) : null}
      {data && rows.length > 0 ? (
        <>
          <Table
            caption={say({ zh: '下级机构在办情况', en: 'What is in hand below' })}
            columns={[
              {
                key: 'title',
                title: say({ zh: '机构', en: 'Office' }),
                head: true,
                cell: (row: Group) => (
                  <span className={styles.name}>
                    {row.key === '-' || row.key === at ? (
                      say(row.title)
                    ) : (
                      <Link to={`/desk/tree?at=${encodeURIComponent(row.key)}`}>{say(row.title)}</Link>
                    )}
                    {row.demo > 0 ? <DemoMark short /> : null}
                  </span>
                ),
              },
              {
                key: 'open',
                title: say({ zh: '在办', en: 'In hand' }),
                number: true,
                cell: (row) => number(row, 'open'),
              },
              {
                key: 'late',
                title: say({ zh: '超期', en: 'Overdue' }),
                number: true,
                cell: (row) => number(row, 'late'),
              },
              {
                key: 'returned',
                title: say({ zh: '退回过', en: 'Returned' }),
                number: true,
                cell: (row) => number(row, 'returned'),
              },
              {
                key: 'received',
                title: say({ zh: '一年受理', en: 'A year’s intake' }),
                number: true,
                cell: (row) => number(row, 'received'),
              },
              ...data.figures.map((figure) => ({
                key: figure.name,
                title: `${say(figure.title)} %`,
                number: true,
                cell: (row: Group) => row.figures[figure.name]?.value?.toFixed(1) ?? '—',
              })),
            ]}
            rows={rows}
            keyOf={(row) => row.key}
          />
          <p className={styles.source}>
            {say(data.source)} · {sayInstant(say, data.asOf)}
          </p>
        </>
      ) : null}
    </Page>
  )
}

/** Where one is in the tree, back up to one's own office and no further. */
function Crumbs({ at }: { readonly at: string | undefined }): JSX.Element | null {
  const say = useSay()
  const own = useSession()?.actor.posts[0]
  const parts = at?.startsWith('/') ? at.split('/').filter(Boolean) : at ? [at] : []
  const nameOf = useOfficeNames()
  if (!at || !own) return null
  return (
    <nav className={styles.crumbs} aria-label={say({ zh: '上级', en: 'Above' })}>
      <Link to="/desk/tree">{say(own.title)}</Link>
      {parts
        .filter((part) => !own.path.split('/').includes(part))
        .map((part) => (
          <span key={part}>
            <Icon name="right" size={1} />
            {nameOf(part)}
          </span>
        ))}
    </nav>
  )
}
