import { useEffect, useState } from 'react'

/** Where the device is, as it says itself; `accuracy` in metres. */
export type Here = { readonly lng: number; readonly lat: number; readonly accuracy: number }

/** Follows the device's position while the page is open; nothing while it is not known. Works without a signal. */
export function useHere(): { readonly here: Here | undefined; readonly isRefused: boolean } {
  const [here, setHere] = useState<Here>()
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    const { geolocation } = navigator
    if (!geolocation) return setRefused(true)
    const watch = geolocation.watchPosition(
      ({ coords: { longitude, latitude, accuracy } }) => {
        setRefused(false)
        setHere({ lng: longitude, lat: latitude, accuracy })
      },
      ({ code, PERMISSION_DENIED }) => setRefused(code === PERMISSION_DENIED),
      { enableHighAccuracy: true, maximumAge: 15_000 },
    )
    return () => geolocation.clearWatch(watch)
  }, [])
  return { here, isRefused }
}

/** The position as it goes with what was done. */
export const positionOf = (here: Here | undefined) =>
  here && { position: { lng: here.lng, lat: here.lat, accuracy: Math.round(here.accuracy) } }
