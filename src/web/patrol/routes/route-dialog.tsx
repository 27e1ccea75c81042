import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Weekday } from '../../../kernel/time/index.ts'
import { gridComponentsQuery, gridsQuery, keepRoute, type PatrolRoute, type Stop } from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import { Button, Buttons, Dialog, Trouble, useSay } from '../../kit/index.ts'
import { useOwnStreet } from '../own-street.ts'
import styles from '../patrol.module.css'
import { clock, days, spansIn } from './route-times.ts'
import { StopList } from './stop-list.tsx'
import { StopMap } from './stop-map.tsx'
import { stopAt, stopOf } from './stops.ts'

const usualSpans = [[480, 720]] as const
const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

/** Plans a route: stops from the map or the census in the order they are walked. What was walked before is judged by the route as it was. */
export function RouteDialog({
  route,
  onClose,
}: {
  readonly route?: PatrolRoute
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const street = useOwnStreet()
  const planned = route?.grid.slice(0, 9) ?? street ?? ''
  const grids = useQuery({ ...gridsQuery(planned), enabled: planned !== '' }).data ?? []
  const [title, setTitle] = useState(route?.title ?? '')
  const [titleEn, setTitleEn] = useState(route?.titleEn ?? '')
  const [chosen, setGrid] = useState(route?.grid)
  const grid = grids.find(({ code }) => code === (chosen ?? grids[0]?.code))
  const components = useQuery({ ...gridComponentsQuery(grid?.code ?? ''), enabled: grid !== undefined }).data ?? []
  const [isTimed, setTimed] = useState(route ? route.schedule !== null : true)
  const [spans, setSpans] = useState(
    (route?.schedule?.spans ?? usualSpans).map(([from, until]) => `${clock(from)}-${clock(until)}`).join(', '),
  )
  const [weekdays, setWeekdays] = useState<readonly Weekday[]>(route?.schedule?.weekdays ?? everyDay)
  const [stops, setStops] = useState<readonly Stop[]>(route?.stops ?? [])
  const [isTried, setTried] = useState(false)
  const times = spansIn(spans)
  const isReady = title.trim() !== '' && grid && stops.length > 0 && (!isTimed || (times && weekdays.length > 0))
  const keep = useMutation({
    mutationFn: (isClosed: boolean) =>
      keepRoute(route?.id ?? uuidv7(), {
        ...{ title: title.trim(), grid: grid?.code, isClosed, stops },
        ...(titleEn.trim() !== '' && { titleEn: titleEn.trim() }),
        schedule: isTimed && times ? { weekdays, spans: times } : null,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onClose()
    },
  })
  const fault = (isLacking: boolean, zh: string, en: string) => (isTried && isLacking ? say({ zh, en }) : undefined)
  const rest = components.filter(({ code }) => !stops.some(({ component }) => component === code))
  const noStop = fault(stops.length === 0, '至少要一个点位', 'One stop at least')
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
            onClick={() => {
              setTried(true)
              if (isReady) keep.mutate(false)
            }}
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
        <div className={styles.pairs}>
          <Labelled
            title={say({ zh: '中文名称', en: 'Chinese name' })}
            fault={fault(title.trim() === '', '请写名称', 'Write a name')}
          >
            {(labels) => (
              <input {...labels} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
            )}
          </Labelled>
          <Labelled title={say({ zh: '英文名称', en: 'English name' })} optional>
            {(labels) => (
              <input {...labels} value={titleEn} maxLength={120} onChange={(event) => setTitleEn(event.target.value)} />
            )}
          </Labelled>
          <Labelled title={say({ zh: '网格', en: 'Grid' })} look="select">
            {(labels) => (
              <select {...labels} value={grid?.code ?? ''} onChange={(event) => setGrid(event.target.value)}>
                {grids.map((one) => (
                  <option key={one.code} value={one.code}>
                    {say(one.title)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled title={say({ zh: '什么时候走', en: 'When it is walked' })} look="select">
            {(labels) => (
              <select
                {...labels}
                value={isTimed ? 'times' : 'any'}
                onChange={(event) => setTimed(event.target.value === 'times')}
              >
                <option value="times">{say({ zh: '按时段', en: 'At set times' })}</option>
                <option value="any">{say({ zh: '不定时', en: 'At any time' })}</option>
              </select>
            )}
          </Labelled>
          {isTimed ? (
            <>
              <Labelled
                title={say({ zh: '时段', en: 'Times' })}
                hint={say({ zh: '如 07:00-11:00, 14:00-18:00', en: 'Like 07:00-11:00, 14:00-18:00' })}
                fault={
                  times ? undefined : say({ zh: '读不懂，请照示例写', en: 'It cannot be read: write it like that' })
                }
              >
                {(labels) => <input {...labels} value={spans} onChange={(event) => setSpans(event.target.value)} />}
              </Labelled>
              <Days
                weekdays={weekdays}
                fault={fault(weekdays.length === 0, '至少选一天', 'One day at least')}
                onChange={setWeekdays}
              />
            </>
          ) : null}
        </div>
        <StopMap
          grid={grid}
          stops={stops}
          components={rest}
          onAdd={(point) => setStops([...stops, stopAt(point, stops.length)])}
          onComponent={(code) => {
            const found = rest.find((one) => one.code === code)
            if (found) setStops([...stops, stopOf(found)])
          }}
        />
        <StopList stops={stops} components={rest} fault={noStop} onChange={setStops} />
        {keep.error ? <Trouble error={keep.error} /> : null}
      </div>
    </Dialog>
  )
}

function Days({
  weekdays,
  fault,
  onChange,
}: {
  readonly weekdays: readonly Weekday[]
  readonly fault: string | undefined
  readonly onChange: (weekdays: readonly Weekday[]) => void
}): JSX.Element {
  const say = useSay()
  return (
    <fieldset className={styles.days}>
      <legend>{say({ zh: '每周', en: 'Days' })}</legend>
      {days.map(([day, zh, en]) => (
        <label key={day}>
          <input
            type="checkbox"
            checked={weekdays.includes(day)}
            onChange={({ target: { checked } }) =>
              onChange(checked ? [...weekdays, day].sort() : weekdays.filter((one) => one !== day))
            }
          />
          {say({ zh, en })}
        </label>
      ))}
      {fault ? <p role="alert">{fault}</p> : null}
    </fieldset>
  )
}
