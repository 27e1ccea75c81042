import type { ReactNode } from 'react'
import type { Words } from '../../kernel/words.ts'
import type { TrackView } from '../api/cases.ts'
import { type Moment, Photos, type Say, type StateShape, type StateTone } from '../kit/index.ts'
import { ratingWords } from './rating-words.ts'

const shapes: Readonly<Record<string, readonly [StateShape, StateTone]>> = {
  submitted: ['new', 'plain'],
  dispatched: ['sent', 'active'],
  'handed-on': ['sent', 'active'],
  opened: ['sent', 'plain'],
  accepted: ['working', 'active'],
  contacted: ['working', 'active'],
  progressed: ['working', 'active'],
  asked: ['waiting', 'soon'],
  completed: ['done', 'active'],
  closed: ['done', 'active'],
  reopened: ['returned', 'soon'],
  withdrawn: ['closed', 'still'],
}

/** What gives a step to an office. */
const given = new Set(['opened', 'dispatched', 'handed-on'])

/** A rating in words; what is not on the scale of five stays a number. */
const ratingOf = (say: Say, score: string): string => {
  const words = ratingWords[Number(score) - 1]
  return words ? say({ zh: '{word}（{score} 分）', en: '{word} ({score} of 5)' }, { word: say(words), score }) : score
}

/** The words and pictures of an event; pictures are seen by the code of the link. */
const bodyOf = (say: Say, { type, text, files = [], isMine }: TrackView['events'][number], code: string): ReactNode => (
  <>
    {text === undefined ? null : <p>{type === 'rated' ? ratingOf(say, text) : text}</p>}
    {isMine ? null : <Photos files={files} code={code} />}
  </>
)

/** What happened, newest last, and the steps still to come, for the reporter's timeline. */
export function publicMoments(say: Say, view: TrackView, code: string): readonly Moment[] {
  // Who has it now: whoever it was last given to, until it is given to another.
  let holder: Words | undefined
  const past = view.events.map((event, index): Moment => {
    if (given.has(event.type)) holder = event.office ?? holder
    const who = event.type === 'opened' ? event.office : event.type === 'accepted' ? holder : undefined
    const [shape, tone] = shapes[event.type] ?? ['closed', 'plain']
    return {
      key: `${index}`,
      at: event.at,
      shape,
      tone,
      title:
        event.office && event.type !== 'opened' && event.type !== 'accepted'
          ? `${say(event.title)}${say({ zh: '', en: ' ' })}${say(event.office)}`
          : say(event.title),
      ...(who && { who: say(who) }),
      ...((event.text || event.files) && { body: bodyOf(say, event, code) }),
    }
  })
  const ahead = view.steps
    .filter((step) => view.status === 'open' && step.status === 'waiting')
    .map(
      (step): Moment => ({
        key: step.step,
        shape: 'new',
        ahead: true,
        title: say(step.title),
        ...(step.office && { who: say(step.office) }),
      }),
    )
  return [...past, ...ahead]
}
