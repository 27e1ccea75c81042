import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { versionQuery, versionsQuery } from '../../api/patrol.ts'
import { Button, Buttons, Loading, Page, Trouble, useSay } from '../../kit/index.ts'
import { useDraft } from '../../offline/index.ts'
import { holds, useSession } from '../../shell/session.ts'
import styles from '../patrol.module.css'
import { Compare } from './compare.tsx'
import { Draft, type DraftTable } from './draft.tsx'
import { FileIn } from './file-in.tsx'
import { Rules } from './rules.tsx'
import { Versions } from './versions.tsx'

/** The city's table of filing and closing conditions: its versions, what is in force, what changed, changing it, files in and out. */
export function TablesPage(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const versions = useQuery(versionsQuery)
  const current = versions.data?.find(({ isInForce }) => isInForce)
  const [chosen, setChosen] = useState<string>()
  const shown = chosen ?? current?.id
  const version = versions.data?.find(({ id }) => id === shown)
  const rows = useQuery({ ...versionQuery(shown ?? ''), enabled: shown !== undefined })
  const mayEnter = (['duty-officer', 'data-officer', 'administrator'] as const).some((role) =>
    holds(session, role, ['city']),
  )
  const draft = useDraft<DraftTable | null>(`patrol.table ${session?.actor.id ?? ''}`, () => null)
  const begin = (fresh: DraftTable['rows']): void =>
    draft.set({ base: shown ?? '', rows: [...fresh], note: '', from: '' })
  return (
    <Page
      title={say({ zh: '立案结案标准', en: 'Filing and closing conditions' })}
      width="wide"
      lead={say({
        zh: '部件、事件的立案条件、结案条件、时限和责任单位。每一版从生效时间起用，已用过的不改写。',
        en: 'Classes of components and events: when filed, when closed, limits, who answers. Each version holds from its day; what was in force is never rewritten.',
      })}
    >
      <div className={styles.stack}>
        {versions.error ? <Trouble error={versions.error} again={() => void versions.refetch()} /> : null}
        {versions.isPending ? <Loading lines={4} /> : null}
        <Versions versions={versions.data ?? []} shown={shown} onShow={setChosen} mayWithdraw={mayEnter} />
        {mayEnter && rows.data && draft.ready && !draft.value ? (
          <Buttons>
            <Button icon="pencil" onClick={() => begin(rows.data)}>
              {say(
                { zh: '以第 {n} 版为底录入新版', en: 'Enter a version from number {n}' },
                { n: version?.serial ?? '' },
              )}
            </Button>
            <FileIn onRead={begin} />
          </Buttons>
        ) : null}
        {mayEnter && draft.value ? (
          <Draft draft={draft.value} restoredAt={draft.restoredAt} onChange={draft.set} onEnd={draft.clear} />
        ) : null}
        {draft.value || !rows.data || !version ? null : (
          <>
            <Compare versions={versions.data ?? []} version={version} rows={rows.data} />
            <Rules
              rows={rows.data}
              caption={say({ zh: '第 {n} 版的小类', en: 'Classes of version {n}' }, { n: version.serial })}
            />
          </>
        )}
      </div>
    </Page>
  )
}
