import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { Link } from 'react-router'
import { cameraKindFacts, viewPurposes } from '../../kernel/camera/index.ts'
import { answerRequest, type ViewRequestRow } from '../api/camera.ts'
import { CaseNumber, roleWords } from '../case/index.ts'
import { Button, type Say, StateMark, sayInstant, sayTime, Trouble, useSay } from '../kit/index.ts'
import styles from './camera.module.css'
import { useViewMinutes } from './view-minutes.ts'
import { WholePicture } from './whole-picture.tsx'
import { requestLook } from './words.ts'

/** A post as it was written down, `role@path`: the role in words. */
export function postWords(say: Say, post: string | null): string {
  const role = Object.entries(roleWords).find(([name]) => name === post?.split('@')[0])?.[1]
  return role ? say(role) : ''
}

/** A request: who asks what for, who answered, each view; with what the reader may do. */
export function RequestCard({
  request,
  isAlone = false,
}: {
  readonly request: ViewRequestRow
  /** Stands outside the page of its event. */
  readonly isAlone?: boolean
}): JSX.Element {
  const say = useSay()
  const look = requestLook[request.state]
  const title = say(cameraKindFacts[request.kind].title)
  return (
    <div className={styles.request}>
      <p>
        <StateMark shape={look.shape} tone={look.tone}>
          {say(look.words)}
        </StateMark>{' '}
        {isAlone ? (
          <Link to={`/desk/camera/${request.event}`}>
            {title}
            {request.address ? ` · ${request.address}` : ''}
          </Link>
        ) : null}
      </p>
      <p>
        <strong>{say(viewPurposes[request.purpose].title)}</strong>
        {request.caseNumber ? (
          <>
            {' · '}
            <CaseNumber number={request.caseNumber} />
          </>
        ) : null}
      </p>
      <p>{request.words}</p>
      <p className={styles.quiet}>
        {say({ zh: '申请：', en: 'Asked: ' })}
        {[request.askedByName, postWords(say, request.askedPost), sayInstant(say, request.askedAt)].join(' · ')}
      </p>
      {request.answeredByName ? (
        <p className={styles.quiet}>
          {say({ zh: '答复：', en: 'Answered: ' })}
          {[
            request.answeredByName,
            postWords(say, request.answeredPost),
            request.answeredAt ? sayInstant(say, request.answeredAt) : '',
            request.answer ?? '',
          ].join(' · ')}
        </p>
      ) : null}
      {request.views.length > 0 ? (
        <p className={styles.quiet}>
          {say.count(request.views.length, {
            zh: '查看 {n} 次：',
            en: { one: 'Seen once: ', other: 'Seen {n} times: ' },
          })}
          {request.views.map(({ at }) => sayTime(say, at)).join(say({ zh: '、', en: ', ' }))}
        </p>
      ) : null}
      <RequestActs request={request} />
    </div>
  )
}

function RequestActs({ request }: { readonly request: ViewRequestRow }): JSX.Element | null {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const minutes = useViewMinutes()
  const [words, setWords] = useState('')
  const send = useMutation({
    mutationFn: (what: 'approve' | 'refuse' | 'revoke' | 'withdraw') =>
      answerRequest(request.id, what, what === 'approve' || what === 'refuse' ? words.trim() : undefined),
    onSuccess: () => client.invalidateQueries({ queryKey: ['camera'] }),
  })
  const isAsked = request.state === 'asked'
  const lacksWords = words.trim().length < 2
  return (
    <>
      {request.mayAnswer && isAsked ? (
        <div className={styles.form}>
          <label htmlFor={id}>{say({ zh: '答复意见', en: 'Your words' })}</label>
          <input id={id} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
          <div className={styles.acts}>
            <Button icon="check" disabled={lacksWords} busy={send.isPending} onClick={() => send.mutate('approve')}>
              {say({ zh: '批准 {n} 分钟', en: 'Approve for {n} min' }, { n: minutes ?? '…' })}
            </Button>
            <Button icon="cross" disabled={lacksWords} busy={send.isPending} onClick={() => send.mutate('refuse')}>
              {say({ zh: '拒绝', en: 'Refuse' })}
            </Button>
          </div>
        </div>
      ) : null}
      {(request.isMine && (request.isOpen || isAsked)) || (request.mayAnswer && request.isOpen) ? (
        <div className={styles.acts}>
          {request.isMine && request.isOpen ? <WholePicture request={request} /> : null}
          {request.isMine && isAsked ? (
            <Button size="s" tone="quiet" busy={send.isPending} onClick={() => send.mutate('withdraw')}>
              {say({ zh: '撤回申请', en: 'Take it back' })}
            </Button>
          ) : null}
          {request.mayAnswer && request.isOpen ? (
            <Button size="s" busy={send.isPending} onClick={() => send.mutate('revoke')}>
              {say({ zh: '收回许可', en: 'Revoke' })}
            </Button>
          ) : null}
        </div>
      ) : null}
      {send.error ? <Trouble error={send.error} /> : null}
    </>
  )
}
