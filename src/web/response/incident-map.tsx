import { useQuery } from '@tanstack/react-query'
import { type JSX, useMemo } from 'react'
import type { AnyShape } from '../../kernel/twin/index.ts'
import { layerQuery } from '../api/registry.ts'
import type { WholeIncident } from '../api/response.ts'
import { useSay } from '../kit/index.ts'
import { boundsOf, CityMap, MapLabels, MapPoints, type MapShape, MapShapes } from '../kit/map/index.ts'
import styles from './response.module.css'

// Areas have two numbers a place: what the shapes of the map want to know for sure.
const shapeOf = (geometry: unknown): MapShape => ({ shape: geometry as AnyShape, isOdd: true })

/** The area of an incident and the resources that are there; the same is in the tables below. */
export function IncidentMap({ whole: { incident, resources } }: { readonly whole: WholeIncident }): JSX.Element | null {
  const say = useSay()
  const districts = useQuery(layerQuery('districts')).data
  const streets = useQuery(layerQuery('streets')).data
  const drawn = useMemo(() => {
    const features = [...(districts?.features ?? []), ...(streets?.features ?? [])].filter(({ properties }) => {
      const code = String(properties.code)
      return incident.divisions.some((one) => code === one || (one.endsWith('0000') && code.length === 6))
    })
    return incident.area ? [{ type: 'Feature' as const, properties: {}, geometry: incident.area }] : features
  }, [districts, streets, incident])
  const points = useMemo(
    () => resources.map(({ id, lng, lat }) => ({ id, point: [lng, lat] as const, mark: 'working' as const })),
    [resources],
  )
  if (!districts) return null
  const bounds = boundsOf({ type: 'FeatureCollection', features: drawn })
  return (
    <div className={styles.map}>
      <CityMap
        {...(bounds && { bounds })}
        label={say({ zh: '事件范围和已调派资源', en: 'Area of the incident and resources assigned' })}
      >
        <MapLabels />
        <MapShapes shapes={drawn.map(({ geometry }) => shapeOf(geometry))} />
        <MapPoints points={points} />
      </CityMap>
    </div>
  )
}
