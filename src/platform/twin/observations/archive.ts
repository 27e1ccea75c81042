import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
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
  /**
   * Takes out of finished files what their series no longer keep, a file at most once a week.
   * @returns how many readings went
   */
  forget(signal?: AbortSignal): Promise<number>
  read(
    series: readonly number[],
    from: number,
    till: number,
    options: { readonly newest: boolean; readonly limit: number },
  ): Promise<readonly Archived[]>
  /** The last reading of each series in `(after, at]`. */
  last(series: readonly number[], at: number, after: number): Promise<readonly Archived[]>
}

/** A file that no stretch names stays so long for whoever may be reading or just writing it, ms. */
const sweepAfter = 3_600_000

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

  /** Removes files that no stretch names: those written anew on an earlier day, and what a crash left. */
  async function sweep(): Promise<void> {
    if (!existsSync(folder)) return
    const found = (await readdir(folder)).filter((name) => name.endsWith('.parquet'))
    const { rows } = await sql<{ file: string }>`select file from twin.observation_part where file is not null`.execute(
      db,
    )
    const named = new Set(rows.map(({ file }) => file))
    for (const file of found) {
      if (named.has(file)) continue
      // A file is renamed into the folder just before its row names it.
      const { ctimeMs } = await stat(join(folder, file))
      if (Date.now() - ctimeMs > sweepAfter) await rm(join(folder, file), { force: true })
    }
  }

  async function forgetIn(name: string, file: string): Promise<number> {
    const work = await mkdtemp(join(folder, '.part-'))
    try {
      const [limits, output] = [join(work, 'limits.csv'), join(work, 'rows.parquet')]
      const { rows } = await sql<{ series: number; before: string }>`select id as series,
        (extract(epoch from now() - make_interval(days => keep_days)) * 1000000)::bigint::text as before
        from twin.series where keep_days is not null`.execute(db)
      await writeFile(limits, rows.map(({ series, before }) => `${series},${before}\n`).join(''))
      const said = await run({ do: 'forget', folder, file: join(folder, file), output, limits })
      const [kept = 0, gone = 0] = JSON.parse(said) as readonly number[] // the worker says two numbers
      if (gone === 0) {
        await sql`update twin.observation_part set forgotten_at = now() where name = ${name}`.execute(db)
        return 0
      }
      // Under a name of its own: whoever reads by the old name just now still finds the file, which goes with the next `sweep`.
      const next = `${name}-${randomUUID().slice(0, 8)}.parquet`
      if (kept > 0) await rename(output, join(folder, next))
      await sql`update twin.observation_part set forgotten_at = now(), file = ${kept > 0 ? next : file}, rows = ${kept}
        where name = ${name}`.execute(db)
      return gone
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }

  return {
    forget: async (signal) => {
      await sweep()
      const { rows } = await sql<{ name: string; file: string }>`select name, file from twin.observation_part
        where file is not null and rows > 0 and (forgotten_at is null or forgotten_at < now() - interval '7 days')
          and from_at < now() - make_interval(days => (select min(keep_days) from twin.series)) order by from_at`.execute(
        db,
      )
      let gone = 0
      for (const { name, file } of rows) {
        signal?.throwIfAborted()
        gone += await forgetIn(name, file)
      }
      return gone
    },
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
