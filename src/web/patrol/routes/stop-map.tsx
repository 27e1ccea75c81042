import { type JSX, useId, useMemo, useState } from 'react'
import type { AnyShape } from '../../../kernel/twin/index.ts'
import type { Component, PatrolGrid, Stop } from '../../api/patrol.ts'
import { Button, useSay } from '../../kit/index.ts'
import { CityMap, MapDrawings, MapLabels, MapPoints, MapShapes } from '../../kit/map/index.ts'
import { frameOf } from '../grids/corners.ts'
import styles from '../patrol.module.css'

type Place = readonly [number, number]

/** The route on the map of its grid: a click on a component or on the street makes a stop; the way runs in the order of the stops. */
export function StopMap({
  grid,
  stops,
  components,
  onAdd,
  onComponent,
}: {
  readonly grid: PatrolGrid | undefined
  readonly stops: readonly Stop[]
  readonly components: readonly Component[]
  readonly onAdd: (place: Place) => void
  readonly onComponent: (code: string) => void
}): JSX.Element | null {
  const say = useSay()
  const help = useId()
  const [centre, setCentre] = useState<Place>()
  const bounds = useMemo(() => (grid ? frameOf([grid]) : undefined), [grid])
  const shapes = useMemo(
    () =>
      (grid?.rings ?? []).map((ring) => ({
        // Rings of grids hold pairs: what the shapes of the map want to know for sure.
        shape: { type: 'Polygon', coordinates: [ring] } as unknown as AnyShape,
        isOdd: false,
      })),
    [grid],
  )
  const way = useMemo(
    () => [
      ...(stops.length > 1
        ? [
            {
              ...{ id: 'way', label: '' },
              shape: { type: 'LineString' as const, coordinates: stops.map(({ lng, lat }): Place => [lng, lat]) },
            },
          ]
        : []),
      ...stops.map(({ id, lng, lat }, index) => ({
        ...{ id, label: String(index + 1) },
        shape: { type: 'Point' as const, coordinates: [lng, lat] as const },
      })),
    ],
    [stops],
  )
  const points = useMemo(
    () =>
      components.map(({ code, lng, lat, state }) => ({
        ...{ id: code, point: [lng, lat] as const },
        mark: state === 'well' ? ('working' as const) : ('late' as const),
      })),
    [components],
  )
  if (!grid || !bounds) return null
  return (
    <div className={styles.stack}>
      <p id={help} className={styles.quiet}>
        {say({
          zh: '点一个部件或街上一处即加为点位；也可以用下面的列表选部件。键盘：方向键移动地图，再按“在地图正中加点位”。',
          en: 'Click a component or a place in the street to make it a stop; or choose components from the list below. Keyboard: arrows move the map, then “Add a stop in the middle”.',
        })}
      </p>
      <div className={styles.map}>
        <CityMap
          key={grid.code}
          bounds={bounds}
          label={say({ zh: '路线地图', en: 'Map of the route' })}
          describedBy={help}
          onMove={(seen) => setCentre(seen.centre)}
        >
          <MapLabels />
          <MapShapes shapes={shapes} />
          <MapPoints points={points} onOpen={onComponent} onPlace={onAdd} />
          <MapDrawings name="way" drawings={way} />
        </CityMap>
      </div>
      <div>
        <Button size="s" icon="plus" disabled={!centre} onClick={() => centre && onAdd(centre)}>
          {say({ zh: '在地图正中加点位', en: 'Add a stop in the middle' })}
        </Button>
      </div>
    </div>
  )
}
