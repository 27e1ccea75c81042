import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import { roundWords } from '../../kernel/patrol/index.ts'
import { distance } from '../../kernel/place/index.ts'
import {
  filingTableQuery,
  gridComponentsQuery,
  handOver,
  myFindingsQuery,
  type PatrolToday,
  type Round,
  type Shift,
  takeShift,
  todayQuery,
} from '../api/patrol.ts'
import { caseTitle } from '../case/index.ts'
import {
  Button,
  ButtonLink,
  DemoMark,
  Due,
  Empty,
  Loading,
  Page,
  Section,
  StateMark,
  sayTime,
  sayWhen,
  Trouble,
  useNow,
  useSay,
} from '../kit/index.ts'
import { useOutbox } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import { FindingRow } from './finding-page.tsx'
import { NamedTitle, sayNamed } from './named-title.tsx'
import styles from './patrol.module.css'
import { type Here, useHere } from './use-here.ts'
import { roundLook, roundTime, sayMetres } from './words.ts'

/** What a grid member walks today: the shift, the rounds, what is nearest, and what became of what was found. */
export function TodayPage(): JSX.Element {
  const say = useSay()
  const today = useQuery(todayQuery)
  const findings = useQuery(myFindingsQuery)
  const { here, isRefused } = useHere()
  const [grid] = today.data?.grids ?? []
  // Read once so that the device has them where there is no signal.
  useQuery(filingTableQuery)
  useQuery({ ...gridComponentsQuery(grid?.code ?? ''), enabled: grid !== undefined })
  const { data } = today
  return (
    <Page
      title={say({ zh: '今天的巡查', en: 'Today’s patrol' })}
      {...(grid && { lead: say(grid.title) })}
      actions={
        <ButtonLink to="/desk/patrol/find" tone="primary" icon="camera">
          {say({ zh: '上报发现', en: 'Report a finding' })}
        </ButtonLink>
      }
    >
      {today.isPending ? <Loading lines={5} /> : null}
      {today.error && !data ? <Trouble error={today.error} again={() => void today.refetch()} /> : null}
      {data ? (
        <>
          <ShiftPart today={data} />
          <Section title={say({ zh: '轮次', en: 'Rounds' })}>
            {data.rounds.length === 0 ? (
              <Empty icon="check" title={say({ zh: '今天没有要走的路线', en: 'No round to walk today' })} />
            ) : null}
            <ul className={styles.list}>
              {[...data.rounds].reverse().map((round) => (
                <RoundRow key={`${round.route} ${round.from}`} round={round} />
              ))}
            </ul>
          </Section>
          <Nearest today={data} here={here} isRefused={isRefused} />
        </>
      ) : null}
      <Section title={say({ zh: '我的发现', en: 'What I found' })}>
        <ul className={styles.list}>
          {(findings.data ?? []).slice(0, 10).map((one) => (
            <FindingRow key={one.id} finding={one} />
          ))}
        </ul>
        {findings.data?.length === 0 ? (
          <p className={styles.quiet}>{say({ zh: '还没有上报过', en: 'Nothing reported yet' })}</p>
        ) : null}
      </Section>
    </Page>
  )
}

/** The shift that is on, or comes next: taken at its beginning, handed over with a note at its end. */
function ShiftPart({ today }: { readonly today: PatrolToday }): JSX.Element {
  const say = useSay()
  const now = useNow()
  const shift = today.shifts.find(({ handedAt }) => handedAt === null)
  const { handover } = today
  return (
    <section className={styles.shift} aria-label={say({ zh: '班次', en: 'Shift' })}>
      {handover ? (
        <p>
          <strong>{say({ zh: '上一班交接：', en: 'Handed over: ' })}</strong>
          {handover.note || say({ zh: '没有留言', en: 'no note' })}
          <span className={styles.quiet}>
            {' '}
            {handover.personName} {sayWhen(say, handover.handedAt ?? handover.until)}
          </span>
        </p>
      ) : null}
      {shift ? (
        <ShiftOf shift={shift} isNow={Date.parse(shift.from) - 3_600_000 <= now} />
      ) : (
        <p className={styles.quiet}>{say({ zh: '没有排班', en: 'No shift is planned for you' })}</p>
      )}
    </section>
  )
}

function ShiftOf({ shift, isNow }: { readonly shift: Shift; readonly isNow: boolean }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const act = useMutation({
    mutationFn: () => (shift.takenAt === null ? takeShift(shift.id) : handOver(shift.id, note)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patrol'] }),
  })
  return (
    <div className={styles.item}>
      <p>
        <StateMark shape={shift.takenAt ? 'working' : 'new'} tone={shift.takenAt ? 'active' : 'still'}>
          {shift.takenAt
            ? say({ zh: '当班', en: 'On duty' })
            : isNow
              ? say({ zh: '待接班', en: 'To be taken' })
              : say({ zh: '未到班次', en: 'Comes next' })}
        </StateMark>{' '}
        {sayWhen(say, shift.from)} – {sayTime(say, shift.until)} {shift.isDemo ? <DemoMark short /> : null}
      </p>
      {shift.takenAt ? (
        <label className={styles.field}>
          <span>{say({ zh: '交给下一班的话', en: 'What the next one must know' })}</span>
          <textarea rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
      ) : null}
      {isNow ? (
        <div className={styles.acts}>
          <Button busy={act.isPending} onClick={() => act.mutate()}>
            {shift.takenAt ? say({ zh: '交班', en: 'Hand over' }) : say({ zh: '接班', en: 'Take the shift' })}
          </Button>
        </div>
      ) : null}
      {act.error ? <Trouble error={act.error} /> : null}
    </div>
  )
}

/** How many stops of a round wait on this device to be sent. */
function useQueuedStops(route: string): readonly string[] {
  const person = useSession()?.actor.id ?? ''
  return useOutbox(person)
    .filter(({ path }) => path === `/api/patrol/routes/${route}/visits`)
    .map(({ body }) => String(body.stop))
}

function RoundRow({ round }: { readonly round: Round }): JSX.Element {
  const say = useSay()
  const queued = useQueuedStops(round.route)
  const done = new Set([...round.visited, ...(round.state === 'now' ? queued : [])]).size
  const look = roundLook[round.state]
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <h3>
          <NamedTitle named={round} />
        </h3>
        <StateMark shape={look.shape} tone={look.tone}>
          {say(roundWords[round.state])}
        </StateMark>
      </div>
      <p className={styles.quiet}>
        {roundTime(say, round)} · {done} / {round.stops} {round.isDemo ? <DemoMark short /> : null}
      </p>
      <progress
        className={styles.bar}
        max={round.stops}
        value={done}
        aria-label={say({ zh: '已走点位', en: 'Stops visited' })}
      />
      {round.state === 'now' ? (
        <div className={styles.acts}>
          <ButtonLink to={`/desk/patrol/rounds/${round.route}`} tone="primary" after="go">
            {done === 0 ? say({ zh: '开始巡查', en: 'Begin the round' }) : say({ zh: '继续巡查', en: 'Go on' })}
          </ButtonLink>
        </div>
      ) : null}
    </li>
  )
}

/** Stops still to be visited and tasks of one's office, the nearest first. */
function Nearest({
  today,
  here,
  isRefused,
}: {
  readonly today: PatrolToday
  readonly here: Here | undefined
  readonly isRefused: boolean
}): JSX.Element {
  const say = useSay()
  const open = today.rounds
    .filter(({ state }) => state === 'now')
    .flatMap((round) => {
      const route = today.routes.find(({ id }) => id === round.route)
      return (route?.stops ?? [])
        .filter(({ id }) => !round.visited.includes(id))
        .map((stop) => ({
          ...{
            key: `${round.route} ${stop.id}`,
            title: sayNamed(say, stop),
            to: `/desk/patrol/rounds/${round.route}#${stop.id}`,
          },
          ...{ lng: stop.lng, lat: stop.lat, dueAt: round.until, what: sayNamed(say, round) },
        }))
    })
  const tasks = today.tasks.map((task) => ({
    ...{
      key: task.id,
      title: caseTitle(say, task),
      to: `/desk/mine/${task.id}`,
      lng: task.point[0],
      lat: task.point[1],
    },
    ...{ dueAt: task.dueAt, what: task.address ?? task.number },
  }))
  const far = (place: { readonly lng: number; readonly lat: number }) => (here ? distance(here, place) : 0)
  const all = [...open, ...tasks].sort(
    (a, b) => far(a) - far(b) || Date.parse(a.dueAt ?? '9999-01-01') - Date.parse(b.dueAt ?? '9999-01-01'),
  )
  return (
    <Section
      title={
        here ? say({ zh: '由近到远', en: 'The nearest first' }) : say({ zh: '由急到缓', en: 'The most urgent first' })
      }
    >
      {isRefused ? (
        <p className={styles.quiet}>
          {say({
            zh: '没有得到定位许可，按时限排列。',
            en: 'Your position was not allowed: in order of what is due.',
          })}
        </p>
      ) : null}
      <ul className={styles.list}>
        {all.slice(0, 12).map((one) => (
          <li key={one.key} className={styles.item}>
            <div className={styles.head}>
              <h3>
                <Link to={one.to}>{one.title}</Link>
              </h3>
              {here ? <span className="unit">{sayMetres(say, far(one))}</span> : null}
            </div>
            <p className={styles.quiet}>
              {one.what} <Due at={one.dueAt} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
