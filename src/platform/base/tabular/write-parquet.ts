import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { tableErrors } from './errors.ts'
import { type CellRows, writeCsv } from './write-csv.ts'

/** A column of a Parquet file. Instants are ISO texts with a zone and become UTC; dates are `YYYY-MM-DD`. */
export type ParquetColumn = {
  readonly name: string
  readonly type: 'text' | 'integer' | 'decimal' | 'yes-no' | 'date' | 'instant'
}

/** What the worker is told, on its standard input. */
export type ParquetTask = {
  readonly folder: string
  readonly input: string
  readonly output: string
  readonly columns: readonly ParquetColumn[]
  readonly memory: string
}

const WORKER = fileURLToPath(new URL('./parquet-worker.ts', import.meta.url))

/**
 * Writes rows as a Parquet file (ZSTD) at `target`. DuckDB does it in a process of its own, with a memory limit, without
 * access to anything outside the working folder beside the target, and without this process's environment.
 * @returns the number of rows written
 * @throws table.parquet when the worker fails
 */
export async function writeParquet(
  rows: CellRows,
  columns: readonly ParquetColumn[],
  target: string,
  options: { readonly memory?: string } = {},
): Promise<number> {
  const folder = await mkdtemp(join(dirname(target), '.parquet-'))
  const task: ParquetTask = {
    folder,
    input: join(folder, 'rows.csv'),
    output: join(folder, 'rows.parquet'),
    columns,
    memory: options.memory ?? '512MB',
  }
  try {
    const csv = writeCsv(rows, { encoding: 'utf-8', lineBreak: '\n', quotes: 'all', guard: false })
    await pipeline(csv, createWriteStream(task.input))
    const count = await work(task)
    await rename(task.output, target)
    return count
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function work(task: ParquetTask): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=256', WORKER], { env: {}, stdio: 'pipe' })
    const said = { out: '', err: '' }
    child.stdout.on('data', (piece) => {
      said.out += piece
    })
    child.stderr.on('data', (piece) => {
      said.err = (said.err + piece).slice(-4000)
    })
    child.on('error', (cause) => reject(tableErrors.make('table.parquet', { why: cause.message }, { cause })))
    child.on('close', (code) => {
      const count = Number(said.out.trim())
      if (code === 0 && Number.isInteger(count)) resolve(count)
      else reject(tableErrors.make('table.parquet', { why: said.err.trim() || `exit ${code}` }))
    })
    // A worker that dies early breaks the pipe; its exit, handled above, says why.
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(task))
  })
}
