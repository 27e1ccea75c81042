import { useQuery } from '@tanstack/react-query'
import { type JSX, useMemo } from 'react'
import { shift } from '../../../kernel/place/index.ts'
import type { AnyShape } from '../../../kernel/twin/index.ts'
import type { PublicNotice } from '../../api/public-notices.ts'
import { layerQuery } from '../../api/registry.ts'
import { useSay } from '../../kit/index.ts'
import { boundsOf, CityMap, MapLabels, type MapShape, MapShapes } from '../../kit/map/index.ts'
import styles from './notices.module.css'

/** A circle as a ring of so many corners. */
const corners = 48

const circle = ([lng, lat]: readonly [number, number], metres: number) => {
  const at = (i: number) => {
    const turn = (2 * Math.PI * i) / corners
    const point = shift({ lng, lat }, metres * Math.cos(turn), metres * Math.sin(turn))
    return [point.lng, point.lat]
  }
  return { type: 'Polygon', coordinates: [Array.from({ length: corners + 1 }, (_, i) => at(i % corners))] }
}

/** The area of one notice; it stands in words beside it. */
export function NoticeMap({
  notice: { area, point, metres, divisions, title },
  describedBy,
}: {
  readonly notice: PublicNotice
  readonly describedBy: string
}): JSX.Element | null {
  const say = useSay()
  const districts = useQuery(layerQuery('districts')).data
  const isFine = divisions.some((code) => code.length > 6)
  const streets = useQuery({ ...layerQuery('streets'), enabled: isFine }).data
  const shapes = useMemo(() => {
    // What the server keeps is GeoJSON, checked when it was drawn.
    if (area) return [area as AnyShape]
    if (point) return [circle(point, metres ?? 0) as unknown as AnyShape] // made above
    const isIn = (code: string) => divisions.some((one) => code === one || (one.endsWith('0000') && code.length === 6))
    return [...(districts?.features ?? []), ...(streets?.features ?? [])]
      .filter(({ properties }) => isIn(String(properties.code)))
      .map(({ geometry }) => geometry as AnyShape) // areas of the registry
  }, [area, point, metres, divisions, districts, streets])
  const bounds = boundsOf({
    type: 'FeatureCollection',
    features: shapes.map((geometry) => ({ type: 'Feature', properties: {}, geometry: geometry as never })),
  })
  const drawn: readonly MapShape[] = useMemo(() => shapes.map((shape) => ({ shape, isOdd: true })), [shapes])
  if (!districts || !bounds) return null
  return (
    <div className={styles.map}>
      <CityMap
        bounds={bounds}
        label={say({ zh: '公告范围：{title}', en: 'Area of the notice: {title}' }, { title: say(title) })}
        describedBy={describedBy}
      >
        <MapLabels />
        <MapShapes shapes={drawn} />
      </CityMap>
    </div>
  )
}
