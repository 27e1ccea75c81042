import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { incidentQuery, liveAddress } from '../api/response.ts'

/** Pause before a stream that was refused is asked for again, in milliseconds. */
const pause = 10_000

/**
 * Hears at once that something happened in an incident, and has it read anew: orders, log, drawings. Whoever was cut off sees by the
 * number of the last entry that he missed something. @returns whether the line stands; while it does not, the page asks by the clock
 */
export function useLive(incident: string, isRunning: boolean): boolean {
  const client = useQueryClient()
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    if (!isRunning) return
    let source: EventSource | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    const listen = () => {
      source = new EventSource(liveAddress(incident))
      source.onopen = () => setLive(true)
      source.onerror = () => {
        setLive(false)
        // The browser asks again by itself after a lost line, but not after a refusal.
        if (source?.readyState === EventSource.CLOSED) again = setTimeout(listen, pause)
      }
      source.onmessage = ({ data }) => {
        const { seq } = JSON.parse(data as string) as { readonly seq: number } // written by the city's own stream
        const known = client.getQueryData(incidentQuery(incident).queryKey)?.log.at(-1)?.seq ?? 0
        if (seq > known) void client.invalidateQueries({ queryKey: ['response'] })
      }
    }
    listen()
    return () => {
      clearTimeout(again)
      source?.close()
    }
  }, [client, incident, isRunning])
  return isLive
}
