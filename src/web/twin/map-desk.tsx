import { useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useId, useMemo, useState } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import { twinLayersQuery } from '../api/twin.ts'
import { Button, notify, Segments, useMedia, useSay } from '../kit/index.ts'
import { cameraBond, type InSight, type TrailPoint } from '../kit/map/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { alarmLayer, seesDevices } from './alarm-layer.ts'
import { CompareChart } from './compare-chart.tsx'
import type { OnMap } from './entity-panel.tsx'
import { LayerPanel } from './layer-panel.tsx'
import { cityLayers } from './layers.ts'
import styles from './map-desk.module.css'
import { addressOf, dayBounds, firstView, type MapView, type Span } from './map-view.ts'
import { StoryPanel } from './story-panel.tsx'
import { namedThing, nameOf } from './thing.ts'
import { ThingPanel } from './thing-panel.tsx'
import { type Seen, ThingsMap } from './things-map.tsx'
import { ThingsTable } from './things-table.tsx'
import { TimeSlider } from './time-slider.tsx'
import { mapLayerOf } from './twin-layers.ts'
import { type ShownHeld, useHeld, useStretch } from './use-held.ts'
import { useKindTones } from './use-kind-tones.ts'
import { useMapView } from './use-map-view.ts'
import { useTrail } from './use-trail.ts'

const allThings: MapView['layers'] = [{ layer: 'twin.all', look: 'points' }]

/** The whole city on one map: layers, a moment, two moments side by side, what is on it as a table, all of it in the address. */
export function MapDesk(): JSX.Element {
  const say = useSay()
  const id = useId()
  const { view: asked, change } = useMapView()
  const session = useSession()
  const seesCases = hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
  // Who may not see cases on a map begins with the things of the city.
  const view = seesCases || asked.layers !== firstView.layers ? asked : { ...asked, layers: allThings }
  const [seen, setSeen] = useState<Seen>()
  const bond = useMemo(cameraBond, [])
  const isWorking = seesDevices(session)
  const { data: declared } = useQuery(twinLayersQuery)
  const layers = useMemo(
    () => [
      ...(seesCases ? cityLayers.slice(0, 1) : []),
      ...(isWorking ? [alarmLayer] : []),
      ...(seesCases ? cityLayers.slice(1) : []),
      ...[...(declared?.items ?? [])].sort((a, b) => Number(a.id === 'all') - Number(b.id === 'all')).map(mapLayerOf),
    ],
    [declared, isWorking, seesCases],
  )
  const shown = useHeld(view, view.at, seen?.bounds, layers)
  const stretch = useStretch(view.span, view.at, view.day)
  const isSplit = view.beside !== undefined || view.other !== undefined
  // Two moments share a place; two places share the moment.
  const byPlace = view.other !== undefined
  const [otherSeen, setOtherSeen] = useState<Seen>()
  const besideAt = byPlace ? view.at : view.beside
  const besides = useHeld(view, besideAt, isSplit ? (byPlace ? otherSeen : seen)?.bounds : undefined, layers)
  const [levels, setLevels] = useState<readonly string[]>([])
  const [focus, setFocus] = useState<Bounds>()
  const [going, setGoing] = useState<{ readonly name: string; readonly bounds: Bounds }>()
  const here = shown.flatMap((one) => one.things)
  const named = new Set(here.map(nameOf))
  const { tones, hear } = useKindTones(shown)
  const things = byPlace
    ? [...here, ...besides.flatMap((one) => one.things).filter((one) => !named.has(nameOf(one)))]
    : here
  const openId = view.open === undefined ? undefined : namedThing(view.open).id
  const way = useTrail(view.trail ? openId : undefined, stretch.from, stretch.to)
  // Without its way a thing is ringed where it is.
  const trail = useMemo((): readonly TrailPoint[] => {
    const isPoint = focus !== undefined && focus[2] - focus[0] < 0.002
    return way.length > 0
      ? way
      : isPoint && openId !== undefined
        ? [[(focus[0] + focus[2]) / 2, (focus[1] + focus[3]) / 2]]
        : []
  }, [way, focus, openId])
  const open = things.find((thing) => nameOf(thing) === view.open)
  useEffect(() => {
    document.title = `${say({ zh: '城市地图', en: 'Map of the city' })} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [say])
  const see = (next: Seen): void => {
    setSeen(next)
    change({ centre: next.centre, zoom: next.zoom })
  }
  const map = {
    ...{ view, describedBy: id, trail, tones },
    onSight: ({ levels, kinds }: InSight) => {
      setLevels(levels)
      hear(kinds)
    },
    onOpen: (name: string) => change({ open: name }),
  }
  const onMap: OnMap = {
    onOpen: (to) => change({ open: nameOf({ layer: 'twin.all', id: to }) }),
    onPlace: setFocus,
    onTrail: (isOn) => change({ trail: isOn }),
    hasTrail: view.trail,
    onCompare: (name) => {
      if (openId !== undefined && !view.charts.some((one) => one.id === openId && one.name === name))
        change({ charts: [...view.charts, { id: openId, name }] })
    },
  }
  return (
    <div className={styles.desk}>
      <aside className={styles.side} aria-label={say({ zh: '图层与筛选', en: 'Layers and filters' })}>
        <h1>{say({ zh: '城市地图', en: 'Map of the city' })}</h1>
        <Filters view={view} onChange={change} />
        <h2>{say({ zh: '图层', en: 'Layers' })}</h2>
        <Levels levels={levels} view={view} onChange={change} />
        <LayerPanel
          layers={layers}
          shown={shown}
          tones={tones}
          onChange={(next) => change({ layers: next })}
          onGo={(layer, bounds) => setGoing({ name: `${layer.id} ${Date.now()}`, bounds })}
        />
        <Ways view={view} onChange={change} />
        {isWorking ? <StoryPanel address={addressOf(view).toString()} /> : null}
      </aside>
      <div className={styles.middle}>
        <div className={isSplit ? styles.split : styles.whole}>
          <ThingsMap
            {...map}
            bond={byPlace ? undefined : bond}
            focus={focus}
            going={going}
            onSeen={see}
            shown={shown}
            at={view.at}
            {...(isSplit && { side: say({ zh: '左图', en: 'Left' }) })}
          />
          {isSplit ? (
            <ThingsMap
              {...map}
              key={byPlace ? 'place' : 'moment'}
              bond={byPlace ? undefined : bond}
              {...(view.other && { place: view.other })}
              onSeen={(next) => {
                setOtherSeen(next)
                if (byPlace) change({ other: { centre: next.centre, zoom: next.zoom } })
                else see(next)
              }}
              shown={besides}
              at={besideAt}
              side={say({ zh: '右图', en: 'Right' })}
            />
          ) : null}
        </div>
        <Times view={view} onChange={change} />
      </div>
      {view.open ? (
        <ThingPanel
          name={view.open}
          thing={open}
          isLoading={shown.some(isWaiting)}
          at={view.at}
          {...stretch}
          onMap={onMap}
          onClose={() => {
            setFocus(undefined)
            change({ trail: false }, ['open'])
          }}
        />
      ) : null}
      <div id={id} className={styles.below} hidden={!view.table && view.charts.length === 0}>
        {view.charts.length > 0 ? (
          <CompareChart charts={view.charts} {...stretch} onChange={(charts) => change({ charts })} />
        ) : null}
        {view.table ? (
          <ThingsTable
            things={things}
            cut={shown.filter(({ held }) => held !== undefined && held.leftOut > 0)}
            bounds={seen?.bounds}
            at={view.at}
            onOpen={(name) => change({ open: name })}
          />
        ) : null}
      </div>
    </div>
  )
}

const isWaiting = ({ held, error }: ShownHeld): boolean => held === undefined && error === null

/** A switch between storeys, where things in sight lie in some. */
function Levels({
  levels,
  view,
  onChange,
}: {
  readonly levels: readonly string[]
  readonly view: MapView
  readonly onChange: Change
}): JSX.Element | null {
  const say = useSay()
  const all = view.level === undefined || levels.includes(view.level) ? levels : [...levels, view.level]
  if (all.length === 0) return null
  return (
    <label className={styles.level}>
      {say({ zh: '楼层', en: 'Storey' })}
      <select
        value={view.level ?? ''}
        onChange={({ target }) => (target.value === '' ? onChange({}, ['level']) : onChange({ level: target.value }))}
      >
        <option value="">{say({ zh: '全部楼层', en: 'All storeys' })}</option>
        {all.map((level) => (
          <option key={level}>{level}</option>
        ))}
      </select>
    </label>
  )
}

type Change = ReturnType<typeof useMapView>['change']

function Filters({ view, onChange }: { readonly view: MapView; readonly onChange: Change }): JSX.Element {
  const say = useSay()
  return (
    <div className={styles.filters}>
      <label>
        {say({ zh: '筛选', en: 'Filter' })}
        <input
          type="search"
          value={view.words}
          placeholder={say({ zh: '名称、类别或状态', en: 'Name, kind or state' })}
          onChange={(event) => onChange({ words: event.target.value })}
        />
      </label>
      <Segments<Span>
        label={say({ zh: '多久以来', en: 'Since when' })}
        value={view.span}
        onChange={(span) => onChange({ span })}
        options={[
          { value: 'day', words: say({ zh: '24 小时', en: '24 h' }) },
          { value: 'week', words: say({ zh: '7 天', en: '7 days' }) },
          { value: 'month', words: say({ zh: '30 天', en: '30 days' }) },
          { value: 'quarter', words: say({ zh: '90 天', en: '90 days' }) },
        ]}
      />
    </div>
  )
}

/** The ways to look and to hand on what is seen. */
function Ways({ view, onChange }: { readonly view: MapView; readonly onChange: Change }): JSX.Element {
  const say = useSay()
  const roomForTwo = useMedia('(min-width: 60rem)')
  const share = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href)
    notify({ zh: '链接已复制：打开的人看到同样的画面', en: 'Link copied: whoever opens it sees the same' })
  }
  return (
    <div className={styles.ways}>
      <Button size="s" aria-pressed={view.tilted} onClick={() => onChange({ tilted: !view.tilted })}>
        {say({ zh: '斜看', en: 'From the side' })}
      </Button>
      <Button size="s" icon="table" aria-pressed={view.table} onClick={() => onChange({ table: !view.table })}>
        {say({ zh: '表格', en: 'Table' })}
      </Button>
      {roomForTwo || view.beside !== undefined ? (
        <Button
          size="s"
          aria-pressed={view.beside !== undefined}
          onClick={() =>
            view.beside === undefined
              ? onChange({ beside: Math.floor(Date.now() / 3_600_000 - 24) * 3_600_000 }, ['other'])
              : onChange({}, ['beside'])
          }
        >
          {say({ zh: '两个时刻对比', en: 'Compare two moments' })}
        </Button>
      ) : null}
      {(roomForTwo || view.other !== undefined) && (view.centre || view.other) ? (
        <Button
          size="s"
          aria-pressed={view.other !== undefined}
          onClick={() =>
            view.other === undefined && view.centre
              ? onChange({ other: { centre: view.centre, zoom: view.zoom ?? 12 } }, ['beside'])
              : onChange({}, ['other'])
          }
        >
          {say({ zh: '两个地点对比', en: 'Compare two places' })}
        </Button>
      ) : null}
      <Button size="s" icon="link" onClick={() => void share()}>
        {say({ zh: '复制链接', en: 'Copy the link' })}
      </Button>
    </div>
  )
}

function Times({ view, onChange }: { readonly view: MapView; readonly onChange: Change }): JSX.Element {
  const say = useSay()
  const isSplit = view.beside !== undefined
  const till = dayBounds(view.day)?.till
  const choose = (day: string): void => {
    const bounds = dayBounds(day)
    if (day === '') onChange({}, ['day', 'at'])
    else if (bounds && bounds.from < Date.now()) onChange({ day, at: bounds.from })
  }
  return (
    <div className={styles.times}>
      <label className={styles.day}>
        {say({ zh: '看哪一天', en: 'One day' })}
        <input
          type="date"
          value={view.day ?? ''}
          max={new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)}
          onChange={({ target }) => choose(target.value)}
        />
      </label>
      <TimeSlider
        label={isSplit ? say({ zh: '左图时刻', en: 'Left moment' }) : say({ zh: '时刻', en: 'Moment' })}
        span={view.span}
        till={till}
        at={view.at}
        onChange={(at) => (at === undefined ? onChange({}, ['at', 'day']) : onChange({ at }))}
      />
      {isSplit ? (
        <TimeSlider
          label={say({ zh: '右图时刻', en: 'Right moment' })}
          span={view.span}
          till={till}
          at={view.beside}
          onChange={(at) => onChange({ beside: at ?? Math.floor(Date.now() / 60_000) * 60_000 })}
        />
      ) : null}
    </div>
  )
}
