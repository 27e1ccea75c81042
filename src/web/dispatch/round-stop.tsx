import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { Link } from 'react-router'
import { caseQuery } from '../api/cases.ts'
import type { Stop } from '../api/dispatch.ts'
import { type Acted, caseTitle, OfferForm } from '../case/index.ts'
import { Button, Buttons, DemoMark, Due, notify, StateMark, Trouble, useSay } from '../kit/index.ts'
import { useOutbox } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import { answerStop, type StopAnswer } from './answer-stop.ts'
import styles from './dispatch.module.css'
import { spanWords } from './words.ts'

/** One errand of the round: how to get there, what it is, and what is answered: there, done, cannot. Works without a signal. */
export function RoundStop({
  stop,
  nth,
  way,
  isNext,
}: {
  readonly stop: Stop
  readonly nth: number
  readonly way: string
  readonly isNext: boolean
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const person = useSession()?.actor.id ?? ''
  const waiting = useOutbox(person).filter((entry) => entry.caseId === stop.case)
  const [open, setOpen] = useState<'done' | 'cannot'>()
  const told = (isKept: boolean, done: { readonly zh: string; readonly en: string }) => {
    setOpen(undefined)
    notify(isKept ? { zh: `${done.zh}：已存在本机`, en: `${done.en}: kept on this device` } : done)
    void client.invalidateQueries({ queryKey: ['dispatch', 'round'] })
    void client.invalidateQueries({ queryKey: caseQuery(stop.case).queryKey })
  }
  const answer = useMutation({
    mutationFn: (given: StopAnswer) => answerStop(stop, given, person),
    networkMode: 'always',
    onSuccess: (isKept, { what }) =>
      told(
        isKept,
        what === 'begin' ? { zh: '已报到场', en: 'On the spot' } : { zh: '已报不能办理', en: 'Cannot, told' },
      ),
  })
  const isSaid = (what: string) => waiting.some(({ path }) => path.endsWith(`/${what}`))
  const isBegun = stop.state === 'under-way' || isSaid('begin')
  const isDone = waiting.some(({ body }) => body.action === 'complete') || isSaid('cannot')
  const { errand } = stop
  return (
    <article className={styles.roundStop} aria-label={caseTitle(say, errand)}>
      <p className={styles.quiet}>
        {say({ zh: '第 {nth} 站', en: 'Stop {nth}' }, { nth })} · {way} · {spanWords(say, stop)}
      </p>
      <h2>
        {caseTitle(say, errand)} {errand.demo ? <DemoMark short /> : null}
      </h2>
      <p>{errand.address}</p>
      <p>
        <StateMark shape={isDone ? 'waiting' : isBegun ? 'working' : 'sent'} tone="active">
          {isDone
            ? say({ zh: '待发送', en: 'waits to be sent' })
            : isBegun
              ? say({ zh: '正在办', en: 'under way' })
              : say({ zh: '待前往', en: 'to go to' })}
        </StateMark>{' '}
        {say(errand.kindTitle)} <Due at={errand.dueAt} />
      </p>
      {answer.error ? <Trouble error={answer.error} /> : null}
      {isDone ? null : open === 'done' ? (
        <DoneForm
          stop={stop}
          onDone={({ queued }) => told(queued, { zh: '已办结', en: 'Done' })}
          onCancel={() => setOpen(undefined)}
        />
      ) : open === 'cannot' ? (
        <CannotForm
          busy={answer.isPending}
          onSend={(reason) => answer.mutate({ what: 'cannot', reason })}
          onCancel={() => setOpen(undefined)}
        />
      ) : (
        <Buttons>
          {isBegun ? null : (
            <Button
              icon="place"
              tone={isNext ? 'primary' : 'plain'}
              busy={answer.isPending}
              onClick={() => answer.mutate({ what: 'begin' })}
            >
              {say({ zh: '到场', en: 'On the spot' })}
            </Button>
          )}
          <Button icon="check" tone={isBegun ? 'primary' : 'plain'} onClick={() => setOpen('done')}>
            {say({ zh: '办结', en: 'Done' })}
          </Button>
          <Button icon="cross" onClick={() => setOpen('cannot')}>
            {say({ zh: '不能办理', en: 'Cannot' })}
          </Button>
        </Buttons>
      )}
      <p className={styles.quiet}>
        <a href={`geo:${errand.lat.toFixed(6)},${errand.lng.toFixed(6)}`}>
          {say({ zh: '用地图应用打开', en: 'Open in a map app' })}
        </a>
        {' · '}
        <Link to={`/desk/mine/${stop.case}`}>{say({ zh: '看事项全部', en: 'The whole case' })}</Link>
      </p>
    </article>
  )
}

/** The step's own form, as on the page of the case. */
function DoneForm({
  stop,
  onDone,
  onCancel,
}: {
  readonly stop: Stop
  readonly onDone: (acted: Acted) => void
  readonly onCancel: () => void
}): JSX.Element {
  const say = useSay()
  const person = useSession()?.actor.id ?? ''
  const query = useQuery(caseQuery(stop.case))
  const offer = query.data?.may.find(({ action, step }) => action === 'complete' && step === stop.task)
  if (query.error && !query.data) return <Trouble error={query.error} again={() => void query.refetch()} />
  if (!query.data) return <p role="status">{say({ zh: '正在读取', en: 'Loading' })}</p>
  if (!offer)
    return (
      <p>
        {say({
          zh: '这一步不能由您办结，请在事项页面查看。',
          en: 'You cannot complete this step; see the page of the case.',
        })}
      </p>
    )
  const { case: state } = query.data
  return (
    <OfferForm
      offer={offer}
      target={{ path: `/api/cases/${state.id}/actions`, caseId: state.id, about: stop.errand.title, person }}
      seq={state.seq}
      pack={state.hash}
      words={{ zh: '办结', en: 'Done' }}
      takesFocus
      onDone={onDone}
      onCancel={onCancel}
      onLook={() => void query.refetch()}
    />
  )
}

function CannotForm({
  busy,
  onSend,
  onCancel,
}: {
  readonly busy: boolean
  readonly onSend: (reason: string) => void
  readonly onCancel: () => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [reason, setReason] = useState('')
  return (
    <form
      className={styles.answer}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) onSend(reason.trim())
      }}
    >
      <label htmlFor={id}>{say({ zh: '为什么不能办理', en: 'Why it cannot be done' })}</label>
      <textarea
        id={id}
        rows={2}
        required
        minLength={2}
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Buttons>
        <Button type="submit" tone="danger" busy={busy}>
          {say({ zh: '报告不能办理', en: 'Say so' })}
        </Button>
        <Button onClick={onCancel}>{say({ zh: '取消', en: 'Cancel' })}</Button>
      </Buttons>
    </form>
  )
}
