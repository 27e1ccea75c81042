import { PassThrough } from 'node:stream'

/** Open streams of server-sent events (HTML Standard 9.2) of one kind. */
export type EventStreams = {
  /** A stream that ends by itself; `closed` is called once nobody reads it any more. Nothing when too many are open. */
  open(closed: (out: PassThrough) => void): PassThrough | undefined
  /** What is answered instead of a stream when too many are open: the reader comes back later. */
  later(): PassThrough
  /** Ends all of them: whoever reads asks again. */
  stop(): void
}

/**
 * Streams that end after `life` milliseconds and are asked for anew, so that rights that changed hold from then on; `most` at once.
 * A stream is a request that does not end by itself: a room stops them before the city closes.
 */
export function eventStreams({ life = 60_000, most = 500 } = {}): EventStreams {
  const all = new Set<PassThrough>()
  return {
    open: (closed) => {
      if (all.size >= most) return undefined
      const out = new PassThrough()
      all.add(out)
      const end = setTimeout(() => out.end(), life).unref()
      out.once('close', () => {
        clearTimeout(end)
        all.delete(out)
        closed(out)
      })
      return out
    },
    later: () => {
      const out = new PassThrough()
      out.end('retry: 30000\n\n')
      return out
    },
    stop: () => {
      for (const out of all) out.end()
    },
  }
}
