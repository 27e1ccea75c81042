/** Severity, least first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Facts beside a message; an `Error` is written with its stack and cause. Never personal data. */
export type LogFacts = Readonly<Record<string, unknown>>

/** Writes one JSON line an event to standard error (standard output is kept for answers of commands). */
export type Log = {
  debug(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  error(message: string, facts?: LogFacts): void
  /** The same log with facts that every line carries. */
  with(facts: LogFacts): Log
}

const rank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const code = 'code' in value ? value.code : undefined
  return { name: value.name, message: value.message, code, stack: value.stack, cause: plain(value.cause) }
}

/** A log from `least` on; `write` takes one line without its end. */
export function makeLog(
  least: LogLevel | 'silent' = 'info',
  write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  always: LogFacts = {},
): Log {
  const at =
    (level: LogLevel) =>
    (message: string, facts: LogFacts = {}) => {
      if (least === 'silent' || rank[level] < rank[least]) return
      const line: Record<string, unknown> = { at: new Date().toISOString(), level, message, ...always }
      for (const [name, value] of Object.entries(facts)) line[name] = plain(value)
      write(JSON.stringify(line))
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (facts) => makeLog(least, write, { ...always, ...facts }),
  }
}
