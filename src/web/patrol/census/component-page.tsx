import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import {
  type ComponentHistory,
  type ComponentState,
  componentHistoryQuery,
  componentQuery,
  filingTableQuery,
  retireComponent,
} from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import {
  Button,
  ButtonLink,
  DemoMark,
  Dialog,
  Facts,
  Loading,
  Page,
  type Say,
  Section,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { CityMap, MapLabels, MapPoints } from '../../kit/map/index.ts'
import { hasRole, useSession } from '../../shell/session.ts'
import styles from '../patrol.module.css'
import { componentStates, kindTitle, ownerOf } from '../words.ts'
import { ComponentDialog } from './component-dialog.tsx'

const changeWords: Readonly<Record<ComponentHistory['changes'][number]['what'], { zh: string; en: string }>> = {
  added: { zh: '登记', en: 'Added' },
  changed: { zh: '修改', en: 'Changed' },
  moved: { zh: '移动', en: 'Moved' },
  retired: { zh: '停用', en: 'Retired' },
  returned: { zh: '恢复', en: 'Brought back' },
}

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
          {open === 'retire' ? <Retire code={code} onClose={close} /> : null}
        </div>
      ) : null}
    </Page>
  )
}

/** What differs between two states, in words. */
function differences(say: Say, before: ComponentState | null, after: ComponentState): string {
  const said = (of: ComponentState, key: keyof ComponentState): string =>
    key === 'ownership'
      ? ownerOf(say, of.ownership)
      : key === 'state'
        ? say(componentStates[of.state] ?? { zh: of.state, en: of.state })
        : String(of[key])
  const names = {
    title: say({ zh: '名称', en: 'name' }),
    ownership: say({ zh: '权属', en: 'owner' }),
    keeper: say({ zh: '养护单位', en: 'kept by' }),
    state: say({ zh: '状态', en: 'state' }),
  }
  const keys = ['title', 'ownership', 'keeper', 'state'] as const
  const lines = keys
    .filter((key) => before === null || before[key] !== after[key])
    .map((key) => `${names[key]} ${before === null ? '' : `${said(before, key)} → `}${said(after, key) || '—'}`)
  if (before && (before.lng !== after.lng || before.lat !== after.lat))
    lines.push(`${before.lat.toFixed(5)}, ${before.lng.toFixed(5)} → ${after.lat.toFixed(5)}, ${after.lng.toFixed(5)}`)
  return lines.join(say({ zh: '；', en: '; ' }))
}

function History({ changes }: Pick<ComponentHistory, 'changes'>): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '经过', en: 'What became of it' })}
      rows={changes.map((one, at) => ({ ...one, key: String(at) }))}
      keyOf={({ key }) => key}
      columns={[
        { key: 'at', title: say({ zh: '时间', en: 'When' }), head: true, cell: (one) => sayInstant(say, one.at) },
        { key: 'what', title: say({ zh: '做了什么', en: 'What' }), cell: (one) => say(changeWords[one.what]) },
        { key: 'diff', title: say({ zh: '内容', en: 'How' }), cell: (one) => differences(say, one.before, one.after) },
        { key: 'note', title: say({ zh: '原因', en: 'Why' }), cell: (one) => one.note || '—' },
        { key: 'by', title: say({ zh: '谁', en: 'Who' }), cell: (one) => one.byName },
      ]}
    />
  )
}

/** Retires it, with the reason. */
function Retire({ code, onClose }: { readonly code: string; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [isTried, setTried] = useState(false)
  const isLacking = note.trim().length < 2
  const retire = useMutation({
    mutationFn: () => retireComponent(code, note.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onClose()
    },
  })
  return (
    <Dialog
      open
      title={say({ zh: '停用这个部件', en: 'Retire this component' })}
      onClose={onClose}
      footer={
        <Button
          tone="danger"
          busy={retire.isPending}
          onClick={() => {
            setTried(true)
            if (!isLacking) retire.mutate()
          }}
        >
          {say({ zh: '停用', en: 'Retire' })}
        </Button>
      }
    >
      <div className={styles.stack}>
        <p>
          {say({
            zh: '它不再出现在普查和路线里；编码和经过保留，需要时可以恢复。',
            en: 'It leaves the census and the choice for routes; its code and history stay, and it can be brought back.',
          })}
        </p>
        <Labelled
          title={say({ zh: '原因', en: 'Why' })}
          look="area"
          fault={isTried && isLacking ? say({ zh: '写明原因', en: 'Say why' }) : undefined}
        >
          {(labels) => (
            <textarea
              {...labels}
              rows={3}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Labelled>
        {retire.error ? <Trouble error={retire.error} /> : null}
      </div>
    </Dialog>
  )
}
