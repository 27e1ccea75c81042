import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import { componentHistoryQuery, componentQuery, filingTableQuery } from '../../api/patrol.ts'
import {
  Button,
  ButtonLink,
  DemoMark,
  Facts,
  Loading,
  Page,
  Section,
  StateMark,
  sayInstant,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { CityMap, MapLabels, MapPoints } from '../../kit/map/index.ts'
import { hasRole, useSession } from '../../shell/session.ts'
import styles from '../patrol.module.css'
import { componentStates, kindTitle, ownerOf } from '../words.ts'
import { ComponentDialog } from './component-dialog.tsx'
import { History } from './component-history.tsx'
import { RetireDialog } from './retire-dialog.tsx'

/** One component: what it is, where it stands, who owns and keeps it, and all that became of it. */
export function ComponentPage(): JSX.Element {
  const say = useSay()
  const { code = '' } = useParams()
  const found = useQuery(componentQuery(code))
  const history = useQuery(componentHistoryQuery(code))
  const table = useQuery(filingTableQuery).data
  const mayReport = hasRole(useSession(), 'grid-member', 'clerk')
  const [open, setOpen] = useState<'change' | 'retire'>()
  const { data } = found
  const close = (): void => setOpen(undefined)
  return (
    <Page
      title={data?.title ?? say({ zh: '部件', en: 'Component' })}
      width="wide"
      back={{ to: '/desk/patrol/components', words: say({ zh: '城市部件', en: 'City components' }) }}
      actions={
        <>
          {mayReport && data && data.retiredAt === null ? (
            <ButtonLink to={`/desk/patrol/find?kind=${data.kind}&component=${code}`} icon="camera">
              {say({ zh: '上报发现', en: 'Report a finding' })}
            </ButtonLink>
          ) : null}
          {data && history.data?.mayChange ? (
            <>
              <Button icon="pencil" onClick={() => setOpen('change')}>
                {data.retiredAt
                  ? say({ zh: '恢复使用', en: 'Bring it back' })
                  : say({ zh: '修改、移动', en: 'Change or move' })}
              </Button>
              {data.retiredAt ? null : (
                <Button tone="danger" onClick={() => setOpen('retire')}>
                  {say({ zh: '停用', en: 'Retire' })}
                </Button>
              )}
            </>
          ) : null}
        </>
      }
    >
      {found.isPending ? <Loading lines={4} /> : null}
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {data ? (
        <div className={styles.stack}>
          <p>
            {data.retiredAt ? (
              <StateMark shape="closed">
                {say({ zh: '{when} 停用', en: 'Retired {when}' }, { when: sayInstant(say, data.retiredAt) })}
              </StateMark>
            ) : (
              <StateMark
                shape={data.state === 'well' ? 'done' : 'urgent'}
                tone={data.state === 'well' ? 'plain' : 'urgent'}
              >
                {say(componentStates[data.state] ?? { zh: data.state, en: data.state })}
              </StateMark>
            )}{' '}
            {data.isDemo ? <DemoMark /> : null}
          </p>
          <Facts
            facts={[
              [say({ zh: '编码', en: 'Code' }), <code key="code">{code}</code>],
              [say({ zh: '类别', en: 'Class' }), kindTitle(say, table, data.kind)],
              [say({ zh: '权属', en: 'Owner' }), ownerOf(say, data.ownership)],
              [say({ zh: '养护单位', en: 'Kept by' }), data.keeper || '—'],
              [say({ zh: '所在网格', en: 'Grid' }), data.grid ?? '—'],
              [say({ zh: '位置', en: 'Place' }), `${data.lat.toFixed(5)}, ${data.lng.toFixed(5)}`],
            ]}
          />
          <div className={styles.map}>
            <CityMap
              key={`${data.lng} ${data.lat}`}
              centre={[data.lng, data.lat]}
              zoom={16}
              label={say({ zh: '部件的位置', en: 'Where it stands' })}
            >
              <MapLabels />
              <MapPoints points={[{ id: code, point: [data.lng, data.lat], mark: 'working' }]} />
            </CityMap>
          </div>
          <Section title={say({ zh: '经过', en: 'What became of it' })}>
            {history.error ? <Trouble error={history.error} again={() => void history.refetch()} /> : null}
            <History changes={history.data?.changes ?? []} />
          </Section>
          {open === 'change' ? <ComponentDialog component={data} onDone={close} onClose={close} /> : null}
          {open === 'retire' ? <RetireDialog code={code} onClose={close} /> : null}
        </div>
      ) : null}
    </Page>
  )
}
