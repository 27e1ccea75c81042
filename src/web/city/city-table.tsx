import type { JSX } from 'react'
import { Link } from 'react-router'
import type { MapCase } from '../api/measure.ts'
import { Button, csvOf, download, Empty, StateMark, sayInstant, Table, useSay } from '../kit/index.ts'
import styles from './city-desk.module.css'

/** What lies on the map, as a table and a file: the same for those who do not see the map. */
export function CityTable({ cases }: { readonly cases: readonly MapCase[] }): JSX.Element {
  const say = useSay()
  if (cases.length === 0)
    return <Empty title={say({ zh: '这段时间图上没有事项', en: 'Nothing is on the map in this period' })} />
  const rows = cases.map((one) => [
    one.number,
    one.title,
    one.class ?? '',
    one.status,
    one.late ? '1' : '0',
    one.openedAt,
    String(one.point[0]),
    String(one.point[1]),
  ])
  const head = ['number', 'title', 'class', 'status', 'late', 'openedAt', 'longitude', 'latitude']
  return (
    <div className={styles.table}>
      <Button size="s" tone="quiet" icon="download" onClick={() => download('shudu-map.csv', csvOf([head, ...rows]))}>
        CSV
      </Button>
      <Table
        caption={say({ zh: '图上的事项', en: 'Cases on the map' })}
        rows={cases}
        keyOf={(one) => one.id}
        columns={[
          {
            key: 'title',
            head: true,
            title: say({ zh: '事项', en: 'Case' }),
            cell: (one) => <Link to={`/desk/cases/${one.id}`}>{one.title}</Link>,
          },
          { key: 'class', title: say({ zh: '分类', en: 'Class' }), cell: (one) => one.class?.split('/').at(-1) ?? '—' },
          {
            key: 'state',
            title: say({ zh: '状态', en: 'State' }),
            cell: (one) =>
              one.late && one.status === 'open' ? (
                <StateMark tone="urgent" shape="urgent">
                  {say({ zh: '超期', en: 'Overdue' })}
                </StateMark>
              ) : (
                say(one.status === 'open' ? { zh: '办理中', en: 'In hand' } : { zh: '已办结', en: 'Closed' })
              ),
          },
          { key: 'at', title: say({ zh: '受理时间', en: 'Received' }), cell: (one) => sayInstant(say, one.openedAt) },
        ]}
      />
    </div>
  )
}
