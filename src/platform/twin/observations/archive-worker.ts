import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** What the worker is told, on its standard input. Instants in epoch milliseconds. */
export type ArchiveTask =
  | { readonly do: 'write'; readonly folder: string; readonly input: string; readonly output: string }
  | {
      readonly do: 'forget'
      readonly folder: string
      readonly file: string
      readonly output: string
      /** A line for each series that keeps its readings for a time: its number, and the instant (µs) before which they go. */
      readonly limits: string
    }
  | {
      readonly do: 'read'
      readonly folder: string
      readonly files: readonly string[]
      readonly series: readonly number[]
      readonly from: number
      readonly till: number
      readonly newest: boolean
      readonly limit: number
    }
  | {
      readonly do: 'last'
      readonly folder: string
      readonly files: readonly string[]
      readonly series: readonly number[]
      readonly at: number
      readonly after: number
    }

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

async function open(folder: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    ...{ memory_limit: '512MB', threads: '2', temp_directory: folder },
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' },
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run(`SET allowed_directories = [${literal(folder)}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
  return connection
}

async function write(connection: DuckDBConnection, input: string, output: string): Promise<void> {
  const columns = "{series: 'INTEGER', at_us: 'BIGINT', value: 'DOUBLE', quality: 'SMALLINT'}"
  const source = `read_csv(${literal(input)}, header = false, delim = ',', columns = ${columns})`
  await connection.run(
    `COPY (SELECT series, at_us, value, quality FROM ${source} ORDER BY series, at_us) TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${literal(output)})`)
  process.stdout.write(String(counted.getRows()[0]?.[0]))
}

/** What is left of a file. Says how many rows stay and how many went; with none gone nothing is written. */
async function forget(connection: DuckDBConnection, task: Extract<ArchiveTask, { do: 'forget' }>): Promise<void> {
  const rows = `read_parquet(${literal(task.file)})`
  const limits = `read_csv(${literal(task.limits)}, header = false, delim = ',', columns = {series: 'INTEGER', before_us: 'BIGINT'})`
  const from = `${rows} AS o LEFT JOIN ${limits} AS l ON l.series = o.series`
  const stays = '(l.before_us IS NULL OR o.at_us >= l.before_us)'
  const counted = await connection.runAndReadAll(
    `SELECT count(*) FILTER (${stays}), count(*) FILTER (NOT ${stays}) FROM ${from}`,
  )
  const [kept = 0, gone = 0] = (counted.getRows()[0] ?? []).map(Number)
  if (gone > 0 && kept > 0)
    await connection.run(
      `COPY (SELECT o.series, o.at_us, o.value, o.quality FROM ${from} WHERE ${stays} ORDER BY o.series, o.at_us)
        TO ${literal(task.output)} (FORMAT parquet, COMPRESSION zstd)`,
    )
  process.stdout.write(JSON.stringify([kept, gone]))
}

/** Numbers alone come into these texts: the task is built by archive.ts from typed questions. */
function question(task: Extract<ArchiveTask, { do: 'read' | 'last' }>): string {
  const files = task.files.map((file) => literal(join(task.folder, file))).join(', ')
  const series = task.series.map(Number).join(', ')
  const rows = `read_parquet([${files}])`
  if (task.do === 'last')
    return `SELECT series, max(at_us), arg_max(value, at_us), arg_max(quality, at_us) FROM ${rows} WHERE series IN (${series})
      AND at_us <= ${Number(task.at)} * 1000 AND at_us > ${Number(task.after)} * 1000 GROUP BY series`
  return `SELECT series, at_us, value, quality FROM ${rows} WHERE series IN (${series}) AND at_us >= ${Number(task.from)} * 1000
    AND at_us < ${Number(task.till)} * 1000 ORDER BY at_us ${task.newest ? 'DESC' : 'ASC'} LIMIT ${Number(task.limit)}`
}

async function main(): Promise<void> {
  // The task comes from archive.ts alone, which built it with this type.
  const task = JSON.parse(await text(process.stdin)) as ArchiveTask
  const connection = await open(task.folder)
  if (task.do === 'write') return write(connection, task.input, task.output)
  if (task.do === 'forget') return forget(connection, task)
  const found = await connection.runAndReadAll(question(task))
  for (const [series, at, value, quality] of found.getRows())
    process.stdout.write(`${JSON.stringify([series, Number(at) / 1_000, value, quality])}\n`)
}

try {
  await main()
} catch (error) {
  // One line for the parent, which turns it into an error; the exit code says that nothing was answered.
  process.stderr.write(String(error instanceof Error ? error.message : error).split('\n')[0] ?? '')
  process.exitCode = 1
}
