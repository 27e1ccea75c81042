import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { copyOut, type Db, type Query } from '../../base/index.ts'
import type { ArchiveTask } from './archive-worker.ts'

/** A reading from a file of an old stretch; instants in epoch milliseconds. */
export type Archived = {
  readonly series: number
  readonly at: number
  readonly value: number
  readonly quality: number
}

/** Old stretches of time, put away as Parquet files in the data folder, and what they say. */
export type Archive = {
  /** Writes every stretch that ended before `before` (epoch ms) to a file and gives up its table. @returns how many */
  putAway(before: number): Promise<number>
  read(
    series: readonly number[],
    from: number,
    till: number,
    options: { readonly newest: boolean; readonly limit: number },
  ): Promise<readonly Archived[]>
  /** The last reading of each series in `(after, at]`. */
  last(series: readonly number[], at: number, after: number): Promise<readonly Archived[]>
}

const worker = fileURLToPath(new URL('./archive-worker.ts', import.meta.url))

/** Runs a task of DuckDB in a process of its own, which sees the archive's folder and nothing else. */
async function run(task: ArchiveTask): Promise<string> {
  const child = spawn(process.execPath, ['--max-old-space-size=256', worker], { env: {}, stdio: 'pipe' })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  // A worker that dies early breaks the pipe; its exit code, looked at below, says why.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(task))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) throw new Error(`The archive of observations could not be read or written: ${err.trim()}`)
  return out
}

/** Files that hold something of `(from, till)`, by the stretches' own bounds. */
async function filesWithin(on: Query, from: number, till: number): Promise<readonly string[]> {
  const { rows } = await sql<{ file: string }>`select file from twin.observation_part
    where file is not null and rows > 0 and from_at < to_timestamp(${till / 1_000}) and till_at > to_timestamp(${from / 1_000})
    order by from_at`.execute(on)
  return rows.map(({ file }) => file)
}

const parseRows = (lines: string): readonly Archived[] =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [series = 0, at = 0, value = 0, quality = 0] = JSON.parse(line) as readonly number[] // the worker writes four numbers
      return { series, at, value, quality }
    })

/** The archive in one folder. */
export function makeArchive(db: Db, folder: string): Archive {
  async function putAwayOne(name: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    const work = await mkdtemp(join(folder, '.part-'))
    try {
      const [input, output] = [join(work, 'rows.csv'), join(work, 'rows.parquet')]
      // Readings that their series no longer keeps stay behind: only their figures remain. The name comes from our own table.
      await copyOut(
        db,
        `select o.series, (extract(epoch from o.at) * 1000000)::bigint, o.value, o.quality from twin.${name} o
          left join twin.series s on s.id = o.series
          where s.keep_days is null or o.at > now() - make_interval(days => s.keep_days) order by o.series, o.at`,
        createWriteStream(input),
        'format csv',
      )
      const rows = Number(await run({ do: 'write', folder: work, input, output }))
      const file = `${name}.parquet`
      await rename(output, join(folder, file))
      await sql`select twin.drop_observation_part(${name}, ${file}, ${rows})`.execute(db)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }

  return {
    putAway: async (before) => {
      const { rows } = await sql<{ name: string }>`select name from twin.observation_part
        where file is null and till_at <= to_timestamp(${before / 1_000}) order by from_at`.execute(db)
      for (const { name } of rows) await putAwayOne(name)
      return rows.length
    },
    read: async (series, from, till, { newest, limit }) => {
      const files = await filesWithin(db, from, till)
      if (files.length === 0 || series.length === 0) return []
      return parseRows(await run({ do: 'read', folder, files, series, from, till, newest, limit }))
    },
    last: async (series, at, after) => {
      const files = await filesWithin(db, after, at + 1)
      if (files.length === 0 || series.length === 0) return []
      return parseRows(await run({ do: 'last', folder, files, series, at, after }))
    },
  }
}
