import type { JSX } from 'react'
import type { NearCase } from '../api/cases.ts'
import { useSay } from '../kit/index.ts'
import { CityMap, MapLabels, MapPoints } from '../kit/map/index.ts'

/** The reports of the list beside it, where they are. */
export function AroundMap({
  centre,
  cases,
  describedBy,
  onMove,
}: {
  readonly centre: readonly [number, number]
  readonly cases: readonly NearCase[]
  readonly describedBy: string
  readonly onMove: (centre: readonly [number, number]) => void
}): JSX.Element {
  const say = useSay()
  return (
    <CityMap
      label={say({ zh: '附近反映的事的地图', en: 'Map of what was reported near by' })}
      describedBy={describedBy}
      centre={centre}
      zoom={14}
      onMove={(seen) => onMove(seen.centre)}
    >
      <MapLabels />
      <MapPoints
        points={cases.map((item) => ({
          id: item.id,
          point: item.point,
          mark: item.status === 'open' ? 'working' : 'done',
        }))}
      />
    </CityMap>
  )
}
