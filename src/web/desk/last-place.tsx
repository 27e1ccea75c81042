import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { distance } from '../../kernel/place/index.ts'
import { seenEntityQuery, type TwinAttribute } from '../api/twin.ts'
import { sayInstant, useSay } from '../kit/index.ts'

/** Nearer than this to where it told it stands still. Metres. */
const still = 50

/** Where a thing said last that it is; nothing where it says no point. */
function placeOf(location: TwinAttribute | undefined): readonly [number, number] | undefined {
  const value = location?.value
  if (typeof value !== 'object' || value === null || !('coordinates' in value)) return undefined
  const [lng, lat] = Array.isArray(value.coordinates) ? value.coordinates : []
  return typeof lng === 'number' && typeof lat === 'number' ? [lng, lat] : undefined
}

/** When it was last heard of its movement: the newest instant among its attributes. */
const heardAt = (entity: Readonly<Record<string, unknown>>): string | undefined =>
  Object.values(entity)
    .flatMap((one) => {
      const at = typeof one === 'object' && one !== null && 'observedAt' in one ? one.observedAt : undefined
      return typeof at === 'string' ? [at] : []
    })
    .sort()
    .at(-1)

/**
 * Where the thing that told of a case is now, as it said itself, with when; asked again while the case is open on the screen. Its way leads
 * to the map. Whoever may not see the thing sees the link alone.
 */
export function LastPlace({
  entity,
  told,
}: {
  readonly entity: string
  readonly told: readonly [number, number] | undefined
}): JSX.Element {
  const say = useSay()
  const { data } = useQuery(seenEntityQuery(entity))
  // NGSI-LD names attributes; a location is a GeoProperty.
  const place = data ? placeOf(data.location as TwinAttribute | undefined) : undefined
  const at = data ? heardAt(data) : undefined
  const isElsewhere =
    place !== undefined &&
    (told === undefined || distance({ lng: place[0], lat: place[1] }, { lng: told[0], lat: told[1] }) > still)
  return (
    <>
      {' · '}
      {isElsewhere && at !== undefined ? (
        <>
          {say(
            { zh: '{when}位于 {lng}, {lat}（设备自报）', en: 'at {lng}, {lat} on {when} (as it says itself)' },
            { when: sayInstant(say, at), lng: place[0].toFixed(4), lat: place[1].toFixed(4) },
          )}{' '}
        </>
      ) : null}
      <Link to={`/city/map?thing=${encodeURIComponent(entity)}&trail=1`}>
        {say({ zh: '在地图上看轨迹', en: 'Its way on the map' })}
      </Link>
    </>
  )
}
