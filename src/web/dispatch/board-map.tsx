import { type JSX, useMemo } from 'react'
import type { Crew, Stop } from '../api/dispatch.ts'
import { useSay } from '../kit/index.ts'
import {
  boundsOf,
  CityMap,
  MapFocus,
  MapLabels,
  type MapPoint,
  MapPoints,
  type MapShape,
  MapShapes,
} from '../kit/map/index.ts'
import styles from './dispatch.module.css'

/** Ways of crews and what they go to; the crew of the chosen errand stands out. The list beside it says the same in words. */
export function BoardMap({
  crews,
  stops,
  chosen,
  describedBy,
  subject,
  onOpen,
}: {
  readonly crews: readonly Crew[]
  readonly stops: readonly Stop[]
  readonly chosen: Stop | undefined
  readonly describedBy: string
  /** What is shown: the map goes to a new one once, and stays where it is led. */
  readonly subject: string
  readonly onOpen: (id: string) => void
}): JSX.Element {
  const say = useSay()
  const shapes = useMemo(() => waysOf(crews, stops, chosen?.crew ?? null), [crews, stops, chosen])
  const points = useMemo(
    () => [
      ...crews.flatMap(({ live }) =>
        live.map(({ id, errand }): MapPoint => ({ id, point: [errand.lng, errand.lat], mark: 'done' })),
      ),
      ...stops.map(({ id, errand, crew, late }): MapPoint => {
        const mark = id === chosen?.id ? 'pin' : crew === null ? 'new' : (late ?? 0) > 0 ? 'late' : 'working'
        return { id, point: [errand.lng, errand.lat], mark }
      }),
    ],
    [crews, stops, chosen],
  )
  const bounds = useMemo(
    () =>
      boundsOf({
        type: 'FeatureCollection',
        features: points.map(({ point }) => ({
          type: 'Feature' as const,
          properties: {},
          geometry: { type: 'Point' as const, coordinates: [...point] },
        })),
      }),
    [points],
  )
  return (
    <div className={styles.map}>
      <CityMap label={say({ zh: '各班组的路线', en: 'Ways of the crews' })} describedBy={describedBy}>
        <MapFocus name={bounds && subject} bounds={bounds} />
        <MapLabels />
        <MapShapes shapes={shapes} />
        <MapPoints points={points} onOpen={onOpen} />
      </CityMap>
    </div>
  )
}

function waysOf(crews: readonly Crew[], stops: readonly Stop[], chosen: string | null): readonly MapShape[] {
  return crews
    .flatMap(({ id, lng, lat, live }) => {
      const places = [...live, ...stops.filter((stop) => stop.crew === id)].map(({ errand }) => [
        errand.lng,
        errand.lat,
      ])
      return places.length === 0
        ? []
        : [{ shape: { type: 'LineString', coordinates: [[lng, lat], ...places] } as const, isOdd: id === chosen }]
    })
    .sort((a, b) => Number(a.isOdd) - Number(b.isOdd)) as readonly MapShape[] // places have two numbers each
}
