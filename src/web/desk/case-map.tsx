import type { JSX } from 'react'
import { useSay } from '../kit/index.ts'
import { CityMap, MapLabels, MapPoints } from '../kit/map/index.ts'

/** Where the case is; the words above say the same. */
export function CaseMap({ point }: { readonly point: readonly [number, number] }): JSX.Element {
  const say = useSay()
  return (
    <CityMap label={say({ zh: '事项所在位置', en: 'Where the case is' })} centre={point} zoom={13}>
      <MapLabels />
      <MapPoints points={[{ id: 'here', point, mark: 'pin' }]} />
    </CityMap>
  )
}
