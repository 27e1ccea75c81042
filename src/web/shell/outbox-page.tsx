import type { JSX } from 'react'
import type { CaseEvent } from '../../kernel/flow/index.ts'
import { eventWords } from '../case/index.ts'
import { Button, Buttons, Empty, Message, Page, StateMark, sayInstant, useSay } from '../kit/index.ts'
import { discard, keepEntry, type Outgoing, rebased, syncOutbox, useOutbox } from '../offline/index.ts'
import styles from './outbox-page.module.css'
import { PlainFrame } from './plain-frame.tsx'
import { useSession } from './session.ts'

/** What waits on this device, in the order it will be sent; what stopped, and the choice that is the person's. */
export function OutboxPage(): JSX.Element {
  const say = useSay()
  const person = useSession()?.actor.id ?? ''
  const queue = useOutbox(person)
  return (
    <PlainFrame>
      <Page
        title={say({ zh: '待发送', en: 'Waiting to be sent' })}
        lead={say({
          zh: '没有信号时做的事先存在本机，按先后发送，每件只生效一次。',
          en: 'What you did without a signal is kept on this device, sent in order, and takes effect once.',
        })}
        back={{ to: '/desk', words: say({ zh: '回到工作台', en: 'Back to the workbench' }) }}
      >
        {queue.length === 0 ? <Empty icon="check" title={say({ zh: '都已发送', en: 'Everything is sent' })} /> : null}
        <ol className={styles.list}>
          {queue.map((entry) => (
            <Entry key={entry.actionId} entry={entry} person={person} />
          ))}
        </ol>
      </Page>
    </PlainFrame>
  )
}

function Entry({ entry, person }: { readonly entry: Outgoing; readonly person: string }): JSX.Element {
  const say = useSay()
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        <strong>{say(entry.title)}</strong>
        {entry.state === 'waiting' ? (
          <StateMark shape="waiting">{say({ zh: '待发送', en: 'Waiting' })}</StateMark>
        ) : (
          <StateMark shape="soon" tone="soon">
            {entry.state === 'conflict'
              ? say({ zh: '情况已变化', en: 'Changed meanwhile' })
              : say({ zh: '没有接受', en: 'Not accepted' })}
          </StateMark>
        )}
      </div>
      <p>{entry.about}</p>
      <p className={styles.when}>{sayInstant(say, entry.at)}</p>
      {entry.problem ? <Decision entry={entry} person={person} /> : null}
    </li>
  )
}

/** What changed meanwhile, and the two ways on. */
function Decision({ entry, person }: { readonly entry: Outgoing; readonly person: string }): JSX.Element {
  const say = useSay()
  const facts = entry.problem?.facts ?? {}
  const seq = typeof facts.seq === 'number' ? facts.seq : undefined
  const events = (Array.isArray(facts.events) ? facts.events : []) as readonly CaseEvent[] // `case.stale` carries the case's events
  const again = async (): Promise<void> => {
    await keepEntry(rebased(entry, seq ?? 0))
    await syncOutbox(person)
  }
  return (
    <Message tone="warning" title={entry.problem?.detail || entry.problem?.title}>
      <p>{entry.problem?.todo}</p>
      {events.length > 0 ? (
        <ul className={styles.events}>
          {events.map((event) => (
            <li key={event.seq}>
              {sayInstant(say, event.at)} {say(eventWords(event))}
            </li>
          ))}
        </ul>
      ) : null}
      <Buttons>
        {entry.state === 'conflict' && seq !== undefined ? (
          <Button size="s" onClick={() => void again()}>
            {say({ zh: '仍然执行', en: 'Do it all the same' })}
          </Button>
        ) : null}
        <Button size="s" tone="danger" onClick={() => void discard(entry.actionId)}>
          {say({ zh: '放弃这一项', en: 'Give it up' })}
        </Button>
      </Buttons>
    </Message>
  )
}
