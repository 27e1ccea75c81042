import { type JSX, useMemo, useState } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import { sayInstant, useSay } from '../kit/index.ts'
import { type CameraBond, CityMap, type DrawnThing, MapCamera, MapLabels, MapThings } from '../kit/map/index.ts'
import styles from './map-desk.module.css'
import type { MapView } from './map-view.ts'
import { nameOf, type Thing } from './thing.ts'
import type { ShownHeld } from './use-held.ts'

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

/** One map with its layers at one moment. */
export function ThingsMap({
  view,
  shown,
  at,
  side,
  bond,
  describedBy,
  onSeen,
  onOpen,
}: {
  readonly view: MapView
  readonly shown: readonly ShownHeld[]
  readonly at: number | undefined
  /** Which of two maps it is. */
  readonly side?: string
  readonly bond: CameraBond
  readonly describedBy: string
  readonly onSeen: (seen: Seen) => void
  readonly onOpen: (thing: string) => void
}): JSX.Element {
  const say = useSay()
  // Only where the map begins; from then on the person moves it.
  const [start] = useState(view)
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
        <MapCamera bond={bond} tilted={view.tilted} onSeen={onSeen} />
        <MapLabels />
        {shown.map((one) => (
          <DrawnLayer key={one.layer} shown={one} onOpen={(id) => onOpen(nameOf({ layer: one.layer, id }))} />
        ))}
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
