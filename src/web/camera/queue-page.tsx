import { useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { cameraKindFacts } from '../../kernel/camera/index.ts'
import { type CameraEventRow, cameraEventsQuery, maskedAddress } from '../api/camera.ts'
import { Button, Empty, Loading, Page, sayWhen, Trouble, useSay, useShortcuts } from '../kit/index.ts'
import styles from './camera.module.css'
import { CameraTabs } from './camera-tabs.tsx'
import { Decide } from './decide.tsx'
import { EventFacts } from './event-facts.tsx'
import { MaskedPicture } from './masked-picture.tsx'

/** Events that wait for a person: one after the other with the keyboard, or with the thumb on a phone. */
export function CameraQueue(): JSX.Element {
  const say = useSay()
  const waiting = useQuery(cameraEventsQuery('waiting'))
  const items = waiting.data?.items ?? []
  const [chosen, setChosen] = useState<string>()
  const found = items.findIndex(({ id }) => id === chosen)
  const at = Math.max(found, 0)
  const event = items[at]
  // What is shown stays shown when others come before it: nobody shall confirm what slipped under his finger.
  useEffect(() => {
    if (chosen === undefined && event) setChosen(event.id)
  }, [chosen, event])
  const go = (step: number): void => setChosen(items[Math.min(items.length - 1, Math.max(0, at + step))]?.id)
  useShortcuts({ zh: '视频事件', en: 'Camera events' }, [
    { keys: 'j', words: { zh: '下一条', en: 'Next' }, run: () => go(1) },
    { keys: 'k', words: { zh: '上一条', en: 'Before' }, run: () => go(-1) },
  ])
  return (
    <Page
      title={say({ zh: '视频事件', en: 'Camera events' })}
      width="wide"
      lead={say({
        zh: '视频分析的发现须由人确认，确认后才形成事项。',
        en: 'What analytics believe to see is confirmed by a person before anything comes of it.',
      })}
    >
      <CameraTabs />
      {waiting.isPending ? <Loading lines={6} /> : null}
      {waiting.error ? <Trouble error={waiting.error} again={() => void waiting.refetch()} /> : null}
      {waiting.data && !event ? (
        <Empty icon="check" title={say({ zh: '没有待确认的视频事件', en: 'No camera event waits' })} />
      ) : null}
      {event ? (
        <div className={styles.desk}>
          <section aria-label={say(cameraKindFacts[event.kind].title)}>
            <h2>
              <Link to={`/desk/camera/${event.id}`}>
                {say(cameraKindFacts[event.kind].title)}
                {event.address ? ` · ${event.address}` : ''}
              </Link>
            </h2>
            <MaskedPicture event={event} />
            {/* What is decided upon is what is shown: the next one is decided by the next press. */}
            <Decide key={event.id} event={event} onDone={() => go(at + 1 < items.length ? 1 : -1)} />
            <div className={styles.acts}>
              <Button size="s" icon="left" shortcut="k" disabled={at === 0} onClick={() => go(-1)}>
                {say({ zh: '上一条', en: 'Before' })}
              </Button>
              <Button size="s" after="right" shortcut="j" disabled={at + 1 >= items.length} onClick={() => go(1)}>
                {say({ zh: '下一条', en: 'Next' })}
              </Button>
            </div>
            <EventFacts event={event} />
          </section>
          <nav aria-label={say({ zh: '待确认的事件', en: 'Events that wait' })}>
            <ul className={styles.list}>
              {items.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className={styles.row}
                    aria-current={one.id === event.id}
                    onClick={() => setChosen(one.id)}
                  >
                    <Thumb event={one} />
                    <span>
                      <strong>{say(cameraKindFacts[one.kind].title)}</strong>
                      <span className={styles.quiet}>{one.address}</span>
                      <span className={styles.quiet}>{sayWhen(say, one.seenAt)}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      ) : null}
    </Page>
  )
}

/** The small picture of a row; the words beside it say what it is. */
function Thumb({ event }: { readonly event: CameraEventRow }): JSX.Element {
  return event.hasPicture ? (
    <img src={maskedAddress(event.id, 'thumb')} alt="" loading="lazy" width={112} height={64} />
  ) : (
    <span className={styles.none} />
  )
}

/** What was decided, and what lapsed. */
export function CameraDecided(): JSX.Element {
  const say = useSay()
  return (
    <Page title={say({ zh: '已处理的视频事件', en: 'Decided camera events' })} width="wide">
      <CameraTabs />
      {(['confirmed', 'rejected', 'expired'] as const).map((state) => (
        <Decided key={state} state={state} />
      ))}
    </Page>
  )
}

const headings = {
  confirmed: { zh: '已确认', en: 'Confirmed' },
  rejected: { zh: '已驳回', en: 'Rejected' },
  expired: { zh: '过期未看', en: 'Lapsed unseen' },
} as const

function Decided({ state }: { readonly state: 'confirmed' | 'rejected' | 'expired' }): JSX.Element {
  const say = useSay()
  const events = useQuery(cameraEventsQuery(state))
  return (
    <section aria-label={say(headings[state])} className={styles.gap}>
      <h2>
        {say(headings[state])} <span className={styles.quiet}>{events.data?.count}</span>
      </h2>
      {events.isPending ? <Loading lines={2} /> : null}
      {events.error ? <Trouble error={events.error} /> : null}
      {events.data?.count === 0 ? <p className={styles.quiet}>{say({ zh: '还没有', en: 'None yet' })}</p> : null}
      <ul className={styles.list}>
        {(events.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <Link to={`/desk/camera/${one.id}`} className={styles.row}>
              <Thumb event={one} />
              <span>
                <strong>{say(cameraKindFacts[one.kind].title)}</strong>
                <span className={styles.quiet}>
                  {[one.address ?? '', sayWhen(say, one.seenAt), one.decidedByName ?? ''].filter(Boolean).join(' · ')}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
