import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, type ReactNode, useState } from 'react'
import { useParams } from 'react-router'
import type { Offer } from '../../kernel/flow/index.ts'
import { type TrackView, trackQuery } from '../api/cases.ts'
import { type Acted, type ActTarget, CaseNumber, OfferForm } from '../case/index.ts'
import {
  Button,
  DemoMark,
  Facts,
  Loading,
  Message,
  notify,
  Page,
  Photos,
  type Say,
  Section,
  saySpan,
  sayWhen,
  Timeline,
  Trouble,
  useNow,
  useSay,
} from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { NoSuchCode } from './no-such-code.tsx'
import { publicMoments } from './public-moments.tsx'
import { RateForm } from './rate-form.tsx'
import { readCode } from './read-code.ts'
import styles from './track.module.css'

/** Following one report by its secret link: who has it, until when, what happened, what the person can do now. */
export function Track(): JSX.Element {
  const say = useSay()
  const { code: given = '' } = useParams()
  const code = readCode(given)
  const track = useQuery({ ...trackQuery(code ?? ''), enabled: code !== undefined, refetchInterval: 60_000 })
  if (code === undefined) return <NoSuchCode />
  if (track.data) return <TrackPage code={code} view={track.data} />
  return (
    <Page
      title={say({ zh: '查看进展', en: 'Progress' })}
      back={{ to: '/find', words: say({ zh: '换一个', en: 'Another one' }) }}
    >
      {track.error ? <Trouble error={track.error} again={() => void track.refetch()} /> : <Loading />}
    </Page>
  )
}

/** Where it stands, in one sentence; the second is what it means for the person. */
function standing(say: Say, view: TrackView, now: number): readonly [string, string] {
  if (view.joinedInto && view.status === 'joined')
    return [
      say({ zh: '与同一件事合并办理', en: 'Handled together with the same matter' }),
      view.waitsFor
        ? say(
            { zh: '正在：{step}。办结后会告诉您。', en: 'Now: {step}. You are told when it is done.' },
            { step: say(view.waitsFor.step) },
          )
        : say({ zh: '进展一样会告诉您。', en: 'You are told of its progress just the same.' }),
    ]
  switch (view.status) {
    case 'withdrawn':
      return [say({ zh: '您已撤回', en: 'You withdrew it' }), '']
    case 'joined':
      return [say({ zh: '与同一件事合并办理', en: 'Handled together with the same matter' }), '']
    case 'closed':
      return [
        say({ zh: '已办结', en: 'It is done' }),
        view.may.some((offer) => offer.action === 'rate')
          ? say({
              zh: '请看答复，说说满不满意。没有解决，可以要求重办。',
              en: 'Read the answer and rate it. If it is not solved, have it redone.',
            })
          : '',
      ]
    case 'open':
      return openStanding(say, view, now)
  }
}

function openStanding(say: Say, view: TrackView, now: number): readonly [string, string] {
  if (view.question) return [say({ zh: '等您回答一个问题', en: 'It waits for your answer' }), view.question.text]
  const { office, step, dueAt } = view.waitsFor ?? {}
  const who = office ? say(office) : say({ zh: '值班人员', en: 'The duty desk' })
  const what = step ? say(step) : ''
  const first = say({ zh: '{who}正在{what}', en: 'With {who}: {what}' }, { who, what })
  if (dueAt === undefined) return [first, '']
  const left = saySpan(say, dueAt - now)
  return [
    first,
    dueAt < now
      ? say(
          {
            zh: '应在 {when} 前完成，已超 {left}，正在催办。',
            en: 'It was due {when}, {left} ago, and is being pressed for.',
          },
          { when: sayWhen(say, dueAt, now), left },
        )
      : say(
          { zh: '{when} 前完成，还有 {left}。', en: 'Due {when}, {left} from now.' },
          { when: sayWhen(say, dueAt, now), left },
        ),
  ]
}

function TrackPage({ code, view }: { readonly code: string; readonly view: TrackView }): JSX.Element {
  const say = useSay()
  const now = useNow()
  const person = useSession()?.actor.id ?? 'anonymous'
  const [headline, meaning] = standing(say, view, now)
  const target: ActTarget = { path: `/api/track/${code}/actions`, caseId: code, about: view.title, person }
  return (
    <Page
      title={view.title}
      heading={headline}
      lead={meaning || undefined}
      back={{ to: '/mine', words: say({ zh: '我的诉求', en: 'My reports' }) }}
      actions={
        <Button icon="print" tone="quiet" onClick={() => print()}>
          {say({ zh: '打印', en: 'Print' })}
        </Button>
      }
    >
      <Now view={view} target={target} code={code} />
      {view.reply && view.status !== 'open' ? (
        <Section title={say({ zh: '答复', en: 'The answer' })}>
          <p className={styles.reply}>{view.reply}</p>
        </Section>
      ) : null}
      <Section title={say({ zh: '经过', en: 'What happened' })}>
        <Timeline label={say({ zh: '办理经过', en: 'What happened' })} moments={publicMoments(say, view, code)} />
      </Section>
      <Section title={say({ zh: '您反映的', en: 'What you told us' })}>
        <Facts
          facts={[
            [
              say({ zh: '编号', en: 'Number' }),
              <span key="number" className={styles.number}>
                <CaseNumber number={view.number} /> {view.demo ? <DemoMark /> : null}
              </span>,
            ],
            [say({ zh: '什么事', en: 'What' }), view.text ?? view.title],
            ...(view.joinedInto
              ? [
                  [
                    say({ zh: '合并到', en: 'Joined into' }),
                    <CaseNumber key="joined" number={view.joinedInto} />,
                  ] as const,
                ]
              : []),
          ]}
        />
        <div className={styles.photos}>
          <Photos files={view.files} code={code} />
        </div>
      </Section>
    </Page>
  )
}

const order = ['answer', 'rate', 'redo', 'add', 'nudge', 'withdraw']

/** What the person can do now; the one that is waited for stands open. */
function Now({
  view,
  target,
  code,
}: {
  readonly view: TrackView
  readonly target: ActTarget
  readonly code: string
}): JSX.Element | null {
  const say = useSay()
  const queries = useQueryClient()
  const offers = [...view.may].sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action))
  const waited = offers.find((offer) => offer.action === 'answer' || offer.action === 'rate')
  const [chosen, setChosen] = useState<string>()
  const open = offers.find((offer) => offer.action === (chosen ?? waited?.action))
  if (offers.length === 0) return null
  const done = (offer: Offer, acted: Acted): void => {
    setChosen(undefined)
    if (acted.queued) {
      notify({ zh: '已存在本机，有信号后发送', en: 'Kept on this device, sent when there is a signal' })
      return
    }
    notify({ zh: `${offer.title.zh}：已收到`, en: `${offer.title.en}: received` })
    queries.setQueryData(trackQuery(code).queryKey, acted.answer as unknown as TrackView) // the route answers with the view
  }
  const look = (): void => void queries.invalidateQueries({ queryKey: trackQuery(code).queryKey })
  return (
    <section className={styles.now} data-print="no" aria-label={say({ zh: '现在可以做的', en: 'What you can do now' })}>
      <Choices offers={offers} open={open?.action} onChoose={setChosen} />
      {open ? (
        <div className={styles.open}>
          <h2>{say(open.title)}</h2>
          {open.action === 'answer' && view.question ? <Message title={view.question.text} /> : null}
          {open.action === 'rate' ? (
            <RateForm offer={open} target={target} seq={view.seq} onDone={(acted) => done(open, acted)} />
          ) : (
            <OfferForm
              key={open.action}
              offer={open}
              target={target}
              seq={view.seq}
              pack={view.pack}
              onDone={(acted) => done(open, acted)}
              onCancel={() => setChosen('')}
              onLook={look}
            />
          )}
        </div>
      ) : null}
    </section>
  )
}

function Choices({
  offers,
  open,
  onChoose,
}: {
  readonly offers: readonly Offer[]
  readonly open: string | undefined
  readonly onChoose: (action: string) => void
}): ReactNode {
  const say = useSay()
  return (
    <div className={styles.choices}>
      {offers
        .filter((offer) => offer.action !== open)
        .map((offer) => (
          <Button
            key={offer.action}
            tone={offer.action === 'withdraw' ? 'quiet' : 'plain'}
            onClick={() => onChoose(offer.action)}
          >
            {say(offer.title)}
          </Button>
        ))}
    </div>
  )
}
