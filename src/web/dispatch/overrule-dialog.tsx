import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type JSX, useEffect, useId, useRef, useState } from 'react'
import { type Board, type Cause, overrulePlan, type Stop } from '../api/dispatch.ts'
import { caseTitle } from '../case/index.ts'
import { Button, Buttons, Dialog, Trouble, useSay } from '../kit/index.ts'
import styles from './dispatch.module.css'
import { causeWords, crewOf, signed } from './words.ts'

const causes = Object.keys(causeWords) as Cause[] // its own keys

/** What the form begins with: a crew, a place in its round. */
export type Asked = { readonly crew: string | null; readonly nth?: number; readonly cause: Cause }

/** A person overrules the plan for one errand: who, where in the order, why. Four fields, all by keyboard. */
export function OverruleDialog({
  board,
  stop,
  asked,
  onClose,
  onDone,
}: {
  readonly board: Board
  readonly stop: Stop
  readonly asked: Asked
  readonly onClose: () => void
  readonly onDone: () => void
}): JSX.Element {
  const say = useSay()
  const ids = useId()
  const [crew, setCrew] = useState(asked.crew ?? '')
  const [nth, setNth] = useState(asked.nth ?? 0)
  const [cause, setCause] = useState<Cause>(asked.cause)
  const [reason, setReason] = useState('')
  const crewField = useRef<HTMLSelectElement>(null)
  const reasonField = useRef<HTMLInputElement>(null)
  const isSettled = asked.crew !== stop.crew || asked.nth !== undefined
  // Where the crew is chosen already, the reason is the one thing left to type.
  useEffect(() => (isSettled ? reasonField : crewField).current?.focus(), [isSettled])
  const plan = board.plan
  const round = (plan?.stops ?? []).filter((one) => one.crew === crew && one.id !== stop.id)
  const send = useMutation({
    mutationFn: () =>
      overrulePlan(plan?.id ?? '', {
        ...{ seq: plan?.seq ?? 0, stop: stop.id, crew: crew === '' ? null : crew, cause, reason: reason.trim() },
        ...(crew !== '' && nth > 0 && { nth }),
      }),
    onSuccess: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!send.isPending) send.mutate()
  }
  const others = new Map((stop.why?.others ?? []).map((other) => [other.crew, other]))
  return (
    <Dialog open onClose={onClose} title={say({ zh: '改派', en: 'Overrule' })}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.quiet}>{caseTitle(say, stop.errand)}</p>
        {send.error ? <Trouble error={send.error} /> : null}
        <label htmlFor={`${ids}crew`}>{say({ zh: '派给', en: 'Send' })}</label>
        <select
          ref={crewField}
          id={`${ids}crew`}
          value={crew}
          onChange={(event) => {
            setCrew(event.target.value)
            setNth(0)
          }}
        >
          {board.crews
            .filter(({ atWork }) => atWork !== null)
            .map((one) => {
              const other = others.get(one.id)
              const cost = other
                ? say({ zh: '（{m} 分钟）', en: ' ({m} min)' }, { m: signed(other.more) })
                : one.id === stop.crew
                  ? say({ zh: '（方案所派）', en: ' (the plan)' })
                  : ''
              return (
                <option key={one.id} value={one.id}>
                  {say(one.title)}
                  {cost}
                </option>
              )
            })}
          <option value="">{say({ zh: '暂不派，留待下次', en: 'Nobody now, leave it' })}</option>
        </select>
        {crew === '' ? null : (
          <>
            <label htmlFor={`${ids}nth`}>{say({ zh: '次序', en: 'Place in the order' })}</label>
            <select id={`${ids}nth`} value={nth} onChange={(event) => setNth(Number(event.target.value))}>
              <option value={0}>{say({ zh: '最省的位置', en: 'Where it costs least' })}</option>
              {[...round.keys(), round.length].map((place) => (
                <option key={place} value={place + 1}>
                  {say({ zh: '第 {n} 站', en: 'Stop {n}' }, { n: place + 1 })}
                </option>
              ))}
            </select>
          </>
        )}
        <label htmlFor={`${ids}cause`}>{say({ zh: '原因', en: 'Cause' })}</label>
        <select id={`${ids}cause`} value={cause} onChange={(event) => setCause(event.target.value as Cause)}>
          {causes.map((one) => (
            <option key={one} value={one}>
              {say(causeWords[one])}
            </option>
          ))}
        </select>
        <label htmlFor={`${ids}reason`}>{say({ zh: '理由', en: 'Reason' })}</label>
        <input
          id={`${ids}reason`}
          required
          minLength={2}
          maxLength={1_000}
          value={reason}
          ref={reasonField}
          onChange={(event) => setReason(event.target.value)}
        />
        <p className={styles.quiet}>
          {crewOf(board.crews, crew === '' ? null : crew) && cause !== 'once' && cause !== 'order'
            ? say({
                zh: '会记录并从中学习，可在“学到的”里撤销。',
                en: 'It is kept and learned from; you can take that back under “Learned”.',
              })
            : say({ zh: '会记录，不从中学习。', en: 'It is kept; nothing is learned from it.' })}
        </p>
        <Buttons>
          <Button type="submit" tone="primary" busy={send.isPending}>
            {say({ zh: '改派', en: 'Overrule' })}
          </Button>
          <Button onClick={onClose}>{say({ zh: '取消', en: 'Cancel' })}</Button>
        </Buttons>
      </form>
    </Dialog>
  )
}
