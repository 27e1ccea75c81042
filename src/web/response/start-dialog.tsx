import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { useNavigate } from 'react-router'
import { levelWords, type ResponseLevel } from '../../kernel/response/index.ts'
import { plansQuery, startResponse, type Warning } from '../api/response.ts'
import { Button, Dialog, Trouble, useSay } from '../kit/index.ts'
import { usePlaces } from './places.ts'
import styles from './response.module.css'

/** Starts a response, from nothing or after a warning; the person decides. */
export function StartDialog({
  warning,
  proposal,
  onClose,
}: {
  readonly warning?: Warning
  /** What a sign's page proposes. */
  readonly proposal?: {
    readonly plan: string
    readonly level: ResponseLevel
    readonly place: string
    readonly why: string
  }
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const go = useNavigate()
  const client = useQueryClient()
  const plans = useQuery(plansQuery).data ?? []
  const proposed = proposal ?? warning?.proposes[0]
  const [planId, setPlan] = useState(proposed?.plan ?? '')
  const [level, setLevel] = useState<ResponseLevel>(proposed?.level ?? 'IV')
  const [title, setTitle] = useState('')
  const [reason, setReason] = useState(proposal?.why ?? '')
  const [isExercise, setExercise] = useState(false)
  const places = usePlaces()
  const [division, setDivision] = useState(proposal?.place)
  const plan = plans.find((one) => one.id === planId) ?? plans.find((one) => !warning || one.hazard === warning.hazard)
  const where = division ?? places[0]?.code
  const start = useMutation({
    mutationFn: () =>
      startResponse({
        ...{ plan: plan?.id ?? '', level, title, reason, isExercise, divisions: where ? [where] : [] },
        ...(warning && { warning: warning.id }),
      }),
    onSuccess: async ({ id: made }) => {
      await client.invalidateQueries({ queryKey: ['response'] })
      await go(`/city/response/${made}`)
    },
  })
  return (
    <Dialog
      open
      title={say({ zh: '启动响应', en: 'Start a response' })}
      onClose={onClose}
      footer={
        <Button
          tone="danger"
          busy={start.isPending}
          disabled={!plan || !where || title.trim().length < 2 || reason.trim().length < 2}
          onClick={() => start.mutate()}
        >
          {isExercise ? say({ zh: '开始演练', en: 'Begin the exercise' }) : say({ zh: '启动', en: 'Start' })}
        </Button>
      }
    >
      <div className={styles.form}>
        <label htmlFor={`${id}-plan`}>{say({ zh: '预案', en: 'Plan' })}</label>
        <select id={`${id}-plan`} value={plan?.id ?? ''} onChange={(event) => setPlan(event.target.value)}>
          {plans
            .filter((one) => !warning || one.hazard === warning.hazard)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {say(one.title)}
              </option>
            ))}
        </select>
        {plan ? <p className={styles.quiet}>{say(plan.basis)}</p> : null}
        <label htmlFor={`${id}-level`}>{say({ zh: '响应级别', en: 'Level' })}</label>
        <select
          id={`${id}-level`}
          value={level}
          // The options are the levels of the plan.
          onChange={(event) => setLevel(event.target.value as ResponseLevel)}
        >
          {(plan?.levels ?? []).map((one) => (
            <option key={one} value={one}>
              {say(levelWords[one])}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-where`}>{say({ zh: '范围', en: 'Area' })}</label>
        <select id={`${id}-where`} value={where ?? ''} onChange={(event) => setDivision(event.target.value)}>
          {places.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-title`}>{say({ zh: '名称', en: 'Name' })}</label>
        <input id={`${id}-title`} maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
        <label htmlFor={`${id}-why`}>{say({ zh: '依据和原因', en: 'Reason' })}</label>
        <textarea
          id={`${id}-why`}
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <label>
          <input type="checkbox" checked={isExercise} onChange={(event) => setExercise(event.target.checked)} />{' '}
          {say({ zh: '这是演练', en: 'This is an exercise' })}
        </label>
        {start.error ? <Trouble error={start.error} /> : null}
      </div>
    </Dialog>
  )
}
