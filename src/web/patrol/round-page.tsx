import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useMemo, useState } from 'react'
import { Link, useParams } from 'react-router'
import { distance } from '../../kernel/place/index.ts'
import { choice, type Fields, files, text } from '../../kernel/record/index.ts'
import { type PatrolRoute, type Stop, todayQuery } from '../api/patrol.ts'
import { QuickForm, type Values } from '../kit/form/index.ts'
import {
  ButtonLink,
  Empty,
  Icon,
  Loading,
  Message,
  notify,
  Page,
  StateMark,
  sayTime,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { useOutbox } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import { keepOrSend } from './keep-or-send.ts'
import { NamedTitle, sayNamed } from './named-title.tsx'
import styles from './patrol.module.css'
import { positionOf, useHere } from './use-here.ts'
import { sayMetres } from './words.ts'

type Check = Stop['checks'][number]

const words = {
  well: { zh: '正常', en: 'Well' },
  not: { zh: '有问题', en: 'Not well' },
}

/** A round on the phone: its stops, the nearest first, each with its checklist; works without a signal. */
export function RoundPage(): JSX.Element {
  const say = useSay()
  const { route: id = '' } = useParams()
  const today = useQuery(todayQuery)
  const route = today.data?.routes.find((one) => one.id === id)
  const round = today.data?.rounds.find((one) => one.route === id && one.state === 'now')
  const person = useSession()?.actor.id ?? ''
  const { here } = useHere()
  const [justDone, setDone] = useState<readonly string[]>([])
  const queued = useOutbox(person)
    .filter(({ path }) => path === `/api/patrol/routes/${id}/visits`)
    .map(({ body }) => String(body.stop))
  const done = new Set([...(round?.visited ?? []), ...queued, ...justDone])
  const [open, setOpen] = useState<string>()
  const [faulty, setFaulty] = useState<{ readonly stop: Stop; readonly check: Check }>()
  const ordered = useMemo(
    () =>
      here ? [...(route?.stops ?? [])].sort((a, b) => distance(here, a) - distance(here, b)) : (route?.stops ?? []),
    [route, here],
  )
  const left = ordered.filter((stop) => !done.has(stop.id))
  const shown = left.find((stop) => stop.id === open) ?? left[0]
  return (
    <Page
      title={route ? sayNamed(say, route) : say({ zh: '巡查', en: 'Round' })}
      back={{ to: '/desk/patrol', words: say({ zh: '今天的巡查', en: 'Today’s patrol' }) }}
      {...(round && {
        lead: say(
          { zh: '{done} / {all} 个点位，{until} 前走完', en: '{done} of {all} stops, to be walked by {until}' },
          { done: done.size, all: round.stops, until: sayTime(say, round.until) },
        ),
      })}
    >
      {today.isPending ? <Loading lines={5} /> : null}
      {today.error && !today.data ? <Trouble error={today.error} again={() => void today.refetch()} /> : null}
      {today.data && !route ? <Empty title={say({ zh: '没有这条路线', en: 'There is no such route' })} /> : null}
      {faulty ? <ReportNow route={id} {...faulty} /> : null}
      {route && left.length === 0 ? (
        <Message tone="done" live title={say({ zh: '这一轮走完了', en: 'This round is walked' })}>
          {queued.length > 0
            ? say.count(queued.length, {
                zh: '{n} 个点位存在本机，有信号后自动发送。',
                en: {
                  one: 'One stop is kept on this device and will be sent.',
                  other: '{n} stops are kept on this device and will be sent.',
                },
              })
            : null}
        </Message>
      ) : null}
      <ul className={styles.list}>
        {left.map((stop) => (
          <li key={stop.id} className={styles.item} id={stop.id}>
            <div className={styles.head}>
              <h2>
                {stop === shown ? (
                  <NamedTitle named={stop} />
                ) : (
                  <Link
                    to={`#${stop.id}`}
                    onClick={(event) => {
                      event.preventDefault()
                      setOpen(stop.id)
                    }}
                  >
                    <NamedTitle named={stop} />
                  </Link>
                )}
              </h2>
              {here ? <span className="unit">{sayMetres(say, distance(here, stop))}</span> : null}
            </div>
            {route && stop === shown ? (
              <StopForm
                key={stop.id}
                route={route}
                stop={stop}
                person={person}
                onDone={(check) => {
                  setDone((now) => [...now, stop.id])
                  setOpen(undefined)
                  setFaulty(check && { stop, check })
                }}
              />
            ) : null}
          </li>
        ))}
      </ul>
      <ul className={styles.list} aria-label={say({ zh: '已走点位', en: 'Stops visited' })}>
        {(route?.stops ?? [])
          .filter((stop) => done.has(stop.id))
          .map((stop) => (
            <li key={stop.id} className={styles.quiet}>
              <Icon name="check" /> <NamedTitle named={stop} />{' '}
              {queued.includes(stop.id) ? (
                <StateMark shape="waiting">{say({ zh: '待发送', en: 'To be sent' })}</StateMark>
              ) : null}
            </li>
          ))}
      </ul>
    </Page>
  )
}

const fieldsOf = (stop: Stop): Fields => ({
  ...Object.fromEntries(
    stop.checks.map(
      (check) => [check.id, choice({ zh: check.title, en: check.titleEn ?? check.title }, words)] as const,
    ),
  ),
  note: text({ zh: '说明', en: 'Note' }, { optional: true, max: 500 }),
  photos: files({ zh: '照片', en: 'Photos' }, { optional: true, max: 4 }),
})

/** What was not well is reported from here, with all that is known of it already. */
function ReportNow({
  route,
  stop,
  check,
}: {
  readonly route: string
  readonly stop: Stop
  readonly check: Check
}): JSX.Element {
  const say = useSay()
  const known = new URLSearchParams({
    ...(check.kind && { kind: check.kind }),
    ...(stop.component && { component: stop.component }),
    ...{ route, stop: stop.id, at: `${stop.lng},${stop.lat}` },
  })
  return (
    <Message
      tone="warning"
      live
      title={say({ zh: '{stop}：有问题', en: '{stop}: not well' }, { stop: sayNamed(say, stop) })}
      actions={
        <ButtonLink to={`/desk/patrol/find?${known}`} tone="primary" icon="camera">
          {say({ zh: '上报发现', en: 'Report a finding' })}
        </ButtonLink>
      }
    >
      <NamedTitle named={check} />
    </Message>
  )
}

/** The checklist of a stop. */
function StopForm({
  route,
  stop,
  person,
  onDone,
}: {
  readonly route: PatrolRoute
  readonly stop: Stop
  readonly person: string
  /** Told the first check that was not well, if it has a class to be reported under. */
  readonly onDone: (faulty: Check | undefined) => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const { here } = useHere()
  const fields = useMemo(() => fieldsOf(stop), [stop])
  const sending = useMutation({
    mutationFn: (values: Values) => {
      const note = typeof values.note === 'string' ? values.note : ''
      return keepOrSend({
        ...{ group: `patrol ${route.id}`, person, path: `/api/patrol/routes/${route.id}/visits` },
        body: {
          ...{ clientAt: new Date().toISOString(), stop: stop.id, ...positionOf(here) },
          ...(Array.isArray(values.photos) && { photos: values.photos }),
          answers: stop.checks.map(({ id }) => ({
            ...{ check: id, isWell: values[id] === 'well' },
            ...(note !== '' && values[id] !== 'well' && { note }),
          })),
        },
        ...{ title: { zh: '到点检查', en: 'Stop visited' }, about: `${route.title} · ${stop.title}` },
      })
    },
  })
  return (
    <QuickForm
      fields={fields}
      submit={say({ zh: '到点，记录', en: 'I am here: record it' })}
      run={async (values) => ({ values, sent: await sending.mutateAsync(values) })}
      onDone={({ values, sent }) => {
        void client.invalidateQueries({ queryKey: ['patrol'] })
        notify(
          sent.isQueued
            ? { zh: `${stop.title}：已存在本机`, en: `${stop.titleEn ?? stop.title}: kept on this device` }
            : { zh: `${stop.title}：已记录`, en: `${stop.titleEn ?? stop.title}: recorded` },
        )
        const first = stop.checks.find(({ id, kind }) => values[id] === 'not' && kind !== undefined)
        onDone(first)
      }}
    />
  )
}
