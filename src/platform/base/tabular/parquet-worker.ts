import { text } from 'node:stream/consumers'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ParquetColumn, ParquetTask } from './write-parquet.ts'

const TYPES: Readonly<Record<ParquetColumn['type'], string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  decimal: 'DOUBLE',
  'yes-no': 'BOOLEAN',
  date: 'DATE',
  instant: 'TIMESTAMPTZ',
}

/** Longest row, in bytes; the reader keeps several buffers of four such rows. */
const LINE = 1 << 23

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

/**
 * Turns one CSV into one Parquet file and prints the number of rows. Settings are locked before any data is touched: no
 * file outside the task's folder, no network, no extension. Values that do not fit their column fail the whole task.
 */
async function main(): Promise<void> {
  // The task comes from `writeParquet` alone, which built it with this type.
  const task = JSON.parse(await text(process.stdin)) as ParquetTask
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: task.memory,
    threads: '2',
    temp_directory: task.folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run('SET preserve_insertion_order = true')
  await connection.run(`SET allowed_directories = [${literal(task.folder)}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
  const columns = task.columns.map(({ name, type }) => `${literal(name)}: ${literal(TYPES[type])}`).join(', ')
  const source =
    `read_csv(${literal(task.input)}, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', ` +
    `nullstr = '', allow_quoted_nulls = false, max_line_size = ${LINE}, buffer_size = ${4 * LINE}, columns = {${columns}})`
  await connection.run(`COPY (SELECT * FROM ${source}) TO ${literal(task.output)} (FORMAT parquet, COMPRESSION zstd)`)
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${literal(task.output)})`)
  process.stdout.write(String(counted.getRows()[0]?.[0]))
}

try {
  await main()
} catch (error) {
  // One line for the parent, which turns it into an error with words; the exit code says that nothing was written.
  process.stderr.write(String(error instanceof Error ? error.message : error).split('\n')[0] ?? '')
  process.exitCode = 1
}
