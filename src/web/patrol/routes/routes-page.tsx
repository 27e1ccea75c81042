import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type PatrolRoute, routesQuery } from '../../api/patrol.ts'
import { Button, DemoMark, Empty, Loading, Page, Trouble, useSay } from '../../kit/index.ts'
import { hasRole, useSession } from '../../shell/session.ts'
import { NamedTitle, sayNamed } from '../named-title.tsx'
import styles from '../patrol.module.css'
import { RouteDialog } from './route-dialog.tsx'
import { clock, days } from './route-times.ts'

/** The routes of the grids one stands over: what is walked when, with what is looked at. */
export function RoutesPage(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const routes = useQuery(routesQuery)
  const [edited, setEdited] = useState<PatrolRoute | 'new'>()
  const mayPlan = hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
  return (
    <Page
      title={say({ zh: '巡查路线', en: 'Routes' })}
      back={{ to: '/desk/patrol/coverage', words: say({ zh: '巡查覆盖', en: 'Coverage of rounds' }) }}
      actions={
        mayPlan ? (
          <Button icon="plus" onClick={() => setEdited('new')}>
            {say({ zh: '新路线', en: 'New route' })}
          </Button>
        ) : null
      }
    >
      {routes.isPending ? <Loading lines={5} /> : null}
      {routes.error ? <Trouble error={routes.error} again={() => void routes.refetch()} /> : null}
      {routes.data?.length === 0 ? <Empty title={say({ zh: '还没有路线', en: 'There is no route yet' })} /> : null}
      <ul className={styles.list}>
        {(routes.data ?? []).map((route) => (
          <li key={route.id} className={styles.item}>
            <div className={styles.head}>
              <h2>
                <NamedTitle named={route} />
              </h2>
              {mayPlan ? (
                <Button
                  size="s"
                  icon="pencil"
                  aria-label={say({ zh: '修改{title}', en: 'Change {title}' }, { title: sayNamed(say, route) })}
                  onClick={() => setEdited(route)}
                >
                  {say({ zh: '修改', en: 'Change' })}
                </Button>
              ) : null}
            </div>
            <p className={styles.quiet}>
              {say(route.gridTitle)} · <When route={route} /> ·{' '}
              {say.count(route.stops.length, {
                zh: '{n} 个点位',
                en: { one: 'one stop', other: '{n} stops' },
              })}{' '}
              {route.isDemo ? <DemoMark short /> : null}
            </p>
            <p>{route.stops.map((stop) => sayNamed(say, stop)).join(' → ')}</p>
          </li>
        ))}
      </ul>
      {edited ? (
        <RouteDialog
          key={edited === 'new' ? 'new' : edited.id}
          {...(edited !== 'new' && { route: edited })}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Page>
  )
}

function When({ route: { schedule } }: { readonly route: PatrolRoute }): JSX.Element {
  const say = useSay()
  if (!schedule) return <>{say({ zh: '不定时', en: 'at any time' })}</>
  const spans = schedule.spans
    .map(([from, until]) => `${clock(from)}–${clock(until)}`)
    .join(say({ zh: '、', en: ', ' }))
  const on = days
    .filter(([day]) => schedule.weekdays.includes(day))
    .map(([, zh, en]) => say({ zh, en }))
    .join(say({ zh: '', en: ' ' }))
  return (
    <>
      {schedule.weekdays.length === 7
        ? say({ zh: '每天 {spans}', en: 'daily {spans}' }, { spans })
        : say({ zh: '周{on} {spans}', en: '{on} {spans}' }, { on, spans })}
    </>
  )
}
