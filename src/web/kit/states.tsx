import type { JSX, ReactNode } from 'react'
import { ApiProblem, NoConnection, NoRoom } from '../api/problem.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Message } from './message.tsx'
import styles from './states.module.css'
import { useSay } from './use-say.ts'

/** Nothing here, and why, and what one can do about it. */
export function Empty({
  icon = 'list',
  title,
  children,
  action,
}: {
  readonly icon?: IconName
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly action?: ReactNode
}): JSX.Element {
  return (
    <div className={styles.empty}>
      <Icon name={icon} size={2} />
      <p className={styles.title}>{title}</p>
      {children ? <p className={styles.text}>{children}</p> : null}
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  )
}

const widths = ['92%', '69%', '84%', '58%', '76%', '63%', '88%', '52%'] as const

/** Work under way whose length is not known. Says so to screen readers; shows lines where the content will be. */
export function Loading({ lines = 3 }: { readonly lines?: number }): JSX.Element {
  const say = useSay()
  return (
    <div className={styles.loading} role="status">
      <span className="heard">{say({ zh: '正在读取…', en: 'Loading…' })}</span>
      {widths.slice(0, lines).map((width) => (
        <span key={width} className={styles.line} style={{ width }} aria-hidden="true" />
      ))}
    </div>
  )
}

/** What went wrong and what to do, next to the thing. Network loss is told apart from the server's refusal. */
export function Trouble({ error, again }: { readonly error: unknown; readonly again?: () => void }): JSX.Element {
  const say = useSay()
  // What was refused, or is not there, is so at the second asking too.
  const isFinal = error instanceof ApiProblem && [401, 403, 404, 410].includes(error.status)
  const retry =
    again && !isFinal ? (
      <Button size="s" icon="sync" onClick={again}>
        {say({ zh: '再试一次', en: 'Try again' })}
      </Button>
    ) : undefined
  if (error instanceof NoConnection)
    return (
      <Message
        tone="warning"
        live
        title={say({ zh: '现在连不上服务器', en: 'The server cannot be reached now' })}
        actions={retry}
      >
        {say({
          zh: '可能是没有信号，或服务正在重启。已填写的内容仍在本机。',
          en: 'There may be no signal, or the service is restarting. What you filled in is kept on this device.',
        })}
      </Message>
    )
  if (error instanceof NoRoom)
    return (
      <Message
        tone="warning"
        live
        title={say({ zh: '手机存储空间已满，没有存下', en: 'This device is full: it was not kept' })}
      >
        {say({
          zh: '先腾出空间（删去照片、视频或不用的应用），再按一次。已填写的内容还在这一页。',
          en: 'Make room first (photos, films or apps you do not need), then press again. What you filled in is still on this page.',
        })}
      </Message>
    )
  if (error instanceof ApiProblem)
    return (
      <Message tone="warning" live title={error.title || statusWords(say, error.status)} actions={retry}>
        {[error.detail, error.todo]
          .filter((text) => text && text !== error.title)
          .map((text) => (
            <p key={text}>{text}</p>
          ))}
        {error.faults.length > 0 ? (
          <ul>
            {error.faults.map((fault) => (
              <li key={`${fault.row}${fault.field}${fault.detail}`}>{fault.detail}</li>
            ))}
          </ul>
        ) : null}
      </Message>
    )
  return (
    <Message
      tone="warning"
      live
      title={say({ zh: '这一页出了差错', en: 'Something in this page went wrong' })}
      actions={retry}
    >
      {say(
        {
          zh: '请重新载入页面；如再次出现，请把这一句告诉管理员：{detail}',
          en: 'Reload the page; if it happens again, give an administrator this line: {detail}',
        },
        { detail: error instanceof Error ? error.message : String(error) },
      )}
    </Message>
  )
}

const statusWords = (say: ReturnType<typeof useSay>, status: number): string =>
  status === 404
    ? say({ zh: '没有找到', en: 'Not found' })
    : say({ zh: '服务器没能完成（{status}）', en: 'The server could not do it ({status})' }, { status })
