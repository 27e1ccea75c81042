import { type JSX, type ReactNode, useEffect, useRef } from 'react'
import type { CaseEvent, Offer } from '../../kernel/flow/index.ts'
import type { Words } from '../../kernel/words.ts'
import { ApiProblem } from '../api/problem.ts'
import { FormView, useForm, type Values } from '../kit/form/index.ts'
import { Button, Buttons, Loading, Message, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { useDraft } from '../offline/index.ts'
import { eventWords } from './event-words.ts'
import styles from './offer-form.module.css'
import { type Acted, type ActTarget, useAct } from './use-act.ts'

const destructive = new Set(['withdraw', 'return', 'undo'])

/** The form of one thing that may be done to a case, derived from what the offer declares; what is typed is a draft until it is sent. */
export function OfferForm({
  offer,
  target,
  seq,
  pack,
  start,
  words,
  extra,
  takesFocus = false,
  onDone,
  onCancel,
  onLook,
}: {
  readonly offer: Offer
  readonly target: ActTarget
  readonly seq: number
  readonly pack: string
  /** Values to begin with, such as a suggestion. */
  readonly start?: Values
  /** Words on the button, when the action's title does not serve. */
  readonly words?: Words
  readonly extra?: (form: {
    readonly values: Values
    set(name: string, value: unknown): void
  }) => Readonly<Record<string, ReactNode>>
  /** The person has just asked for this form: the keyboard goes on in its first field. */
  readonly takesFocus?: boolean
  readonly onDone: (acted: Acted) => void
  readonly onCancel?: () => void
  /** Shows the case anew after a conflict. */
  readonly onLook: () => void
}): JSX.Element {
  const say = useSay()
  const draft = useDraft<Values>(
    `act:${target.person}:${target.caseId}:${offer.action}:${offer.step ?? ''}`,
    () => start ?? {},
  )
  const form = useForm(offer.fields, draft.value, draft.set)
  const doing = useAct(target, (acted) => {
    draft.clear()
    onDone(acted)
  })
  const box = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new error is a reason
  useEffect(() => {
    form.refuse(doing.error)
  }, [doing.error])
  useEffect(() => {
    if (takesFocus && draft.ready)
      box.current?.querySelector<HTMLElement>('input:not([type=file]), select, textarea')?.focus()
  }, [takesFocus, draft.ready])
  const send = (input: Values, at: number = seq): void =>
    doing.mutate({ action: offer.action, step: offer.step, title: offer.title, input, seq: at })
  const stale = doing.error instanceof ApiProblem && doing.error.code === 'case.stale' ? doing.error : undefined
  if (!draft.ready) return <Loading lines={2} />
  return (
    <div ref={box} className={styles.offer}>
      {draft.restoredAt === undefined ? null : (
        <p className={styles.restored}>
          {say(
            { zh: '接着 {when} 的草稿。', en: 'Going on with the draft of {when}.' },
            { when: sayWhen(say, draft.restoredAt) },
          )}{' '}
          <Button tone="quiet" size="s" onClick={draft.clear}>
            {say({ zh: '重新填', en: 'Start afresh' })}
          </Button>
        </p>
      )}
      {stale ? (
        <Conflict problem={stale} onLook={onLook} onAgain={(at) => send(doing.variables?.input ?? {}, at)} />
      ) : doing.error && form.faults.length === 0 ? (
        <Trouble error={doing.error} />
      ) : null}
      <FormView
        form={form}
        pack={pack}
        submit={say(words ?? offer.title)}
        tone={destructive.has(offer.action) ? 'danger' : 'primary'}
        busy={doing.isPending}
        onSubmit={(values) => send(values)}
        {...(onCancel && { onCancel })}
        {...(extra && { extra: extra(form) })}
      />
    </div>
  )
}

/** Somebody else was first: what changed, and the choice between looking and going on. What was typed stays. */
export function Conflict({
  problem,
  onLook,
  onAgain,
}: {
  readonly problem: ApiProblem
  readonly onLook: () => void
  readonly onAgain: (seq: number) => void
}): JSX.Element {
  const say = useSay()
  const events = (Array.isArray(problem.facts.events) ? problem.facts.events : []) as readonly CaseEvent[] // `case.stale` carries the events since
  const seq = typeof problem.facts.seq === 'number' ? problem.facts.seq : undefined
  return (
    <Message tone="warning" live title={problem.detail || problem.title}>
      <ul className={styles.changes}>
        {events.map((event) => (
          <li key={event.seq}>
            <span className="unit">{sayWhen(say, event.at)}</span> {say(eventWords(event))}
          </li>
        ))}
      </ul>
      <p>{say({ zh: '您填写的内容还在，尚未生效。', en: 'What you filled in is kept and has not taken effect.' })}</p>
      <Buttons>
        <Button size="s" icon="eye" onClick={onLook}>
          {say({ zh: '看最新情况', en: 'See it as it is now' })}
        </Button>
        {seq === undefined ? null : (
          <Button size="s" tone="quiet" onClick={() => onAgain(seq)}>
            {say({ zh: '仍然执行', en: 'Do it all the same' })}
          </Button>
        )}
      </Buttons>
    </Message>
  )
}
