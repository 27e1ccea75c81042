import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type JSX, useId, useState } from 'react'
import { type Crew, crewAway, crewBack } from '../api/dispatch.ts'
import { Button, Buttons, Dialog, notify, Trouble, useSay } from '../kit/index.ts'
import styles from './dispatch.module.css'
import { awayNow, awayWords } from './words.ts'

const hour = 3_600_000

/** A crew goes away for some hours, or is back. What it has not begun is called back and waits for the next plan. */
export function AwayDialog({
  crew,
  onClose,
  onDone,
}: {
  readonly crew: Crew
  readonly onClose: () => void
  readonly onDone: () => void
}): JSX.Element {
  const say = useSay()
  const ids = useId()
  const [hours, setHours] = useState(4)
  const [reason, setReason] = useState('')
  const isAway = awayNow(crew) !== undefined
  const send = useMutation({
    mutationFn: async () => {
      if (isAway) return crewBack(crew.id)
      const now = Date.now()
      const span = { from: new Date(now).toISOString(), until: new Date(now + hours * hour).toISOString() }
      const { calledBack } = await crewAway(crew.id, { ...span, reason: reason.trim() })
      notify({ zh: `已标为不在岗，召回 ${calledBack} 件`, en: `Marked as away; ${calledBack} called back` })
    },
    onSuccess: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!send.isPending) send.mutate()
  }
  const title = say(awayWords(crew))
  return (
    <Dialog open onClose={onClose} title={title}>
      <form className={styles.form} onSubmit={submit}>
        <p>{say(crew.title)}</p>
        {send.error ? <Trouble error={send.error} /> : null}
        {isAway ? null : (
          <>
            <label htmlFor={`${ids}hours`}>{say({ zh: '多久', en: 'For how long' })}</label>
            <select id={`${ids}hours`} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
              {[1, 2, 4, 8, 12].map((n) => (
                <option key={n} value={n}>
                  {say.count(n, { zh: '{n} 小时', en: { one: '{n} hour', other: '{n} hours' } })}
                </option>
              ))}
            </select>
            <label htmlFor={`${ids}reason`}>{say({ zh: '原因', en: 'Why' })}</label>
            <input
              id={`${ids}reason`}
              required
              minLength={2}
              maxLength={1_000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <p className={styles.quiet}>
              {say({
                zh: '已派出而未开始的任务会召回，等待下一次方案；正在办的继续办完。',
                en: 'What was sent and not begun is called back for the next plan; what is under way goes on.',
              })}
            </p>
          </>
        )}
        <Buttons>
          <Button type="submit" tone="primary" busy={send.isPending}>
            {title}
          </Button>
          <Button onClick={onClose}>{say({ zh: '取消', en: 'Cancel' })}</Button>
        </Buttons>
      </form>
    </Dialog>
  )
}
