import type { JSX } from 'react'
import type { Words } from '../../kernel/words.ts'
import type { Board, Crew, Stop, Terms } from '../api/dispatch.ts'
import { caseTitle } from '../case/index.ts'
import { Button, DemoMark, Due, StateMark, useSay } from '../kit/index.ts'
import { CrewState } from './crew-state.tsx'
import styles from './dispatch.module.css'
import { awayWords, leftWords, skillWords, spanWords } from './words.ts'

/** Crews with their order and times, one under the other; what nobody goes to at the end. */
export function Rounds({
  board,
  terms,
  chosen,
  mayPlan,
  onChoose,
  onAway,
  onSend,
}: {
  readonly board: Board
  readonly terms: Terms | undefined
  readonly chosen: string | undefined
  readonly mayPlan: boolean
  readonly onChoose: (id: string) => void
  readonly onAway: (crew: Crew) => void
  /** Sends the round of one crew; absent while something is on its way. */
  readonly onSend: ((crew: Crew) => void) | undefined
}): JSX.Element {
  const say = useSay()
  const stops = board.plan?.stops ?? []
  const left = stops.filter(({ crew }) => crew === null)
  const ofCrew = (id: string) => stops.filter(({ crew }) => crew === id)
  const busy = board.crews.filter(({ id, live }) => live.length > 0 || ofCrew(id).length > 0)
  const free = board.crews.filter((crew) => !busy.includes(crew))
  const row = (stop: Stop) => (
    <StopRow key={stop.id} stop={stop} areas={board.areas} isChosen={stop.id === chosen} onChoose={onChoose} />
  )
  return (
    <>
      {left.length > 0 ? (
        <section className={styles.crew} aria-label={say({ zh: '暂无班组', en: 'Nobody goes' })}>
          <h2>
            {say.count(left.length, {
              zh: '暂无班组 {n} 件',
              en: { one: 'Nobody goes to 1', other: 'Nobody goes to {n}' },
            })}
          </h2>
          <ol className={styles.stops}>{left.map(row)}</ol>
        </section>
      ) : null}
      {busy.map((crew) => (
        <section key={crew.id} className={styles.crew} aria-label={say(crew.title)}>
          <CrewHead
            crew={crew}
            terms={terms}
            mayPlan={mayPlan}
            onAway={onAway}
            onSend={ofCrew(crew.id).length > 0 ? onSend : undefined}
          />
          <ol className={styles.stops}>
            {crew.live.map((stop) => (
              <LiveRow key={stop.id} stop={stop} />
            ))}
            {ofCrew(crew.id).map(row)}
          </ol>
        </section>
      ))}
      {free.length > 0 ? (
        <details className={styles.crew} open={busy.length === 0}>
          <summary>
            {say.count(free.length, { zh: '空闲班组 {n} 个', en: { one: '1 free crew', other: '{n} free crews' } })}
          </summary>
          {free.map((crew) => (
            <CrewHead
              key={crew.id}
              crew={crew}
              terms={terms}
              mayPlan={mayPlan}
              onAway={onAway}
              onSend={undefined}
              isFree
            />
          ))}
        </details>
      ) : null}
    </>
  )
}

function CrewHead({
  crew,
  terms,
  mayPlan,
  onAway,
  onSend,
  isFree = false,
}: {
  readonly crew: Crew
  readonly terms: Terms | undefined
  readonly mayPlan: boolean
  readonly onAway: (crew: Crew) => void
  readonly onSend: ((crew: Crew) => void) | undefined
  readonly isFree?: boolean
}): JSX.Element {
  const say = useSay()
  const sendWords = say({ zh: '只派这一班组', en: 'Send this round' })
  const markWords = say(awayWords(crew))
  const vehicle = terms?.vehicles.find(({ name }) => name === crew.vehicle)
  return (
    <div className={styles.crewHead}>
      {isFree ? <strong>{say(crew.title)}</strong> : <h2>{say(crew.title)}</h2>}
      <span className={styles.quiet}>
        {[vehicle ? say(vehicle.title) : '', skillWords(say, terms, crew.skills)]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      {crew.demo ? <DemoMark short /> : null}
      <CrewState crew={crew} />
      {mayPlan ? (
        <span className={styles.acts}>
          {onSend ? (
            <Button
              size="s"
              icon="go"
              onClick={() => onSend(crew)}
              aria-label={`${sendWords}${say({ zh: '：', en: ': ' })}${say(crew.title)}`}
            >
              {sendWords}
            </Button>
          ) : null}
          <Button
            size="s"
            tone="quiet"
            onClick={() => onAway(crew)}
            aria-label={`${markWords}${say({ zh: '：', en: ': ' })}${say(crew.title)}`}
          >
            {markWords}
          </Button>
        </span>
      ) : null}
    </div>
  )
}

function StopRow({
  stop,
  areas,
  isChosen,
  onChoose,
}: {
  readonly stop: Stop
  readonly areas: Readonly<Record<string, Words>>
  readonly isChosen: boolean
  readonly onChoose: (id: string) => void
}): JSX.Element {
  const say = useSay()
  const { errand, late, way, why } = stop
  const area = areas[errand.area]
  return (
    <li id={`stop-${stop.id}`} className={isChosen ? styles.chosen : undefined}>
      <button
        type="button"
        className={styles.stop}
        aria-current={isChosen || undefined}
        onClick={() => onChoose(stop.id)}
      >
        <span className={styles.title}>
          {stop.nth === null ? null : <span className={styles.nth}>{stop.nth}</span>}
          {caseTitle(say, errand)}
        </span>
        <span className={styles.times}>{spanWords(say, stop)}</span>
        <span className={styles.facts}>
          {errand.urgency > 0 ? (
            <StateMark shape="urgent" tone="urgent">
              {errand.urgency > 1 ? say({ zh: '紧急', en: 'emergency' }) : say({ zh: '加急', en: 'urgent' })}
            </StateMark>
          ) : null}
          <span>{say(errand.kindTitle)}</span>
          {way === null ? null : <span>{say({ zh: '路上 {way} 分', en: '{way} min away' }, { way })}</span>}
          {(late ?? 0) > 0 ? <Due at={errand.dueAt} /> : null}
          {stop.overruled ? (
            <StateMark shape="done" tone="active">
              {say({ zh: '人工指定', en: 'chosen by a person' })}
            </StateMark>
          ) : null}
          {why?.left ? <span>{say(leftWords[why.left])}</span> : null}
          {errand.demo ? <DemoMark short /> : null}
          {area ? <span>{say(area)}</span> : null}
        </span>
      </button>
    </li>
  )
}

/** What a crew was sent to: it stays where it is. */
function LiveRow({ stop }: { readonly stop: Stop }): JSX.Element {
  const say = useSay()
  const isBegun = stop.state === 'under-way'
  return (
    <li className={styles.live}>
      <span className={styles.title}>{caseTitle(say, stop.errand)}</span>
      <span className={styles.times}>{spanWords(say, stop)}</span>
      <span className={styles.facts}>
        <StateMark shape={isBegun ? 'working' : 'sent'} tone="active">
          {isBegun ? say({ zh: '正在办', en: 'under way' }) : say({ zh: '已派出', en: 'sent' })}
        </StateMark>
        <span>{say(stop.errand.kindTitle)}</span>
        {stop.errand.demo ? <DemoMark short /> : null}
      </span>
    </li>
  )
}
