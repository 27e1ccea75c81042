import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useParams } from 'react-router'
import { trackQuery } from '../../api/cases.ts'
import { ApiProblem } from '../../api/problem.ts'
import { CaseNumber } from '../../case/index.ts'
import {
  Button,
  ButtonLink,
  Buttons,
  Loading,
  notify,
  Page,
  QrCode,
  Section,
  sayInstant,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { NoSuchCode } from '../no-such-code.tsx'
import { readCode } from '../read-code.ts'
import styles from './report.module.css'

/** The receipt: the number, the link and its QR code, what happens next; made to be printed or photographed. */
export function ReportDone(): JSX.Element {
  const say = useSay()
  const { code: given = '' } = useParams()
  const code = readCode(given)
  const track = useQuery({ ...trackQuery(code ?? ''), enabled: code !== undefined })
  if (code === undefined) return <NoSuchCode />
  // "We have it" is said of what we have alone.
  if (track.error instanceof ApiProblem && !track.data)
    return (
      <Page title={say({ zh: '查看进展', en: 'Progress' })}>
        <Trouble error={track.error} again={() => void track.refetch()} />
      </Page>
    )
  const link = `${location.origin}/t/${code}`
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link)
    notify({ zh: '已复制链接', en: 'Link copied' })
  }
  const view = track.data
  return (
    <Page
      title={say({ zh: '收到了', en: 'We have it' })}
      lead={say({
        zh: '凭编号或链接随时查看，不用登录。',
        en: 'Follow it by number or link at any time; no account needed.',
      })}
    >
      {track.error ? <Trouble error={track.error} again={() => void track.refetch()} /> : null}
      {track.isPending ? <Loading /> : null}
      {view ? (
        <div className={styles.slip}>
          <div className={styles.slipWords}>
            <p className={styles.slipLabel}>{say({ zh: '编号', en: 'Number' })}</p>
            <p className={styles.number}>
              <CaseNumber number={view.number} />
            </p>
            <p className={styles.slipTitle}>{view.title}</p>
            <p className={styles.slipLabel}>{sayInstant(say, view.openedAt)}</p>
            <p className={styles.link}>{link}</p>
          </div>
          <QrCode text={link} label={say({ zh: '查看进展的二维码', en: 'QR code to follow it' })} size={9} />
        </div>
      ) : null}
      <div data-print="no">
        <Buttons>
          <ButtonLink tone="primary" to={`/t/${code}`} after="go">
            {say({ zh: '查看进展', en: 'Follow it' })}
          </ButtonLink>
          <Button icon="link" onClick={() => void copy()}>
            {say({ zh: '复制链接', en: 'Copy the link' })}
          </Button>
          <Button icon="print" onClick={() => print()}>
            {say({ zh: '打印', en: 'Print' })}
          </Button>
        </Buttons>
      </div>
      {view ? (
        <Section title={say({ zh: '接下来', en: 'What happens next' })}>
          <ol className={styles.next}>
            {view.steps.map((step) => (
              <li key={step.step}>
                <strong>{say(step.title)}</strong>
                <span>
                  {step.office ? say(step.office) : ''}{' '}
                  {step.dueAt ? say({ zh: '{when} 前', en: 'by {when}' }, { when: sayInstant(say, step.dueAt) }) : ''}
                </span>
              </li>
            ))}
          </ol>
        </Section>
      ) : null}
    </Page>
  )
}
