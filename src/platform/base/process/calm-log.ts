import type { Log, LogFacts } from './log.ts'

/** Lines of one kind that are written within a window; further ones are counted. */
const most = 3
/** How long a window is, ms. */
const windowMs = 60_000
/** Kinds that are told apart at once. */
const mostKinds = 1_000

type Kind = { lines: number; more: number; last: () => void }

/** What makes two lines the same: the message, whom it concerns and what was behind it, down to the first cause. */
function kindOf(level: string, message: string, { cause, reason, consumer, job, room }: LogFacts): string {
  const behind: unknown[] = []
  for (let one = cause; one instanceof Error && behind.length < 5; one = one.cause)
    behind.push('code' in one && one.code !== undefined ? one.code : `${one.name} ${one.message}`)
  return JSON.stringify([level, message, consumer, job, room, reason, ...behind])
}

/**
 * A log that does not drown: of warnings and errors of one kind three are written in a minute; of the rest the last one is, when the
 * minute is over, with how many there were (`more`). What has no end, such as a full disk or a database that is away, would otherwise
 * fill the disk with its own complaints.
 */
export function calmLog(log: Log, wait: number = windowMs): Log {
  const kinds = new Map<string, Kind>()

  function calm(level: 'warn' | 'error', to: Log) {
    return (message: string, facts: LogFacts = {}): void => {
      const key = kindOf(level, message, facts)
      const known = kinds.get(key)
      if (known && known.lines >= most) {
        known.more += 1
        known.last = () => to[level](message, { ...facts, more: known.more })
        return
      }
      to[level](message, facts)
      if (known) known.lines += 1
      else if (kinds.size < mostKinds) open(key)
    }
  }

  function open(key: string): void {
    const over = () => {
      kinds.delete(key)
      if (kind.more > 0) kind.last()
    }
    const kind: Kind = { lines: 1, more: 0, last: () => undefined }
    kinds.set(key, kind)
    setTimeout(over, wait).unref()
  }

  const over = (to: Log): Log => ({
    debug: to.debug,
    info: to.info,
    warn: calm('warn', to),
    error: calm('error', to),
    with: (facts) => over(to.with(facts)),
  })
  return over(log)
}
