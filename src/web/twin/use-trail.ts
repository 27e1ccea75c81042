import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { seriesQuery } from '../api/twin.ts'
import type { TrailPoint } from '../kit/map/index.ts'

const none: readonly TrailPoint[] = []

/** Where a thing was between two instants, from its readings of longitude and latitude; nothing unless it is asked for. */
export function useTrail(id: string | undefined, from: string, to: string): readonly TrailPoint[] {
  const asked = { from, till: to }
  const lng = useQuery({ ...seriesQuery(id ?? '', { name: 'lng', ...asked }), enabled: id !== undefined, retry: false })
  const lat = useQuery({ ...seriesQuery(id ?? '', { name: 'lat', ...asked }), enabled: id !== undefined, retry: false })
  return useMemo(() => {
    if (id === undefined || !lng.data || !lat.data) return none
    const north = new Map(lat.data.items.map(({ at, value }) => [at, value]))
    // Longitude and latitude come in one message, at one instant.
    return lng.data.items.flatMap(({ at, value }): readonly TrailPoint[] => {
      const other = north.get(at)
      return value === undefined || other === undefined ? [] : [[value, other]]
    })
  }, [id, lng.data, lat.data])
}
