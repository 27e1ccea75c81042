import { type JSX, lazy, Suspense, useState } from 'react'
import type { CaseEvent, OfficeRef } from '../../kernel/flow/index.ts'
import { type CaseState, findValue, liveTasks, toldWords } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { PlaceValue } from '../../kernel/record/index.ts'
import type { CaseView } from '../api/cases.ts'
import {
  CaseNumber,
  caseStatus,
  channelWords,
  className,
  type OfficeName,
  placeWords,
  taskStatus,
  urgencyLook,
  useOfficeNames,
  valueWords,
} from '../case/index.ts'
import {
  DemoMark,
  Due,
  Facts,
  Message,
  Photos,
  type Say,
  Section,
  StateMark,
  sayWhen,
  Timeline,
  useSay,
} from '../kit/index.ts'
import styles from './case.module.css'
import { CaseActions } from './case-actions.tsx'
import { caseMoments } from './case-moments.tsx'
import { CaseEffects, CaseSources } from './case-sources.tsx'
import { Suggestion } from './suggestion.tsx'

const CaseMap = lazy(() => import('./case-map.tsx').then((module) => ({ default: module.CaseMap })))

/** The offices that a case and its log name, for their names. */
function officesOf({ case: state, events }: CaseView): readonly OfficeRef[] {
  const held = Object.values(state.tasks).flatMap((task) => [task.holder, task.dispatchedBy, ...task.helpers])
  const logged = events.flatMap((event: CaseEvent) => [
    'holder' in event ? event.holder : undefined,
    'to' in event ? event.to : undefined,
    'helper' in event ? event.helper : undefined,
    event.post,
  ])
  return [...held, ...logged].filter((ref) => ref !== undefined)
}

const titleLength = 80

/** Longer than a heading: it stands in full below. */
const isLong = (text: string): boolean => [...text].length > titleLength

/** What was said: in the reader’s language where a machine said it, else as it was said. */
const saidText = (say: Say, state: CaseState, value: unknown): string => {
  const text = String(value ?? '')
  const words = toldWords(state, text)
  return words ? say(words) : text
}

/** A case as those see it who handle it: where it stands, what can be done, what was said, where it is, what happened. */
export function CaseDesk({
  view,
  pack,
  onChanged,
}: {
  readonly view: CaseView
  readonly pack: Pack
  readonly onChanged: () => void
}): JSX.Element {
  const say = useSay()
  const [suggested, setSuggested] = useState<Readonly<Record<string, unknown>>>()
  const nameOf = useOfficeNames(officesOf(view))
  const state = view.case
  const { marks } = pack.flow
  const text = saidText(say, state, findValue(state, marks.text))
  const title = saidText(say, state, (marks.title && findValue(state, marks.title)) ?? findValue(state, marks.text))
  const files = marks.files ? findValue(state, marks.files) : undefined
  const own = Array.isArray(files) ? (files as readonly string[]) : [] // a `files` field holds ids
  const place = marks.place ? (findValue(state, marks.place) as PlaceValue | undefined) : undefined // a `place` field
  return (
    <>
      <Head view={view} pack={pack} nameOf={nameOf} />
      {view.suggestion ? (
        <Suggestion view={view} pack={pack} nameOf={nameOf} onDone={onChanged} onComplete={setSuggested} />
      ) : null}
      <CaseActions view={view} pack={pack} suggested={suggested} onChanged={onChanged} />
      <section className={styles.said} aria-label={say({ zh: '诉求内容', en: 'What was said' })}>
        {isLong(text) || text !== title ? <p className={styles.words}>{text}</p> : null}
        <Photos files={own} />
        {state.questions.map((question) => (
          <Message key={question.id} title={question.text}>
            {question.answer ?? say({ zh: '还没有回答', en: 'Not answered yet' })}
          </Message>
        ))}
      </section>
      <KnownFacts view={view} pack={pack} nameOf={nameOf} />
      {place ? (
        <Section title={say({ zh: '地点', en: 'Place' })}>
          <p>{placeWords(say, place)}</p>
          {place.point ? (
            <div className={styles.map} data-print="no">
              <Suspense>
                <CaseMap point={place.point} />
              </Suspense>
            </div>
          ) : null}
        </Section>
      ) : null}
      <CaseSources view={view} />
      <CaseEffects state={state} pack={pack} />
      <Section title={say({ zh: '经过', en: 'What happened' })}>
        <Timeline label={say({ zh: '办理经过', en: 'What happened' })} moments={caseMoments(say, view, pack, nameOf)} />
      </Section>
    </>
  )
}

function Head({
  view,
  pack,
  nameOf,
}: {
  readonly view: CaseView
  readonly pack: Pack
  readonly nameOf: OfficeName
}): JSX.Element {
  const say = useSay()
  const state = view.case
  const live = liveTasks(state)[0]
  const step = live && pack.flow.steps.find((one) => one.name === live.step)
  const look = live ? taskStatus(live.status) : caseStatus(state.status)
  const urgency = pack.flow.marks.urgency ? findValue(state, pack.flow.marks.urgency) : undefined
  const urgent = urgencyLook(urgency === 'emergency' ? 2 : urgency === 'urgent' ? 1 : 0)
  const title = pack.flow.marks.title ? findValue(state, pack.flow.marks.title) : undefined
  const text = saidText(say, state, title ?? findValue(state, pack.flow.marks.text))
  return (
    <header className={styles.head}>
      <p className={styles.above}>
        <CaseNumber number={state.number} />
        <span>{say(channelWords(state.origin.channel))}</span>
        <span>{sayWhen(say, state.openedAt)}</span>
        {state.origin.demo ? <DemoMark /> : null}
      </p>
      <h2 className={styles.title}>{isLong(text) ? `${[...text].slice(0, titleLength).join('')}…` : text}</h2>
      <p className={styles.stand}>
        {urgent ? (
          <StateMark shape={urgent.shape} tone={urgent.tone}>
            {say(urgent.words)}
          </StateMark>
        ) : null}
        <StateMark shape={look.shape} tone={look.tone}>
          {step ? `${say(step.title)} · ${say(look.words)}` : say(look.words)}
        </StateMark>
        {live?.holder ? <strong>{nameOf(live.holder.office)}</strong> : null}
        {live ? <Due at={live.dueAt} /> : null}
        {live?.contactDueAt && !live.contactedAt ? (
          <span className={styles.clock}>
            {say({ zh: '先行联系', en: 'first contact' })} <Due at={live.contactDueAt} />
          </span>
        ) : null}
        {state.supervised ? (
          <StateMark shape="urgent" tone="urgent">
            {say({ zh: '督办', en: 'Supervised' })}
          </StateMark>
        ) : null}
      </p>
    </header>
  )
}

function KnownFacts({
  view,
  pack,
  nameOf,
}: {
  readonly view: CaseView
  readonly pack: Pack
  readonly nameOf: OfficeName
}): JSX.Element {
  const say = useSay()
  const { marks, asks, steps } = pack.flow
  const state = view.case
  const shown = new Set([marks.text, marks.title, marks.place, marks.files])
  const answers = { ...state.answers, ...view.personal }
  const named = (type: string) => (value: string) =>
    type === 'class' ? className(say, pack, value, true) : type === 'office' ? nameOf(value) : undefined
  const asked = Object.entries(asks).flatMap(([name, field]) => {
    const value = answers[name]
    const own = typeof value === 'string' ? saidText(say, state, value) : value
    const words = shown.has(name) ? '' : valueWords(say, field, own, named(field.type))
    return words ? [[say(field.title), words] as const] : []
  })
  const given = steps.flatMap((step) => {
    const values = state.tasks[step.name]?.given
    if (!values) return []
    const facts = Object.entries(step.gives).flatMap(([name, field]) => {
      const words = field.type === 'files' ? '' : valueWords(say, field, values[name], named(field.type))
      return words ? [[say(field.title), words] as const] : []
    })
    const files = Object.entries(step.gives).flatMap(
      ([name, field]) =>
        field.type === 'files' && Array.isArray(values[name]) ? (values[name] as readonly string[]) : [], // a `files` field holds ids
    )
    return [{ step, facts, files }]
  })
  return (
    <>
      {asked.length > 0 ? (
        <Section title={say({ zh: '还说了', en: 'Also told' })}>
          <Facts facts={asked} />
        </Section>
      ) : null}
      {given.map(({ step, facts, files }) => (
        <Section key={step.name} title={say(step.title)}>
          <Facts facts={facts} />
          <Photos files={files} />
        </Section>
      ))}
    </>
  )
}
