import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CityError } from '../kernel/errors/index.ts'
import { say } from '../kernel/words.ts'
import {
  AccountError,
  ArchiveError,
  BackupError,
  type Config,
  ConfigError,
  DataFolderError,
  MigrationError,
  makeLog,
  NoBinariesError,
  OutsideError,
  readConfig,
  ServerError,
} from '../platform/base/index.ts'
import { AlreadyRunningError } from '../server/locks.ts'
import { type Command, type CommandContext, type ExitCode, exitCodes, UsageError } from './command.ts'
import { language } from './language.ts'

const folder = join(import.meta.dirname, 'commands')

/** Names of all commands: the files in `commands/`. */
export const commandNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -3))
    .sort()

/** Loads one command. */
async function load(name: string): Promise<Command> {
  // Each file of the folder exports `command`; a test holds them to it.
  const module = (await import(join(folder, `${name}.ts`))) as { command: Command }
  return module.command
}

/** Runs one command line (without node and script). Gives the exit code; nothing here ends the process. */
export async function runCommand(line: readonly string[], config?: Config): Promise<ExitCode> {
  const [name, ...rest] = line
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') return await help(rest[0])
    if (name === '--version' || name === 'version') return version(config ?? readConfig())
    if (!commandNames().includes(name)) throw new UsageError(`There is no command "${name}". See: shudu --help`)
    const command = await load(name)
    if (rest.includes('--help') || rest.includes('-h')) return await help(name)
    return await command.run(contextOf(name, command, rest, config))
  } catch (cause) {
    return explain(cause)
  }
}

function contextOf(name: string, command: Command, rest: readonly string[], config?: Config): CommandContext {
  const { values, positionals } = parse(name, command, rest)
  const [least, most] = command.words ?? [0, 0]
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(`Usage: shudu ${name} ${command.usage ?? ''}`.trimEnd())
  return {
    config: config ?? readConfig(),
    log: makeLog(process.env.SHUDU_LOG === 'debug' ? 'debug' : 'warn'),
    words: positionals,
    options: values,
    print: (text) => process.stdout.write(`${text}\n`),
    tell: (text) => process.stderr.write(`${text}\n`),
  }
}

function parse(name: string, command: Command, rest: readonly string[]) {
  try {
    return parseArgs({ args: [...rest], options: { ...command.options }, allowPositionals: true })
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${message} See: shudu ${name} --help`, { cause })
  }
}

/** Says what went wrong, in words, and gives the exit code for scripts. */
export function explain(cause: unknown): ExitCode {
  const tell = (text: string) => process.stderr.write(`${text}\n`)
  if (cause instanceof UsageError || cause instanceof ConfigError) {
    tell(cause.message)
    return exitCodes.usage
  }
  if (cause instanceof AlreadyRunningError) {
    tell(cause.message)
    return exitCodes.running
  }
  if (
    cause instanceof DataFolderError ||
    cause instanceof OutsideError ||
    cause instanceof ServerError ||
    cause instanceof AccountError ||
    cause instanceof NoBinariesError
  ) {
    tell(cause.message)
    return exitCodes.unavailable
  }
  if (cause instanceof CityError) {
    tell(`${say(cause.says, language)} ${say(cause.todo, language)}`)
    for (const fault of cause.faults)
      tell(`  ${[fault.row, fault.field].filter(Boolean).join(' ')}: ${say(fault.says, language)}`)
    return cause.kind === 'unavailable' ? exitCodes.unavailable : exitCodes.failed
  }
  if (cause instanceof BackupError || cause instanceof ArchiveError || cause instanceof MigrationError) {
    tell(cause.message)
    return exitCodes.failed
  }
  const portTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
  if (portTaken && 'port' in cause) {
    tell(
      `Port ${cause.port} is already in use. Stop the other program, or choose a port with SHUDU_PORT (0 takes any free one).`,
    )
    return exitCodes.unavailable
  }
  tell(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
  return exitCodes.failed
}

function version(config: Config): ExitCode {
  process.stdout.write(`shudu ${config.version}\n`)
  return exitCodes.ok
}

async function help(name: string | undefined): Promise<ExitCode> {
  if (name !== undefined && !commandNames().includes(name)) throw new UsageError(`There is no command "${name}".`)
  const lines = name === undefined ? await overview() : describe(name, await load(name))
  process.stdout.write(`${lines.join('\n')}\n`)
  return exitCodes.ok
}

async function overview(): Promise<readonly string[]> {
  const all = await Promise.all(commandNames().map(async (name) => [name, await load(name)] as const))
  const wide = Math.max(...all.map(([name]) => name.length))
  const title = { zh: '数都：数字城市运行平台', en: 'Shudu: an operating platform for a digital city' }
  return [
    say(title, language),
    '',
    ...all.map(([name, command]) => `  shudu ${name.padEnd(wide)}  ${say(command.says, language)}`),
    '',
    say({ zh: '用 shudu <命令> --help 查看细节。', en: 'shudu <command> --help says more.' }, language),
    '',
    say({ zh: '退出码：', en: 'Exit codes:' }, language),
    ...exitWords.map(([code, words]) => `  ${code}  ${say(words, language)}`),
  ]
}

const exitWords = [
  [exitCodes.ok, { zh: '完成', en: 'done' }],
  [exitCodes.failed, { zh: '失败，原因见错误输出', en: 'failed; standard error says why' }],
  [exitCodes.usage, { zh: '命令或设置写错', en: 'the command or a setting is wrong' }],
  [
    exitCodes.unavailable,
    { zh: '数据库、端口等不可用', en: 'the database, the port or the running city is not available' },
  ],
  [exitCodes.refused, { zh: '已执行完，但有部分行被拒收', en: 'ran to its end, but some rows were refused' }],
  [exitCodes.running, { zh: '同一数据目录已有实例在运行', en: 'another Shudu already runs on this data folder' }],
] as const

function describe(name: string, command: Command): readonly string[] {
  const options = Object.entries(command.options ?? {}).map(([option, { short, value, says }]) => {
    const left = `--${option}${value ? ` ${value}` : ''}${short ? `, -${short}` : ''}`
    return `  ${left.padEnd(28)}  ${say(says, language)}`
  })
  return [
    `shudu ${name} ${command.usage ?? ''}`.trimEnd(),
    '',
    say(command.says, language),
    ...(options.length ? ['', ...options] : []),
  ]
}
