import type { PassThrough, Readable } from 'node:stream'
import { sql } from 'kysely'
import { type Base, eventStreams, type Query, tell } from '../../base/index.ts'

/** Where processes tell each other that something was written into the log of an incident. */
const channel = 'response_incident'

/** Changes are told at most so often, in milliseconds: forty offices acknowledge in one minute. */
const pause = 200

/** Bytes that may wait for one reader. */
const mostWaiting = 16_384

/** Tells all who look at an incident how far its log goes by now; in the transaction that wrote it. */
export const tellIncident = (tx: Query, incident: string, seq: number): Promise<void> =>
  tell(tx, channel, `${incident} ${seq}`)

/** Those who look at incidents hear at once that something happened there; what it was they read by their own right. */
export type LiveIncidents = {
  /** A stream of how far the log goes: now, and whenever it grows. It ends by itself. */
  open(incident: string): Promise<Readable>
  /** Ends all streams: whoever looks asks again. */
  stop(): void
}

/** How far the logs of incidents go. */
async function seqsOf(on: Query, incidents: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; seq: number }>`select id, log_seq as seq from response.incident
    where id = any(${[...incidents]}::uuid[])`.execute(on)
  return new Map(rows.map(({ id, seq }) => [id, seq]))
}

/** The streams of this process, fed by whatever process wrote. */
export function liveIncidents({ db, listener, log }: Pick<Base, 'db' | 'listener' | 'log'>): LiveIncidents {
  const streams = eventStreams()
  const looking = new Map<string, Set<PassThrough>>()
  const grown = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  const say = (out: PassThrough, seq: number): void => {
    if (out.writableEnded) return
    // A reader that does not keep up asks again, and hears then how far it goes.
    if (out.writableLength > mostWaiting) out.end()
    else out.write(`id: ${seq}\ndata: ${JSON.stringify({ seq })}\n\n`)
  }
  const round = (): void => {
    timer = undefined
    for (const [incident, seq] of grown) for (const out of looking.get(incident) ?? []) say(out, seq)
    grown.clear()
  }
  const grow = (incident: string, seq: number): void => {
    if (!looking.has(incident)) return
    grown.set(incident, Math.max(seq, grown.get(incident) ?? 0))
    timer ??= setTimeout(round, pause)
  }
  const catchUp = async (): Promise<void> => {
    for (const [incident, seq] of await seqsOf(db, [...looking.keys()])) grow(incident, seq)
  }
  const quiet = listener.on(channel, (text) => {
    const [incident = '', seq = ''] = text.split(' ')
    if (text !== '') return grow(incident, Number(seq))
    // The connection was lost for a while: how far the logs go is looked up.
    catchUp().catch((cause) => log.warn('how far incidents went could not be looked up', { cause }))
  })
  return {
    open: async (incident) => {
      const out = streams.open((closed) => {
        const others = looking.get(incident)
        others?.delete(closed)
        if (others?.size === 0) looking.delete(incident)
      })
      if (!out) return streams.later()
      looking.set(incident, (looking.get(incident) ?? new Set()).add(out))
      // Heard of before it is looked up, so that nothing falls between; whoever was away sees by the number that he missed something.
      const seq = (await seqsOf(db, [incident])).get(incident) ?? 0
      out.write(`retry: 500\nid: ${seq}\ndata: ${JSON.stringify({ seq })}\n\n`)
      return out
    },
    stop: () => {
      quiet()
      clearTimeout(timer)
      streams.stop()
    },
  }
}
