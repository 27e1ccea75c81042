import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { embeddedAddress } from '../src/platform/base/index.ts'
import { engineMade, multiplyCases } from './multiply.ts'

/** A city under test: its address, a connection past it, and somebody signed in. */
export type BenchCity = {
  readonly url: string
  /** Its SHUDU_DATA. */
  readonly data: string
  readonly db: pg.Pool
  /** Its process. */
  readonly pid: number
  /** The cookie of a person of the demonstration, by login's note in English. */
  signIn(note: string): Promise<string>
  stop(): Promise<void>
}

/**
 * Starts a city with so many generated cases in a process of its own: the first by the engine, more as their copies. With
 * `SHUDU_BENCH_CITY` (a folder) a large one is kept there and used again: loading a million takes minutes.
 */
export async function benchCity(cases: number): Promise<BenchCity> {
  const kept = process.env.SHUDU_BENCH_CITY
  const data =
    kept === undefined || cases <= engineMade
      ? await mkdtemp(join(tmpdir(), 'shudu-bench-'))
      : join(kept, String(cases))
  await mkdir(data, { recursive: true })
  await chmod(data, 0o755)
  const isLoaded = existsSync(join(data, 'loaded'))
  const env = { ...process.env, SHUDU_DATA: data, SHUDU_PORT: '0', SHUDU_DEMO: '1', SHUDU_RATE: '0' }
  const child = fork(join(import.meta.dirname, 'city-process.ts'), [String(Math.min(cases, engineMade))], {
    env,
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const ended = once(child, 'exit')
  const [said] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])])
  if (said === undefined) throw new Error('The city did not start')
  const { url } = said as { url: string } // what city-process.ts sends
  const db = new pg.Pool({ ...embeddedAddress(data, 'owner'), max: 4 })
  const stop = async () => {
    await db.end()
    child.kill('SIGTERM')
    await ended
    if (kept === undefined || !data.startsWith(kept)) await rm(data, { recursive: true, force: true })
  }
  try {
    if (cases > engineMade && !isLoaded) {
      await quiet(db)
      await multiplyCases(db, cases)
      // Not in five minutes, when its time comes, but now.
      await db.query(`select graphile_worker.add_job('measure.roll')`)
      await writeFile(join(data, 'loaded'), new Date().toISOString())
    }
    await quiet(db, 900, true)
  } catch (cause) {
    await stop()
    throw cause
  }
  const people = (await (await fetch(`${url}/api/demo/people`)).json()) as {
    items: { id: string; note: { en: string } }[]
  }
  return {
    url,
    data,
    db,
    pid: child.pid ?? 0,
    signIn: async (note) => {
      const person = people.items.find((one) => one.note.en === note)
      const answer = await fetch(`${url}/api/demo/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ person: person?.id }),
      })
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
      if (!answer.ok || cookie === undefined) throw new Error(`Could not sign in as ${note}: ${await answer.text()}`)
      return cookie
    },
    stop,
  }
}

/** What a city still has to do of what it was told. */
export type Backlog = {
  /** Deliveries of events. */
  readonly deliveries: number
  /** Jobs that are due. */
  readonly jobs: number
  /** Cases whose search document is to be made. */
  readonly documents: number
  /** Days that are to be summed up anew, and tables that are being tidied. */
  readonly chores: number
}

/** Looks at what waits. */
export async function backlogOf(db: pg.Pool): Promise<Backlog> {
  const { rows } =
    await db.query<Backlog>(`select (select count(*)::int from base.delivery where dead_at is null) as deliveries,
    (select count(*)::int from graphile_worker.jobs where run_at <= now() and attempts < max_attempts) as jobs,
    (select count(*)::int from search.pending) + (select count(*)::int from cases.case)
      - (select count(*)::int from search.document where kind = 'case') as documents,
    (select count(distinct day)::int from cases.fact_touched)
      + (select count(*)::int from measure.day where rolled_at is null and ripe_at < now())
      + (select count(*)::int from pg_stat_activity where backend_type = 'autovacuum worker') as chores`)
  return rows[0] ?? { deliveries: 0, jobs: 0, documents: 0, chores: 0 }
}

/** Settles when nothing waits any more; with `isIdle` also when nothing is summed up or tidied. @throws after so many seconds */
export async function quiet(db: pg.Pool, seconds = 900, isIdle = false): Promise<void> {
  const until = performance.now() + seconds * 1_000
  for (;;) {
    const { deliveries, jobs, documents, chores } = await backlogOf(db)
    if (deliveries + jobs + documents + (isIdle ? chores : 0) === 0) return
    if (performance.now() > until)
      throw new Error(
        `${deliveries} deliveries, ${jobs} jobs, ${documents} documents, ${chores} chores wait after ${seconds} s`,
      )
    await new Promise((done) => setTimeout(done, 500))
  }
}

/** The value below which so much of a sorted list lies, 0–1. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
