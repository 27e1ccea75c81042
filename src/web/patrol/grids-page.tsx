import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useMemo, useState } from 'react'
import type { AnyShape } from '../../kernel/twin/index.ts'
import { drawGrid, gridsQuery, type PatrolGrid, planShift, shiftsQuery } from '../api/patrol.ts'
import { divisionsQuery, layerQuery } from '../api/registry.ts'
import {
  Button,
  DemoMark,
  Dialog,
  Loading,
  Page,
  Section,
  StateMark,
  sayTime,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { boundsOf, CityMap, MapLabels, MapPoints, MapShapes } from '../kit/map/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './patrol.module.css'
import { type Corner, PickCorners } from './pick-corners.tsx'
import { cityInstant } from './words.ts'

/** The street or district of somebody's posts, by the ids of his offices. */
function useOwnDivision(): string | undefined {
  const paths = useSession()?.actor.posts.map(({ path }) => path) ?? []
  return paths
    .flatMap((path) => path.split('/').flatMap((part) => /^(\d{9}|\d{6})/.exec(part)?.[0] ?? []))
    .sort((a, b) => b.length - a.length)[0]
}

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
  const next = `${street}${String(Math.max(0, ...rows.map(({ code }) => Number(code.slice(9)))) + 1).padStart(6, '0')}`
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
      {street === '' ? null : <GridMap key={street} street={street} grids={rows} open={open} onOpen={setOpen} />}
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
              <Button tone="quiet" size="s" onClick={() => setOpen(grid.code)}>
                {say(grid.title)}
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
      {current ? <GridPart key={current.code} grid={current} mayPlan={mayPlan} /> : null}
      {isNew ? (
        <DrawDialog code={next} street={street} title={{ zh: '', en: '' }} onClose={() => setNew(false)} />
      ) : null}
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

function GridMap({
  street,
  grids,
  open,
  onOpen,
}: {
  readonly street: string
  readonly grids: readonly PatrolGrid[]
  readonly open: string | undefined
  readonly onOpen: (code: string) => void
}): JSX.Element | null {
  const say = useSay()
  const layer = useQuery(layerQuery('grids')).data
  const own = useMemo(
    () => (layer?.features ?? []).filter(({ properties }) => String(properties.code).startsWith(street)),
    [layer, street],
  )
  if (!layer) return <Loading lines={6} />
  const bounds = boundsOf({ type: 'FeatureCollection', features: own })
  return (
    <div className={styles.map}>
      <CityMap {...(bounds && { bounds })} label={say({ zh: '网格地图', en: 'Map of the grids' })}>
        <MapLabels />
        <MapShapes
          // Areas have two numbers a place: what the shapes of the map want to know for sure.
          shapes={own.map(({ geometry, properties }) => ({
            shape: geometry as AnyShape,
            isOdd: properties.code === open,
          }))}
        />
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

/** One grid: its shifts of these days, planning one more, drawing it anew. */
function GridPart({ grid, mayPlan }: { readonly grid: PatrolGrid; readonly mayPlan: boolean }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const shifts = useQuery(shiftsQuery(grid.code))
  const [isDrawing, setDrawing] = useState(false)
  const [person, setPerson] = useState(grid.people[0]?.id ?? '')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const plan = useMutation({
    mutationFn: () => planShift({ grid: grid.code, person, from: cityInstant(from), until: cityInstant(until) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patrol'] }),
  })
  return (
    <Section
      title={say(grid.title)}
      actions={
        mayPlan ? (
          <Button size="s" icon="pencil" onClick={() => setDrawing(true)}>
            {say({ zh: '重划范围', en: 'Draw it anew' })}
          </Button>
        ) : null
      }
    >
      <Table
        caption={say({ zh: '班次', en: 'Shifts' })}
        showCaption
        rows={shifts.data ?? []}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'who',
            title: say({ zh: '网格员', en: 'Who' }),
            head: true,
            cell: (shift) => (
              <>
                {shift.personName} {shift.isDemo ? <DemoMark short /> : null}
              </>
            ),
          },
          {
            key: 'when',
            title: say({ zh: '时间', en: 'When' }),
            cell: (shift) => `${sayWhen(say, shift.from)} – ${sayTime(say, shift.until)}`,
          },
          {
            key: 'taken',
            title: say({ zh: '接班', en: 'Taken' }),
            cell: (shift) => (shift.takenAt ? sayTime(say, shift.takenAt) : '—'),
          },
          {
            key: 'handed',
            title: say({ zh: '交班', en: 'Handed over' }),
            cell: (shift) => (shift.handedAt ? `${sayTime(say, shift.handedAt)} ${shift.note}` : '—'),
          },
        ]}
      />
      {mayPlan && grid.people.length > 0 ? (
        <form
          className={styles.fields}
          onSubmit={(event) => {
            event.preventDefault()
            plan.mutate()
          }}
        >
          <label className={styles.field}>
            <span>{say({ zh: '网格员', en: 'Grid member' })}</span>
            <select value={person} onChange={(event) => setPerson(event.target.value)}>
              {grid.people.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '从', en: 'From' })}</span>
            <input type="datetime-local" required value={from} onChange={(event) => setFrom(event.target.value)} />
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '到', en: 'Until' })}</span>
            <input type="datetime-local" required value={until} onChange={(event) => setUntil(event.target.value)} />
          </label>
          <Button type="submit" icon="plus" busy={plan.isPending}>
            {say({ zh: '排班', en: 'Plan a shift' })}
          </Button>
        </form>
      ) : null}
      {plan.error ? <Trouble error={plan.error} /> : null}
      {isDrawing ? (
        <DrawDialog
          code={grid.code}
          street={grid.street}
          title={grid.title}
          {...(grid.office && { office: grid.office })}
          onClose={() => setDrawing(false)}
        />
      ) : null}
    </Section>
  )
}

/** Draws the outline of a grid: corner by corner. */
function DrawDialog({
  code,
  street,
  title,
  office,
  onClose,
}: {
  readonly code: string
  readonly street: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly office?: string
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [zh, setZh] = useState(title.zh)
  const [en, setEn] = useState(title.en)
  const [corners, setCorners] = useState<readonly Corner[]>([])
  const draw = useMutation({
    mutationFn: () => {
      const [first] = corners
      return drawGrid(code, {
        ...{ title: { zh, en: en || zh }, ...(office && { office }) },
        area: { type: 'Polygon', coordinates: [first ? [...corners, first] : []] },
      })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      await client.invalidateQueries({ queryKey: ['layer', 'grids'] })
      onClose()
    },
  })
  return (
    <Dialog
      open
      wide
      title={say({ zh: '划定网格 {code}', en: 'Draw grid {code}' }, { code })}
      onClose={onClose}
      footer={
        <Button
          tone="primary"
          busy={draw.isPending}
          disabled={corners.length < 3 || zh.trim() === ''}
          onClick={() => draw.mutate()}
        >
          {say({ zh: '保存范围', en: 'Keep the outline' })}
        </Button>
      }
    >
      <div className={styles.stack}>
        <div className={styles.fields}>
          <label className={styles.field}>
            <span>{say({ zh: '中文名称', en: 'Chinese name' })}</span>
            <input value={zh} onChange={(event) => setZh(event.target.value)} />
          </label>
          <label className={styles.field}>
            <span>{say({ zh: '英文名称', en: 'English name' })}</span>
            <input value={en} onChange={(event) => setEn(event.target.value)} />
          </label>
        </div>
        <PickCorners street={street} corners={corners} onChange={setCorners} />
        {draw.error ? <Trouble error={draw.error} /> : null}
      </div>
    </Dialog>
  )
}
