import { type JSX, useMemo, useState } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import { sayInstant, useSay } from '../kit/index.ts'
import {
  type CameraBond,
  CityMap,
  type DrawnThing,
  type InSight,
  MapCamera,
  MapFocus,
  MapInSight,
  MapLabels,
  MapThings,
  MapTiles,
  MapTrail,
  type TrailPoint,
  tileFeed,
  useTileFeed,
} from '../kit/map/index.ts'
import styles from './map-desk.module.css'
import type { MapView } from './map-view.ts'
import { namedThing, nameOf, type Thing } from './thing.ts'
import type { ShownHeld } from './use-held.ts'
import type { KindTones } from './use-kind-tones.ts'

/** Told after every movement. */
export type Seen = { readonly bounds: Bounds; readonly centre: readonly [number, number]; readonly zoom: number }

const drawnOf = (things: readonly Thing[]): readonly DrawnThing[] => {
  const greatest = Math.max(1, ...things.map(({ value }) => value ?? 0))
  return things.map((thing) => ({
    id: thing.id,
    geometry: thing.geometry,
    mark: thing.state?.tone === 'urgent' ? 'late' : thing.state?.tone === 'still' ? 'done' : 'working',
    ...(thing.value !== undefined && { share: thing.value / greatest }),
    ...(thing.height !== undefined && { height: thing.height }),
  }))
}

const noKinds: KindTones[string] = []

/** One map with its layers at one moment. */
export function ThingsMap({
  view,
  shown,
  at,
  side,
  bond,
  place,
  describedBy,
  focus,
  going,
  trail,
  tones,
  onSight,
  onSeen,
  onOpen,
}: {
  readonly view: MapView
  readonly shown: readonly ShownHeld[]
  readonly at: number | undefined
  /** Which of two maps it is. */
  readonly side?: string
  /** Keeps it together with another map; none where each has a place of its own. */
  readonly bond: CameraBond | undefined
  /** Where it begins, where that is not where the view does. */
  readonly place?: MapView['other']
  readonly describedBy: string
  /** A frame to come to. */
  readonly focus?: Bounds | undefined
  /** A layer to come to: where its things are. Another object is another wish to go there. */
  readonly going?: { readonly name: string; readonly bounds: Bounds } | undefined
  readonly trail: readonly TrailPoint[]
  /** Colours of the kinds in each layer. */
  readonly tones: KindTones
  readonly onSight: (inSight: InSight) => void
  readonly onSeen: (seen: Seen) => void
  readonly onOpen: (thing: string) => void
}): JSX.Element {
  const say = useSay()
  // Only where the map begins; from then on the person moves it.
  const [start] = useState<Pick<MapView, 'centre' | 'zoom'>>(place ?? view)
  const [frame, setFrame] = useState<Bounds>()
  const feed = useMemo(tileFeed, [])
  const tiled = shown.flatMap(({ about, layer, look }) =>
    about.tiles && look !== 'areas' ? [{ layer, look, tiles: about.tiles }] : [],
  )
  useTileFeed(
    feed,
    tiled.map(({ tiles }) => tiles.layer),
    at === undefined ? frame : undefined,
  )
  const chosen = view.open === undefined ? undefined : namedThing(view.open).id
  const moment = at === undefined ? say({ zh: '此刻', en: 'now' }) : sayInstant(say, at)
  const when = side === undefined ? moment : `${side}${say({ zh: '：', en: ': ' })}${moment}`
  return (
    <div className={styles.map}>
      <CityMap
        label={say(
          { zh: '城市地图，{when}；同样的内容在表格里', en: 'Map of the city, {when}; the same is in the table' },
          { when },
        )}
        describedBy={describedBy}
        {...(start.centre && { centre: start.centre, zoom: start.zoom ?? 12 })}
        padding={48}
      >
        <MapCamera
          {...(bond && { bond })}
          tilted={view.tilted}
          onSeen={(seen) => {
            setFrame(seen.bounds)
            onSeen(seen)
          }}
        />
        <MapFocus name={view.open} bounds={focus} />
        {going ? <MapFocus name={going.name} bounds={going.bounds} /> : null}
        <MapInSight onSight={onSight} />
        <MapLabels />
        {tiled.map(({ layer, look, tiles }) => (
          <MapTiles
            key={layer}
            id={layer}
            layer={tiles.layer}
            look={look === 'columns' || look === 'heat' ? look : 'points'}
            at={at === undefined ? undefined : new Date(at).toISOString()}
            colour={tiles.scale}
            kinds={tones[layer] ?? noKinds}
            words={view.words}
            level={view.level}
            chosen={chosen}
            feed={feed}
            onOpen={(id) => onOpen(nameOf({ layer, id }))}
          />
        ))}
        {shown
          .filter(({ about }) => !about.tiles)
          .map((one) => (
            <DrawnLayer key={one.layer} shown={one} onOpen={(id) => onOpen(nameOf({ layer: one.layer, id }))} />
          ))}
        {trail.length > 0 ? <MapTrail points={trail} /> : null}
      </CityMap>
      <p className={styles.when}>{when}</p>
    </div>
  )
}

function DrawnLayer({
  shown,
  onOpen,
}: {
  readonly shown: ShownHeld
  readonly onOpen: (id: string) => void
}): JSX.Element {
  const drawn = useMemo(() => drawnOf(shown.things), [shown.things])
  return <MapThings id={shown.layer} things={drawn} look={shown.look} onOpen={onOpen} />
}
