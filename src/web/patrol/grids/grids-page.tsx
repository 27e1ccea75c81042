import { useQuery } from '@tanstack/react-query'
import { type JSX, useId, useMemo, useState } from 'react'
import type { AnyShape } from '../../../kernel/twin/index.ts'
import { gridsQuery, type PatrolGrid } from '../../api/patrol.ts'
import { divisionsQuery } from '../../api/registry.ts'
import { Button, Loading, Page, StateMark, Table, Trouble, useSay } from '../../kit/index.ts'
import { CityMap, MapLabels, MapPoints, MapShapes } from '../../kit/map/index.ts'
import { hasRole, useSession } from '../../shell/session.ts'
import { NamedTitle } from '../named-title.tsx'
import { useOwnDivision } from '../own-street.ts'
import styles from '../patrol.module.css'
import { frameOf } from './corners.ts'
import { DrawDialog } from './draw-dialog.tsx'
import { GridPart } from './grid-part.tsx'

/** Grids of a street on the map, who works in each and who is on now; drawn and staffed by those who stand over them. */
export function GridsPage(): JSX.Element {
  const say = useSay()
  const id = useId()
  const own = useOwnDivision()
  const district = own?.slice(0, 6)
  const districts = useQuery({ ...divisionsQuery(), enabled: own === undefined }).data?.items ?? []
  const [chosenDistrict, setDistrict] = useState<string>()
  const under = chosenDistrict ?? district ?? districts[0]?.code
  const streets = useQuery({ ...divisionsQuery(under), enabled: under !== undefined }).data?.items ?? []
  const [chosen, setChosen] = useState<string>()
  const street = chosen ?? (own?.length === 9 ? own : streets[0]?.code) ?? ''
  const grids = useQuery({ ...gridsQuery(street), enabled: street !== '' })
  const [open, setOpen] = useState<string>()
  const [isNew, setNew] = useState(false)
  const mayPlan = hasRole(useSession(), 'dispatcher', 'supervisor', 'duty-officer')
  const rows = grids.data ?? []
  const current = rows.find(({ code }) => code === open)
  return (
    <Page
      title={say({ zh: '网格与排班', en: 'Grids and shifts' })}
      width="wide"
      back={{ to: '/desk/patrol/coverage', words: say({ zh: '巡查覆盖', en: 'Coverage of rounds' }) }}
      actions={
        mayPlan && street !== '' ? (
          <Button icon="plus" onClick={() => setNew(true)}>
            {say({ zh: '划一个新网格', en: 'Draw a new grid' })}
          </Button>
        ) : null
      }
    >
      <div className={styles.fields}>
        {own === undefined ? (
          <div className={styles.field}>
            <label htmlFor={`${id}-d`}>{say({ zh: '区', en: 'District' })}</label>
            <select
              id={`${id}-d`}
              value={under ?? ''}
              onChange={(event) => {
                setDistrict(event.target.value)
                setChosen(undefined)
              }}
            >
              {districts.map(({ code, title }) => (
                <option key={code} value={code}>
                  {say(title)}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        {own?.length === 9 ? null : (
          <div className={styles.field}>
            <label htmlFor={id}>{say({ zh: '街镇', en: 'Street or town' })}</label>
            <select id={id} value={street} onChange={(event) => setChosen(event.target.value)}>
              {streets.map(({ code, title }) => (
                <option key={code} value={code}>
                  {say(title)}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {grids.isPending ? <Loading lines={5} /> : null}
      {grids.error ? <Trouble error={grids.error} again={() => void grids.refetch()} /> : null}
      {street === '' ? null : <GridMap key={street} grids={rows} open={open} onOpen={setOpen} />}
      <Table
        caption={say({ zh: '网格', en: 'Grids' })}
        rows={rows}
        keyOf={({ code }) => code}
        columns={[
          {
            key: 'title',
            title: say({ zh: '网格', en: 'Grid' }),
            head: true,
            cell: (grid) => (
              <Button tone="quiet" size="s" aria-pressed={grid.code === open} onClick={() => setOpen(grid.code)}>
                <NamedTitle named={{ title: grid.title.zh, titleEn: grid.title.en }} />
              </Button>
            ),
          },
          { key: 'code', title: say({ zh: '代码', en: 'Code' }), cell: (grid) => <code>{grid.code}</code> },
          {
            key: 'people',
            title: say({ zh: '网格员', en: 'People' }),
            cell: (grid) => grid.people.map(({ name }) => name).join('、') || '—',
          },
          { key: 'on', title: say({ zh: '现在当班', en: 'On now' }), cell: (grid) => <OnNow grid={grid} /> },
          {
            key: 'sketch',
            title: say({ zh: '范围', en: 'Outline' }),
            cell: (grid) => (grid.isSketch ? say({ zh: '示意', en: 'A sketch' }) : say({ zh: '已划定', en: 'Drawn' })),
          },
        ]}
      />
      {current ? <GridPart key={current.code} grid={current} grids={rows} mayPlan={mayPlan} /> : null}
      {isNew ? <DrawDialog street={street} grids={rows} onClose={() => setNew(false)} /> : null}
    </Page>
  )
}

function OnNow({ grid }: { readonly grid: PatrolGrid }): JSX.Element {
  const say = useSay()
  if (grid.on.length === 0)
    return (
      <StateMark shape="soon" tone="soon">
        {say({ zh: '无人当班', en: 'Nobody' })}
      </StateMark>
    )
  return (
    <>
      {grid.on.map((shift) => (
        <StateMark key={shift.id} shape={shift.takenAt ? 'working' : 'new'} tone={shift.takenAt ? 'active' : 'still'}>
          {shift.personName}
          {shift.takenAt ? '' : say({ zh: '（未接班）', en: ' (not taken)' })}
        </StateMark>
      ))}
    </>
  )
}

/** Grids with their outlines; the open one stands out. */
function GridMap({
  grids,
  open,
  onOpen,
}: {
  readonly grids: readonly PatrolGrid[]
  readonly open: string | undefined
  readonly onOpen: (code: string) => void
}): JSX.Element | null {
  const say = useSay()
  const bounds = useMemo(() => frameOf(grids), [grids])
  const shapes = useMemo(
    () =>
      grids.flatMap(({ code, rings }) =>
        rings.map((ring) => ({
          // Rings of grids hold pairs: what the shapes of the map want to know for sure.
          shape: { type: 'Polygon', coordinates: [ring] } as unknown as AnyShape,
          isOdd: code === open,
        })),
      ),
    [grids, open],
  )
  // The frame is that of the grids: without them there is none to open the map on.
  if (!bounds) return null
  return (
    <div className={styles.map}>
      <CityMap bounds={bounds} label={say({ zh: '网格地图', en: 'Map of the grids' })}>
        <MapLabels />
        <MapShapes shapes={shapes} />
        <MapPoints
          points={grids.map(({ code, centre, on }) => ({
            ...{ id: code, point: centre },
            mark: on.length > 0 ? ('working' as const) : ('late' as const),
          }))}
          onOpen={onOpen}
        />
      </CityMap>
    </div>
  )
}
