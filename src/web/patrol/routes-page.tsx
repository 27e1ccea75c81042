import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Weekday } from '../../kernel/time/index.ts'
import {
  filingTableQuery,
  gridComponentsQuery,
  gridsQuery,
  keepRoute,
  type PatrolRoute,
  routesQuery,
  type Stop,
} from '../api/patrol.ts'
import { Button, Buttons, DemoMark, Dialog, Empty, Loading, Page, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './patrol.module.css'
import { kindTitle } from './words.ts'

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** `07:00-11:00, 14:00-18:00` as spans of minutes; nothing when it cannot be read. */
export function spansIn(text: string): readonly (readonly [number, number])[] | undefined {
  const parts = text.split(/[,，、;；]/).filter((part) => part.trim() !== '')
  const spans = parts.map((part) => {
    const [, fh = '', fm = '', th = '', tm = ''] =
      /^\s*(\d{1,2}):(\d{2})\s*[-–至]\s*(\d{1,2}):(\d{2})\s*$/.exec(part) ?? []
    return [Number(fh) * 60 + Number(fm), Number(th) * 60 + Number(tm)] as const
  })
  const isSound = spans.every(([from, until]) => from < until && until <= 1_440)
  return isSound && spans.length > 0 ? spans : undefined
}

const days: readonly (readonly [Weekday, string, string])[] = [
  [1, '一', 'Mon'],
  [2, '二', 'Tue'],
  [3, '三', 'Wed'],
  [4, '四', 'Thu'],
  [5, '五', 'Fri'],
  [6, '六', 'Sat'],
  [7, '日', 'Sun'],
]

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
              <h2>{route.title}</h2>
              {mayPlan ? (
                <Button size="s" icon="pencil" onClick={() => setEdited(route)}>
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
            <p>{route.stops.map(({ title }) => title).join(' → ')}</p>
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

/** A checklist for a stop at a component: whether it is well. */
const checksFor = (kind: string) => [{ id: 'well', title: '完好、无缺损', kind }]

/** Plans a route over the components of a grid. From now on: what was walked before is judged by the route as it was. */
function RouteDialog({ route, onClose }: { readonly route?: PatrolRoute; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const routes = useQuery(routesQuery).data ?? []
  const street = (route?.grid ?? routes[0]?.grid ?? '').slice(0, 9)
  const grids = useQuery({ ...gridsQuery(street), enabled: street !== '' }).data ?? []
  const table = useQuery(filingTableQuery).data
  const [title, setTitle] = useState(route?.title ?? '')
  const [chosen, setGrid] = useState(route?.grid)
  const grid = chosen ?? grids[0]?.code ?? ''
  const components = useQuery({ ...gridComponentsQuery(grid), enabled: grid !== '' }).data ?? []
  const [spans, setSpans] = useState(
    (route?.schedule?.spans ?? [[480, 720]])
      .map(([from, until]) => `${clock(from ?? 0)}-${clock(until ?? 0)}`)
      .join(', '),
  )
  const [weekdays, setWeekdays] = useState<readonly Weekday[]>(route?.schedule?.weekdays ?? [1, 2, 3, 4, 5, 6, 7])
  const [stops, setStops] = useState<readonly Stop[]>(route?.stops ?? [])
  const times = spansIn(spans)
  const keep = useMutation({
    mutationFn: (isClosed: boolean) =>
      keepRoute(route?.id ?? uuidv7(), {
        title,
        grid,
        isClosed,
        stops,
        schedule: times ? { weekdays, spans: times } : null,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onClose()
    },
  })
  const rest = components.filter(({ code }) => !stops.some(({ component }) => component === code))
  return (
    <Dialog
      open
      wide
      title={route ? say({ zh: '修改路线', en: 'Change the route' }) : say({ zh: '新路线', en: 'New route' })}
      onClose={onClose}
      footer={
        <Buttons>
          <Button
            tone="primary"
            busy={keep.isPending}
            disabled={title.trim() === '' || stops.length === 0 || !times || weekdays.length === 0}
            onClick={() => keep.mutate(false)}
          >
            {say({ zh: '保存', en: 'Keep' })}
          </Button>
          {route ? (
            <Button tone="danger" busy={keep.isPending} onClick={() => keep.mutate(true)}>
              {say({ zh: '停用路线', en: 'Close the route' })}
            </Button>
          ) : null}
        </Buttons>
      }
    >
      <div className={styles.stack}>
        <div className={styles.fields}>
          <label className={styles.field}>
            <span>{say({ zh: '名称', en: 'Name' })}</span>
            <input value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '网格', en: 'Grid' })}</span>
            <select value={grid} onChange={(event) => setGrid(event.target.value)}>
              {grids.map((one) => (
                <option key={one.code} value={one.code}>
                  {say(one.title)}
                </option>
              ))}
            </select>
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '时段，如 07:00-11:00, 14:00-18:00', en: 'Times, like 07:00-11:00, 14:00-18:00' })}</span>
            <input value={spans} aria-invalid={!times} onChange={(event) => setSpans(event.target.value)} />
          </label>
        </div>
        <fieldset>
          <legend>{say({ zh: '每周', en: 'Days' })}</legend>
          {days.map(([day, zh, en]) => (
            <label key={day}>
              <input
                type="checkbox"
                checked={weekdays.includes(day)}
                onChange={(event) =>
                  setWeekdays(event.target.checked ? [...weekdays, day] : weekdays.filter((one) => one !== day))
                }
              />{' '}
              {say({ zh, en })}{' '}
            </label>
          ))}
        </fieldset>
        <ol>
          {stops.map((stop) => (
            <li key={stop.id}>
              {stop.title}{' '}
              <Button
                size="s"
                tone="quiet"
                icon="cross"
                onClick={() => setStops(stops.filter(({ id }) => id !== stop.id))}
              >
                {say({ zh: '去掉{title}', en: 'Take {title} away' }, { title: stop.title })}
              </Button>
            </li>
          ))}
        </ol>
        <label className={styles.field}>
          <span>{say({ zh: '加一个部件', en: 'Add a component' })}</span>
          <select
            value=""
            onChange={({ target: { value } }) => {
              const found = rest.find(({ code }) => code === value)
              if (found)
                setStops([
                  ...stops,
                  {
                    ...{ id: found.code, title: found.title, lng: found.lng, lat: found.lat, component: found.code },
                    checks: checksFor(found.kind),
                  },
                ])
            }}
          >
            <option value="">{say({ zh: '请选择', en: 'Choose one' })}</option>
            {rest.slice(0, 300).map((one) => (
              <option key={one.code} value={one.code}>
                {kindTitle(say, table, one.kind)} · {one.title}
              </option>
            ))}
          </select>
        </label>
        {keep.error ? <Trouble error={keep.error} /> : null}
      </div>
    </Dialog>
  )
}
