import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type DutyEntry, dutyQuery } from '../api/signs.ts'
import { Button, csvOf, download, Empty, Loading, Page, Section, sayInstant, Trouble, useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { OpenList } from './duty-open.tsx'
import { DutyPanel } from './duty-panel.tsx'
import { mayBeOnDuty } from './may.ts'
import styles from './signs.module.css'
import { useCriticalSound } from './use-critical-sound.ts'

const kinds: Readonly<Record<DutyEntry['kind'], { readonly zh: string; readonly en: string }>> = {
  'took-over': { zh: '接班', en: 'took over' },
  'handed-over': { zh: '交班', en: 'handed over' },
  relieved: { zh: '接替', en: 'relieved' },
  note: { zh: '记录', en: 'noted' },
}

/** The duty log (值班日志): who, when, what was open, in their own words; nothing in it can be changed. */
export function DutyPage(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const duty = useQuery(dutyQuery)
  const sound = useCriticalSound(undefined)
  const entries = duty.data?.entries ?? []
  const csv = (): string =>
    csvOf([
      [
        '#',
        say({ zh: '时间', en: 'When' }),
        say({ zh: '事', en: 'What' }),
        say({ zh: '人', en: 'Who' }),
        say({ zh: '内容', en: 'Note' }),
      ],
      ...entries.map((one) => [String(one.seq), one.at, say(kinds[one.kind]), one.personName, one.note]),
    ])
  return (
    <Page
      title={say({ zh: '值班日志', en: 'Duty log' })}
      lead={say({
        zh: '只能追加，不能改动；每条与上一条以摘要相连，改动会被“健康检查”发现。',
        en: 'It can be added to, never changed: each entry is sealed with the one before it, and a change would be found by the health checks.',
      })}
      back={{ to: '/city', words: say({ zh: '此刻', en: 'Now' }) }}
      width="wide"
      actions={
        entries.length > 0 ? (
          <Button tone="quiet" icon="download" onClick={() => download('duty.csv', csv())}>
            CSV
          </Button>
        ) : null
      }
    >
      <DutyPanel mayAct={mayBeOnDuty(session)} sound={sound} />
      <Section title={say({ zh: '最近记录', en: 'Newest entries' })}>
        {duty.isPending ? <Loading lines={6} /> : null}
        {duty.error ? <Trouble error={duty.error} again={() => void duty.refetch()} /> : null}
        {duty.data && entries.length === 0 ? (
          <Empty icon="check" title={say({ zh: '还没有人接过班', en: 'Nobody has been on duty yet' })} />
        ) : null}
        <ol className={styles.log}>
          {entries.map((one) => (
            <li key={one.id}>
              <p>
                <span className={styles.quiet}>#{one.seq}</span>{' '}
                <time dateTime={one.at}>{sayInstant(say, one.at)}</time>{' '}
                <strong>
                  {one.personName} {say(kinds[one.kind])}
                </strong>
              </p>
              {one.note ? <p>{one.note}</p> : null}
              {one.kind === 'note' ? null : <OpenList open={one.open} />}
            </li>
          ))}
        </ol>
      </Section>
    </Page>
  )
}
