import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { type Bounds, datums } from '../../../kernel/place/index.ts'
import { type Component, filingTableQuery, nearComponentsQuery, sendCensus } from '../../api/patrol.ts'
import {
  Button,
  DemoMark,
  Faults,
  FileButton,
  Message,
  Page,
  Section,
  StateMark,
  Table,
  Trouble,
  useSay,
} from '../../kit/index.ts'
import { CityMap, MapFocus, MapLabels, MapPoints } from '../../kit/map/index.ts'
import { hasRole, holds, useSession } from '../../shell/session.ts'
import styles from '../patrol.module.css'
import { useHere } from '../use-here.ts'
import { componentStates, kindTitle, ownerOf, sayMetres } from '../words.ts'
import { ComponentDialog } from './component-dialog.tsx'

/** The census of components: the nearest, found by words or code; files in. */
export function ComponentsPage(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const { here } = useHere()
  const [text, setText] = useState('')
  const near = here ? `${here.lng.toFixed(4)},${here.lat.toFixed(4)}` : ''
  const components = useQuery(nearComponentsQuery(near, text.trim()))
  const table = useQuery(filingTableQuery).data
  const rows = components.data ?? []
  const mayImport = (['duty-officer', 'data-officer', 'administrator'] as const).some((role) =>
    holds(session, role, ['city']),
  )
  const mayAdd = hasRole(session, 'dispatcher', 'supervisor', 'duty-officer', 'data-officer')
  const [isNew, setNew] = useState(false)
  const go = useNavigate()
  const bounds = frameOf(rows)
  return (
    <Page
      title={say({ zh: '城市部件', en: 'City components' })}
      width="wide"
      lead={
        near
          ? say({ zh: '由近到远的 50 个。', en: 'The fifty nearest.' })
          : say({ zh: '按编码排列的前 50 个。', en: 'The first fifty by code.' })
      }
      actions={
        mayAdd ? (
          <Button icon="plus" onClick={() => setNew(true)}>
            {say({ zh: '登记一个部件', en: 'Add a component' })}
          </Button>
        ) : null
      }
    >
      <div className={styles.stack}>
        <label className={styles.field}>
          <span>{say({ zh: '名称或编码', en: 'Name or code' })}</span>
          <input type="search" maxLength={100} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        {components.error ? <Trouble error={components.error} again={() => void components.refetch()} /> : null}
        <div className={styles.map}>
          <CityMap label={say({ zh: '部件的位置', en: 'Where the components are' })}>
            <MapLabels />
            <MapFocus name={bounds?.join()} bounds={bounds} />
            <MapPoints
              points={rows.map(({ code, lng, lat, state }) => ({
                ...{ id: code, point: [lng, lat] as const },
                mark: state === 'well' ? ('working' as const) : ('late' as const),
              }))}
            />
          </CityMap>
        </div>
        <Table
          caption={say({ zh: '部件', en: 'Components' })}
          rows={rows}
          keyOf={({ code }) => code}
          columns={[
            {
              key: 'title',
              title: say({ zh: '名称', en: 'Name' }),
              head: true,
              cell: (row) => (
                <>
                  <Link to={`/desk/patrol/components/${row.code}`}>{row.title}</Link>{' '}
                  {row.isDemo ? <DemoMark short /> : null}
                </>
              ),
            },
            { key: 'kind', title: say({ zh: '类别', en: 'Class' }), cell: (row) => kindTitle(say, table, row.kind) },
            { key: 'code', title: say({ zh: '编码', en: 'Code' }), cell: (row) => <code>{row.code}</code> },
            { key: 'owner', title: say({ zh: '权属', en: 'Owner' }), cell: (row) => ownerOf(say, row.ownership) },
            { key: 'keeper', title: say({ zh: '养护单位', en: 'Kept by' }), cell: (row) => row.keeper },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) => (
                <StateMark
                  shape={row.state === 'well' ? 'done' : 'urgent'}
                  tone={row.state === 'well' ? 'plain' : 'urgent'}
                >
                  {say(componentStates[row.state] ?? { zh: row.state, en: row.state })}
                </StateMark>
              ),
            },
            {
              key: 'metres',
              title: say({ zh: '距离', en: 'Distance' }),
              number: true,
              cell: (row) => (row.metres === null ? '—' : sayMetres(say, row.metres)),
            },
          ]}
        />
        {mayImport ? <CensusFile /> : null}
        {isNew ? (
          <ComponentDialog
            near={here ? [here.lng, here.lat] : rows[0] && [rows[0].lng, rows[0].lat]}
            onDone={({ code }) => void go(`/desk/patrol/components/${code}`)}
            onClose={() => setNew(false)}
          />
        ) : null}
      </div>
    </Page>
  )
}

/** The frame in which all of them lie. */
function frameOf(rows: readonly Component[]): Bounds | undefined {
  if (rows.length === 0) return undefined
  const lngs = rows.map(({ lng }) => lng)
  const lats = rows.map(({ lat }) => lat)
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)]
}

function CensusFile(): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [datum, setDatum] = useState<string>('wgs84')
  const sending = useMutation({
    mutationFn: (file: File) => sendCensus(file, datum),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patrol', 'components'] }),
  })
  return (
    <Section title={say({ zh: '导入普查文件', en: 'Bring in the census' })}>
      <p className={styles.quiet}>
        {say({
          zh: 'CSV 或 XLSX：16 位部件编码、名称、权属、责任单位、经度、纬度、状态。编码相同的更新。',
          en: 'CSV or XLSX: 16-digit code, name, owner, keeper, longitude, latitude, state. A code that is there is brought up to date.',
        })}
      </p>
      <div className={styles.fields}>
        <label className={styles.field}>
          <span>{say({ zh: '坐标系', en: 'Datum' })}</span>
          <select value={datum} onChange={(event) => setDatum(event.target.value)}>
            {datums.map((one) => (
              <option key={one} value={one}>
                {one.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
        <FileButton
          icon="upload"
          accept=".csv,.xlsx,.txt"
          busy={sending.isPending}
          onFile={(file) => sending.mutate(file)}
        >
          {say({ zh: '选择文件', en: 'Choose a file' })}
        </FileButton>
      </div>
      {sending.error ? <Trouble error={sending.error} /> : null}
      {sending.data ? (
        <>
          <Message
            tone="done"
            live
            title={say(
              {
                zh: '读入 {read} 行，导入 {imported} 个，退回 {refused} 行',
                en: '{read} rows read, {imported} brought in, {refused} refused',
              },
              { ...sending.data, faults: '', refused: sending.data.faults.length },
            )}
          />
          <Faults faults={sending.data.faults} />
        </>
      ) : null}
    </Section>
  )
}
