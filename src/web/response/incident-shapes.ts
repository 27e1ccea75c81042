import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Area } from '../../kernel/place/index.ts'
import type { AnyShape } from '../../kernel/twin/index.ts'
import { layerQuery } from '../api/registry.ts'
import type { MapBounds, MapShape } from '../kit/map/index.ts'
import { boundsOf } from '../kit/map/index.ts'

/** The area of an incident as the map draws it: as drawn, else its divisions; nothing until the layers are there. */
export function useAreaShapes({
  divisions,
  area,
}: {
  readonly divisions: readonly string[]
  readonly area: Area | null
}): { readonly shapes: readonly MapShape[]; readonly bounds: MapBounds | undefined } | undefined {
  const districts = useQuery(layerQuery('districts')).data
  const isFine = divisions.some((code) => code.length > 6)
  const streets = useQuery({ ...layerQuery('streets'), enabled: isFine }).data
  return useMemo(() => {
    if (!districts || (isFine && !streets)) return undefined
    const isIn = (code: string) => divisions.some((one) => code === one || (one.endsWith('0000') && code.length === 6))
    const found = [...districts.features, ...(streets?.features ?? [])].filter(({ properties }) =>
      isIn(String(properties.code)),
    )
    const features = area ? [{ type: 'Feature' as const, properties: {}, geometry: area }] : found
    return {
      // Areas have two numbers a place: what the shapes of the map want to know for sure.
      shapes: features.map(({ geometry }) => ({ shape: geometry as AnyShape, isOdd: true })),
      bounds: boundsOf({ type: 'FeatureCollection', features }),
    }
  }, [districts, streets, isFine, divisions, area])
}
