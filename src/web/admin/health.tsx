import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type Finding, healthQuery } from '../api/admin.ts'
import { Button, Loading, Page, StateMark, type StateShape, type StateTone, Trouble, useSay } from '../kit/index.ts'
import styles from './admin.module.css'

const looks: Readonly<Record<Finding['state'], readonly [StateShape, StateTone, { zh: string; en: string }]>> = {
  well: ['done', 'active', { zh: '正常', en: 'Well' }],
  watch: ['soon', 'soon', { zh: '留意', en: 'Watch' }],
  ill: ['urgent', 'urgent', { zh: '故障', en: 'Ill' }],
}

/** How the machinery stands: what was looked at, how it is, what to do about it. */
export function Health(): JSX.Element {
  const say = useSay()
  const health = useQuery({ ...healthQuery, refetchInterval: 30_000 })
  const order = ['ill', 'watch', 'well']
  const findings = [...(health.data?.findings ?? [])].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return (
    <Page
      title={say({ zh: '健康', en: 'Health' })}
      lead={
        health.data
          ? say({ zh: '版本 {version}', en: 'Version {version}' }, { version: health.data.version })
          : undefined
      }
      width="wide"
      actions={
        <Button icon="sync" busy={health.isFetching} onClick={() => void health.refetch()}>
          {say({ zh: '再查一遍', en: 'Look again' })}
        </Button>
      }
    >
      {health.error ? <Trouble error={health.error} again={() => void health.refetch()} /> : null}
      {health.isPending ? <Loading lines={6} /> : null}
      <ul className={styles.findings}>
        {findings.map((finding) => {
          const [shape, tone, words] = looks[finding.state]
          return (
            <li key={finding.what.en}>
              <strong>{say(finding.what)}</strong>
              <StateMark shape={shape} tone={tone}>
                {say(words)}
              </StateMark>
              <p>{say(finding.says)}</p>
              {finding.todo ? <p className={styles.todo}>{say(finding.todo)}</p> : null}
            </li>
          )
        })}
      </ul>
    </Page>
  )
}
