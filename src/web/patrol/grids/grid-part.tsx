import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { callOffShift, type PatrolGrid, planShift, type Shift, shiftsQuery } from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import {
  Button,
  DemoMark,
  Message,
  notify,
  Section,
  sayTime,
  sayWhen,
  Table,
  Trouble,
  useNow,
  useSay,
} from '../../kit/index.ts'
import styles from '../patrol.module.css'
import { cityInstant } from '../words.ts'
import { DrawDialog } from './draw-dialog.tsx'

/** One grid: its people, its shifts of these days, planning more, drawing it anew. */
export function GridPart({
  grid,
  grids,
  mayPlan,
}: {
  readonly grid: PatrolGrid
  readonly grids: readonly PatrolGrid[]
  readonly mayPlan: boolean
}): JSX.Element {
  const say = useSay()
  const now = useNow()
  const shifts = useQuery(shiftsQuery(grid.code))
  const [isDrawing, setDrawing] = useState(false)
  return (
    <Section
      title={say(grid.title)}
      actions={
        mayPlan ? (
          <Button size="s" icon="pencil" onClick={() => setDrawing(true)}>
            {say({ zh: '改名称、机构、范围', en: 'Change name, office, outline' })}
          </Button>
        ) : null
      }
    >
      <div className={styles.stack}>
        <p className={styles.quiet}>
          {grid.officeTitle
            ? say({ zh: '责任机构：{office}', en: 'Answered for by {office}' }, { office: say(grid.officeTitle) })
            : say({ zh: '没有自己的机构，由街镇承担', en: 'It has no office of its own: the street answers' })}
          {say({ zh: '；可排班：', en: '; may be planned: ' })}
          {grid.people.map(({ name }) => name).join(say({ zh: '、', en: ', ' })) || '—'}
        </p>
        <Table
          caption={say({ zh: '班次', en: 'Shifts' })}
          showCaption
          rows={shifts.data ?? []}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'who',
              title: say({ zh: '网格员', en: 'Who' }),
              head: true,
              cell: (shift) => (
                <>
                  {shift.personName} {shift.isDemo ? <DemoMark short /> : null}
                </>
              ),
            },
            {
              key: 'when',
              title: say({ zh: '时间', en: 'When' }),
              cell: (shift) => `${sayWhen(say, shift.from)} – ${sayTime(say, shift.until)}`,
            },
            {
              key: 'taken',
              title: say({ zh: '接班', en: 'Taken' }),
              cell: (shift) => (shift.takenAt ? sayTime(say, shift.takenAt) : '—'),
            },
            {
              key: 'handed',
              title: say({ zh: '交班', en: 'Handed over' }),
              cell: (shift) => (shift.handedAt ? `${sayTime(say, shift.handedAt)} ${shift.note}` : '—'),
            },
            ...(mayPlan
              ? [
                  {
                    key: 'off',
                    title: say({ zh: '撤销', en: 'Call off' }),
                    cell: (shift: Shift) =>
                      shift.takenAt === null && Date.parse(shift.until) > now ? <CallOff shift={shift} /> : null,
                  },
                ]
              : []),
          ]}
        />
        {!mayPlan ? null : grid.people.length > 0 ? (
          <PlanShift grid={grid} />
        ) : (
          <Message tone="warning" title={say({ zh: '没有人可排班', en: 'There is nobody to plan' })}>
            {say({
              zh: '请管理员在本网格机构或街镇任命网格员。',
              en: 'An administrator gives people the post of grid member in its office or the street’s.',
            })}
          </Message>
        )}
      </div>
      {isDrawing ? (
        <DrawDialog street={grid.street} grids={grids} grid={grid} onClose={() => setDrawing(false)} />
      ) : null}
    </Section>
  )
}

function CallOff({ shift }: { readonly shift: Shift }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const off = useMutation({
    mutationFn: () => callOffShift(shift.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patrol'] }),
  })
  return (
    <>
      <Button
        size="s"
        tone="quiet"
        busy={off.isPending}
        aria-label={say(
          { zh: '撤销{who} {when}的班次', en: 'Call off the shift of {who}, {when}' },
          { who: shift.personName, when: sayWhen(say, shift.from) },
        )}
        onClick={() => off.mutate()}
      >
        {say({ zh: '撤销', en: 'Call off' })}
      </Button>
      {off.error ? <Trouble error={off.error} /> : null}
    </>
  )
}

/** Plans a shift, on one day or on several at the same hours. */
function PlanShift({ grid }: { readonly grid: PatrolGrid }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [person, setPerson] = useState(grid.people[0]?.id ?? '')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [days, setDays] = useState(1)
  const [isTried, setTried] = useState(false)
  const plan = useMutation({
    mutationFn: () => planShift({ grid: grid.code, person, from: cityInstant(from), until: cityInstant(until), days }),
    onSuccess: async ({ ids }) => {
      setTried(false)
      notify({
        zh: `已排 ${ids.length} 班`,
        en: ids.length === 1 ? 'One shift planned' : `${ids.length} shifts planned`,
      })
      await client.invalidateQueries({ queryKey: ['patrol'] })
    },
  })
  const lacks = (value: string) => (isTried && value === '' ? say({ zh: '请写时间', en: 'Say when' }) : undefined)
  const hours = from === '' || until === '' ? 1 : (Date.parse(until) - Date.parse(from)) / 3_600_000
  const badEnd =
    hours <= 0
      ? say({ zh: '须晚于开始', en: 'It must be later than the beginning' })
      : hours > 24
        ? say({ zh: '一班最长 24 小时', en: 'A shift is 24 hours at most' })
        : undefined
  const badDays = !Number.isInteger(days) || days < 1 || days > 31
  return (
    <form
      className={styles.fields}
      noValidate
      aria-label={say({ zh: '排班', en: 'Plan a shift' })}
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (from !== '' && until !== '' && !badEnd && !badDays) plan.mutate()
      }}
    >
      <Labelled title={say({ zh: '网格员', en: 'Grid member' })} look="select">
        {(labels) => (
          <select {...labels} value={person} onChange={(event) => setPerson(event.target.value)}>
            {grid.people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled title={say({ zh: '从', en: 'From' })} fault={lacks(from)}>
        {(labels) => (
          <input {...labels} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        )}
      </Labelled>
      <Labelled title={say({ zh: '到', en: 'Until' })} fault={lacks(until) ?? badEnd}>
        {(labels) => (
          <input {...labels} type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
        )}
      </Labelled>
      <Labelled
        title={say({ zh: '连排几天', en: 'Days in a row' })}
        fault={badDays ? say({ zh: '1 至 31 天', en: '1 to 31 days' }) : undefined}
      >
        {(labels) => (
          <input
            {...labels}
            type="number"
            min={1}
            max={31}
            value={Number.isNaN(days) ? '' : days}
            onChange={(event) => setDays(event.target.valueAsNumber)}
          />
        )}
      </Labelled>
      <Button type="submit" icon="plus" busy={plan.isPending}>
        {say({ zh: '排班', en: 'Plan it' })}
      </Button>
      {plan.error ? (
        <div className={styles.whole}>
          <Trouble error={plan.error} />
        </div>
      ) : null}
    </form>
  )
}
