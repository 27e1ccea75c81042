import type { Words } from '../kernel/words.ts'
import type { Config, Log } from '../platform/base/index.ts'

/**
 * Exit codes that scripts can trust; documented in docs/cli.md and in `shudu --help`.
 * `refused` means: it ran to its end, and some rows were refused, which the output names.
 */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unavailable: 3, refused: 4, running: 5 } as const

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** An option of a command, as `util.parseArgs` takes it, with its words. */
export type Option = {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  readonly default?: string | boolean
  /** How the value is shown in the help, e.g. `<file>`. */
  readonly value?: string
  readonly says: Words
}

/** What a command gets. */
export type CommandContext = {
  readonly config: Config
  readonly log: Log
  /** Arguments after the command's name that are not options. */
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>
  /** Writes a line to standard output: the answer of the command, for people and scripts. */
  print(line: string): void
  /** Writes a line to standard error: what is happening. */
  tell(line: string): void
}

/** A command `shudu <name>`: one file in `src/cli/commands/`, exporting `command`. */
export type Command = {
  readonly says: Words
  /** What stands after the name in the help, e.g. `<what> <file>`. */
  readonly usage?: string
  readonly options?: Readonly<Record<string, Option>>
  /** Least and most number of words (default none). */
  readonly words?: readonly [least: number, most: number]
  run(context: CommandContext): Promise<ExitCode>
}

/** The caller made a mistake; ends with exit code 2 and the message. */
export class UsageError extends Error {
  override name = 'UsageError'
}
