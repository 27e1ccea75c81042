import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useParams } from 'react-router'
import { cameraKindFacts } from '../../kernel/camera/index.ts'
import { cameraEventQuery } from '../api/camera.ts'
import { CaseNumber } from '../case/index.ts'
import { Button, Loading, Page, Section, Trouble, useSay } from '../kit/index.ts'
import { AskDialog } from './ask-dialog.tsx'
import styles from './camera.module.css'
import { Decide } from './decide.tsx'
import { EventFacts } from './event-facts.tsx'
import { MaskedPicture } from './masked-picture.tsx'
import { RequestCard } from './request-card.tsx'

/** One camera event: its masked picture, the decision, the case it became, and full views of it. */
export function CameraEventPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const found = useQuery(cameraEventQuery(id))
  const [isAsking, setAsking] = useState(false)
  const whole = found.data
  const title = whole ? say(cameraKindFacts[whole.event.kind].title) : say({ zh: '视频事件', en: 'Camera event' })
  const waits = whole?.requests.some((one) => one.isMine && one.state === 'asked') ?? false
  return (
    <Page
      title={whole?.event.address ? `${title} · ${whole.event.address}` : title}
      width="wide"
      back={{ to: '/desk/camera', words: say({ zh: '视频事件', en: 'Camera events' }) }}
    >
      {found.isPending ? <Loading lines={6} /> : null}
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {whole ? (
        <>
          <MaskedPicture event={whole.event} />
          <Decide event={whole.event} />
          {whole.case ? (
            <p>
              {say({ zh: '形成事项：', en: 'It became case ' })}
              <Link to={`/desk/cases/${whole.case.id}`}>
                <CaseNumber number={whole.case.number} />
              </Link>
            </p>
          ) : null}
          <EventFacts event={whole.event} />
          <Section
            title={say({ zh: '查看原图', en: 'Full views' })}
            actions={
              whole.mayAsk && !waits ? (
                <Button size="s" icon="eye" onClick={() => setAsking(true)}>
                  {say({ zh: '申请查看', en: 'Ask' })}
                </Button>
              ) : null
            }
          >
            {whole.requests.length === 0 ? (
              <p className={styles.quiet}>
                {say({ zh: '没有人申请或查看过原图。', en: 'Nobody has asked for it or seen it.' })}
              </p>
            ) : null}
            <ul className={styles.requests}>
              {whole.requests.map((one) => (
                <li key={one.id}>
                  <RequestCard request={one} />
                </li>
              ))}
            </ul>
          </Section>
          {isAsking ? <AskDialog whole={whole} onClose={() => setAsking(false)} /> : null}
        </>
      ) : null}
    </Page>
  )
}
