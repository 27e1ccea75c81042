import { useQuery } from '@tanstack/react-query'
import { type JSX, useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { FeatureCollection } from '../../kernel/place/index.ts'
import { casesAddress, type MapView, mapQuery, type PointCase } from '../api/measure.ts'
import { layerQuery } from '../api/registry.ts'
import type { Breach } from '../api/signs.ts'
import { CaseNumber, caseStatus, caseTitle } from '../case/index.ts'
import { ButtonLink, DemoMark, IconButton, Loading, StateMark, sayWhen, useSay } from '../kit/index.ts'
import {
  boundsOf,
  CityMap,
  MapAreas,
  type MapBounds,
  MapHeat,
  MapLabels,
  type MapPoint,
  MapPoints,
} from '../kit/map/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './cockpit.module.css'
import { SignMarks } from './sign-marks.tsx'

/** How the cockpit is looked at. */
export type MapMode = 'points' | 'heat' | 'streets' | 'table'

const markOf = (item: PointCase): MapPoint['mark'] =>
  item.late
    ? 'late'
    : item.status !== 'open'
      ? 'done'
      : Date.now() - Date.parse(item.openedAt) < 3_600_000
        ? 'new'
        : 'working'

/** The map of the period: cases as points and clusters, as heat, or streets shaded by how many they had. */
export function CockpitMap({
  mode,
  view,
  onlyOpen,
  breaches,
  from,
  to,
}: {
  readonly mode: Exclude<MapMode, 'table'>
  readonly view: MapView | undefined
  readonly onlyOpen: boolean
  readonly breaches: readonly Breach[]
  readonly from: string
  readonly to: string
}): JSX.Element {
  const say = useSay()
  const [open, setOpen] = useState<string>()
  const points = useMemo(
    () =>
      (view?.points ?? [])
        .filter((item) => !onlyOpen || item.status === 'open')
        .map((item): MapPoint => ({ id: item.id, point: item.point, mark: markOf(item) })),
    [view, onlyOpen],
  )
  const chosen = view?.points?.find((item) => item.id === open)
  const { data: districts, isError: failed } = useQuery(layerQuery('districts'))
  const own = useOwnBounds(districts)
  if (!districts && !failed) return <Loading />
  return (
    <>
      <CityMap
        {...(own && { bounds: own })}
        padding={72}
        label={say({
          zh: '全市事项地图；同样的内容在“表格”里',
          en: 'Map of the city’s cases; the same is under “Table”',
        })}
        controls={false}
      >
        <MapLabels />
        <SignMarks breaches={breaches} />
        {mode === 'points' ? <MapPoints points={points} onOpen={setOpen} /> : null}
        {mode === 'heat' ? <MapHeat points={points} /> : null}
        {mode === 'streets' ? <Streets from={from} to={to} /> : null}
      </CityMap>
      {chosen && mode === 'points' ? <PointCard item={chosen} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

/** What must be known of the map to read it right: sketched lines, cases that are not drawn. */
export function MapNote({ view }: { readonly view: MapView | undefined }): JSX.Element | null {
  const say = useSay()
  const { data: districts } = useQuery(layerQuery('districts'))
  const isSketch = districts?.features.some((feature) => feature.properties.isSketch === true) ?? false
  const notes = [
    ...(isSketch ? [say({ zh: '区界为示意', en: 'Boundaries are sketches' })] : []),
    ...(view && view.leftOut > 0
      ? [
          say.count(view.leftOut, {
            zh: '另有 {n} 件未画出',
            en: { one: 'one more is not drawn', other: '{n} more are not drawn' },
          }),
        ]
      : []),
  ]
  return notes.length > 0 ? <p className={styles.note}>{notes.join(' · ')}</p> : null
}

/** The frame of the district that the person's post lies in; the whole city for posts of the city. */
function useOwnBounds(districts: FeatureCollection | undefined): MapBounds | undefined {
  const path = useSession()?.actor.posts[0]?.path ?? ''
  return useMemo(() => {
    const own = districts?.features.filter((feature) => path.split('/').includes(String(feature.properties.code))) ?? []
    return own.length > 0 ? boundsOf({ type: 'FeatureCollection', features: own }) : undefined
  }, [districts, path])
}

function Streets({ from, to }: { readonly from: string; readonly to: string }): JSX.Element {
  const say = useSay()
  const { data: layer } = useQuery(layerQuery('streets'))
  const { data: counted } = useQuery(mapQuery('streets', { from, to }))
  const [chosen, setChosen] = useState<string>()
  const most = Math.max(1, ...(counted?.divisions ?? []).map((group) => group.counts.received ?? 0))
  const shares = useMemo(
    () => new Map((counted?.divisions ?? []).map((group) => [group.key, (group.counts.received ?? 0) / most])),
    [counted, most],
  )
  const group = counted?.divisions?.find((one) => one.key === chosen)
  return (
    <>
      <MapAreas layer={layer} shares={shares} chosen={chosen} onChoose={setChosen} />
      {group ? (
        <section className={styles.card} aria-label={say(group.title)}>
          <header>
            <h2>{say(group.title)}</h2>
            <IconButton icon="cross" label={say({ zh: '关闭', en: 'Close' })} onClick={() => setChosen(undefined)} />
          </header>
          <p>
            {say.count(group.counts.received ?? 0, { zh: '受理 {n} 件', en: { one: '{n} case', other: '{n} cases' } })}{' '}
            ·{' '}
            {say.count(group.counts.late ?? 0, { zh: '超期 {n} 件', en: { one: '{n} overdue', other: '{n} overdue' } })}
          </p>
          <ButtonLink size="s" to={casesAddress(group.filter)} after="go">
            {say({ zh: '打开这些事项', en: 'Open these cases' })}
          </ButtonLink>
        </section>
      ) : null}
    </>
  )
}

function PointCard({ item, onClose }: { readonly item: PointCase; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const look = caseStatus(item.status)
  return (
    <section className={styles.card} aria-label={caseTitle(say, item)}>
      <header>
        <Link to={`/desk/cases/${item.id}`}>
          <strong>{caseTitle(say, item)}</strong>
        </Link>
        <IconButton icon="cross" label={say({ zh: '关闭', en: 'Close' })} onClick={onClose} />
      </header>
      <p className={styles.meta}>
        <StateMark shape={item.late ? 'urgent' : look.shape} tone={item.late ? 'urgent' : look.tone}>
          {item.late ? say({ zh: '超期', en: 'Overdue' }) : say(look.words)}
        </StateMark>
        <CaseNumber number={item.number} />
        <span>{sayWhen(say, item.openedAt)}</span>
        {item.demo ? <DemoMark short /> : null}
      </p>
    </section>
  )
}
