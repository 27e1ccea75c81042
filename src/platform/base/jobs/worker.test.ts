import { sql } from 'kysely'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { makeListener } from '../database/listen.ts'
import { makeLog } from '../process/log.ts'
import { testDatabase } from '../testing.ts'
import { enqueue, unqueue } from './enqueue.ts'
import { job } from './job.ts'
import { jobState, workshop } from './worker.ts'

const { db, app } = await testDatabase('base')
const silent = makeLog('silent')

const done: number[] = []
const count = job({
  name: 'a.count',
  payload: Type.Object({ n: Type.Integer() }),
  attempts: 2,
  run: async ({ n }) => void done.push(n),
})
const life = makeListener(app, silent)
const shop = workshop(db, life, [count], silent)

let release = () => {}
const waited: number[] = []
const wait = job({
  name: 'a.wait',
  payload: Type.Object({}),
  run: async (_, { attempt }) => {
    waited.push(attempt)
    await new Promise<void>((done) => {
      release = done
    })
  },
})

describe('jobs', () => {
  it('run when their transaction is committed, and not when it is rolled back', async () => {
    await db.tx((tx) => enqueue(tx, count, { n: 1 }))
    await expect(
      db.tx(async (tx) => {
        await enqueue(tx, count, { n: 2 })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await shop.drain()
    expect(done).toEqual([1])
  })

  it('of one key are one job, with the last payload; and can be taken back', async () => {
    await enqueue(db, count, { n: 3 }, { key: 'k' })
    await enqueue(db, count, { n: 4 }, { key: 'k' })
    await enqueue(db, count, { n: 5 }, { key: 'gone' })
    await unqueue(db, 'gone')
    await shop.drain()
    expect(done).toEqual([1, 4])
  })

  it('do not run before their time', async () => {
    await enqueue(db, count, { n: 6 }, { runAt: '2090-01-01T00:00:00Z', key: 'later' })
    await shop.drain()
    expect(done).not.toContain(6)
    await unqueue(db, 'later')
  })

  it('with a payload that does not fit give up with a reason', async () => {
    await enqueue(db, 'a.count', { n: 'seven' })
    await shop.drain()
    const { rows } = await sql<{ fault: string }>`select last_error as fault from graphile_worker.jobs`.execute(db)
    expect(rows[0]?.fault).toContain('a.count does not fit: /n')
    await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`.execute(db)
  })

  it('of a killed worker are run by the next one that starts', async () => {
    await enqueue(db, count, { n: 8 })
    await sql`update graphile_worker._private_jobs set locked_by = 'worker-killed', locked_at = now() - interval '1 minute'`.execute(
      db,
    )
    await shop.drain()
    expect(done).not.toContain(8)
    await life.start()
    await shop.start()
    for (let state = await jobState(db); state.waiting > 0; state = await jobState(db))
      await sql`select pg_sleep(0.02)`.execute(db)
    expect(done).toContain(8)
    // A living worker keeps its job: its process holds the lock that shows so.
    const { rows } = await sql<{ workers: number }>`select count(*)::int as workers from base.job_worker
      join pg_locks on locktype = 'advisory' and objid = process::oid and granted`.execute(db)
    expect(rows[0]?.workers).toBeGreaterThan(0)
    await shop.stop()
    await life.stop()
  })

  it('that take long stay with the process that runs them when another one starts', async () => {
    const lives = [makeListener(app, silent), makeListener(app, silent)] as const
    for (const one of lives) await one.start()
    const [first, second] = lives.map((one) => workshop(db, one, [wait], silent))
    await first?.start()
    await enqueue(db, wait, {})
    while (waited.length === 0) await sql`select pg_sleep(0.02)`.execute(db)
    await sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`.execute(db)
    await second?.start()
    const { rows } = await sql<{ locked: boolean }>`
      select locked_at is not null as locked from graphile_worker.jobs where task_identifier = 'a.wait'`.execute(db)
    expect(rows).toEqual([{ locked: true }])
    release()
    await first?.stop()
    await second?.stop()
    for (const one of lives) await one.stop()
    expect(waited).toEqual([1])
  })
})
