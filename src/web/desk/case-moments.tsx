import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import type { CalmedSource, CaseEvent } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { CaseView } from '../api/cases.ts'
import { eventWords, type OfficeName, roleWords } from '../case/index.ts'
import { type Moment, Photos, type Say, type StateShape, type StateTone, sayInstant, useSay } from '../kit/index.ts'

const shapes: Readonly<Partial<Record<CaseEvent['type'], readonly [StateShape, StateTone]>>> = {
  submitted: ['new', 'plain'],
  opened: ['sent', 'plain'],
  accepted: ['working', 'active'],
  completed: ['done', 'active'],
  dispatched: ['sent', 'active'],
  'handed-on': ['sent', 'active'],
  returned: ['returned', 'soon'],
  asked: ['waiting', 'plain'],
  'help-asked': ['waiting', 'plain'],
  'extension-asked': ['waiting', 'plain'],
  overdue: ['urgent', 'urgent'],
  supervised: ['urgent', 'urgent'],
  nudged: ['soon', 'soon'],
  reopened: ['returned', 'soon'],
  closed: ['done', 'active'],
  withdrawn: ['closed', 'still'],
}

const calmWords: Readonly<Record<CalmedSource['why'], Words>> = {
  calm: { zh: '读数恢复正常', en: 'readings are calm again' },
  'rule-off': { zh: '告警规则已停用', en: 'its alarm rule was switched off' },
  'device-off': { zh: '设备已停用', en: 'the device was switched off' },
}

/** To whom a step went and why, by which rule of the city, and who else came into question. */
function Opened({
  event: { holder, because, rule, others = [] },
  until,
  nameOf,
}: {
  readonly event: Extract<CaseEvent, { type: 'opened' }>
  readonly until: string
  readonly nameOf: OfficeName
}): JSX.Element {
  const say = useSay()
  const why = because ? say(because) : ''
  return (
    <>
      {[nameOf(holder.office), until].filter(Boolean).join(' · ')}
      {why ? <> · {rule ? <Link to={`/desk/responsibility/${rule.id}`}>{why}</Link> : why}</> : null}
      {others.length > 0 ? (
        <details>
          <summary>{say({ zh: '备选单位', en: 'Who else came into question' })}</summary>
          <ol>
            {others.map((one) => (
              <li key={one.holder.office}>
                {nameOf(one.holder.office)} — {say(one.because)}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </>
  )
}

/** The words and pictures an event carries, for those who handle the case. */
function bodyOf(say: Say, event: CaseEvent, pack: Pack, nameOf: OfficeName): ReactNode {
  const until = (at: number | undefined): string =>
    at === undefined ? '' : say({ zh: '{when} 前', en: 'by {when}' }, { when: sayInstant(say, at) })
  switch (event.type) {
    case 'opened':
      return <Opened event={event} until={until(event.dueAt)} nameOf={nameOf} />
    case 'dispatched':
      return [nameOf(event.holder.office), until(event.dueAt), event.reason].filter(Boolean).join(' · ')
    case 'handed-on':
      return [nameOf(event.holder.office), event.note].filter(Boolean).join(' · ')
    case 'returned': {
      const reason = pack.flow.returns?.reasons.find((one) => one.value === event.reason)
      return [reason ? say(reason.title) : event.reason, event.note].filter(Boolean).join('：')
    }
    case 'help-asked':
      return `${nameOf(event.helper.office)}：${event.ask}`
    case 'help-given':
      return (
        <>
          <p>{event.answer}</p>
          <Photos files={event.files} />
        </>
      )
    case 'extension-asked':
      return `${until(event.until)} · ${event.reason}`
    case 'extension-decided':
      return [until(event.dueAt), event.note].filter(Boolean).join(' · ')
    case 'contacted':
    case 'migrated':
      return event.type === 'contacted' ? event.note : undefined
    case 'progressed':
      return (
        <>
          <p>{event.note}</p>
          <Photos files={event.files} />
        </>
      )
    case 'asked':
    case 'noted':
    case 'nudged':
    case 'supervised':
    case 'rechecked':
      return event.text
    case 'answered':
    case 'added':
      return (
        <>
          <p>{event.text}</p>
          <Photos files={event.files} />
        </>
      )
    case 'joined':
      return event.reason === 'rule'
        ? say({ zh: '系统判断为同一件事', en: 'The city found it to be the same' })
        : event.reason
    case 'reopened':
      return event.reason === 'rule'
        ? say({ zh: '回访未解决，自动重办', en: 'Not solved at the call back: done again' })
        : event.reason
    case 'corrected':
    case 'undone':
    case 'parted':
    case 'separated':
    case 'released':
    case 'withdrawn':
      return event.reason
    case 'rated':
      return event.text
    case 'overdue':
      return until(event.dueAt)
    case 'recorded':
      return event.life.office
    case 'completed': {
      const reply = event.given.reply
      return typeof reply === 'string' ? reply : undefined
    }
    case 'heard':
      return event.sources.map(({ id, text }) => (text ? `${id}：${say(text)}` : id)).join('\n')
    case 'calmed':
      return event.sources.map(({ id, at, why }) => `${id}：${say(calmWords[why])} · ${sayInstant(say, at)}`).join('\n')
    case 'followed':
      return event.reply
    case 'crew':
      return `${say(event.crew.title)} · ${say(event.reason)}`
    case 'effect-begun':
      return [event.note, ...event.targets].filter(Boolean).join(' · ')
    case 'effect-decided':
      return event.note
    case 'effect-told':
      return [event.target, event.answer, event.text].filter(Boolean).join(' · ')
    case 'effect-due':
    case 'submitted':
    case 'skipped':
    case 'accepted':
    case 'absorbed':
    case 'closed':
      return undefined
  }
}

/** The log of a case as a timeline, newest first: what matters now is on top. */
export function caseMoments(say: Say, view: CaseView, pack: Pack, nameOf: OfficeName): readonly Moment[] {
  return [...view.events]
    .sort((a, b) => b.seq - a.seq)
    .map((event): Moment => {
      const [shape, tone] = shapes[event.type] ?? ['closed', 'still']
      const step = 'step' in event ? pack.flow.steps.find((one) => one.name === event.step) : undefined
      const who = event.post
        ? `${nameOf(event.post.office)} · ${say(roleWords[event.post.role])}`
        : event.by === 'system'
          ? say({ zh: '系统', en: 'The system' })
          : ''
      const body = bodyOf(say, event, pack, nameOf)
      return {
        key: String(event.seq),
        at: event.at,
        shape,
        tone,
        title:
          step && event.type !== 'overdue' ? `${say(eventWords(event))} · ${say(step.title)}` : say(eventWords(event)),
        ...(who && { who }),
        ...(body ? { body } : {}),
      }
    })
}
