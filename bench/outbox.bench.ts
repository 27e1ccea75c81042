import { sql } from 'kysely'
import { type Consumer, type Db, makeLog, openDb, publish, type Query } from '../src/platform/base/index.ts'
import { post } from '../src/platform/base/outbox/consume.ts'
import { mostTogether } from '../src/platform/base/outbox/event.ts'
import { outboxState } from '../src/platform/base/outbox/letters.ts'
import { makeTestDatabase, stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'

const names = ['bench.one', 'bench.two', 'bench.three']
/** Events of one key, as a life of a case has. */
const aKey = 5

/** What a consumer does with a batch: one statement that writes a row for each event. */
const keep = (on: Query, who: string, ids: readonly string[]) =>
  sql`insert into base.bench_heard (consumer, event) select ${who}, unnest(${[...ids]}::uuid[])`.execute(on)

const consumers = names.map(
  (name): Consumer => ({
    name,
    type: 'bench.happened',
    handleAll: async (events, tx) => {
      await keep(
        tx,
        name,
        events.map(({ id }) => id),
      )
    },
  }),
)

const told = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    type: 'bench.happened',
    key: `case ${Math.floor((from + n) / aKey)}`,
    payload: { case: '01890000-0000-7000-8000-000000000000', number: '20260101-000001', pack: 'hotline', seq: n },
  }))

async function tellAll(db: Db, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1_000) await publish(db, ...told(at, Math.min(1_000, count - at)))
}

/** The same by hand, without order of keys, failures or retries: claim, read, write, cross off. */
async function byHand(db: Db): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      for (let count = 1; count > 0; )
        count = await db.tx(async (tx) => {
          const { rows } = await sql<{ id: string; seq: number; payload: unknown }>`
            select e.id, e.seq, e.payload from (select event_seq from base.delivery where consumer = ${name}
              order by event_seq limit ${mostTogether} for update skip locked) d join base.event e on e.seq = d.event_seq`.execute(
            tx,
          )
          if (rows.length === 0) return 0
          await keep(
            tx,
            name,
            rows.map(({ id }) => id),
          )
          await sql`delete from base.delivery where consumer = ${name}
            and event_seq = any(${rows.map(({ seq }) => seq)}::bigint[])`.execute(tx)
          return rows.length
        })
    }),
  )
}

async function check(db: Db, events: number): Promise<void> {
  const { rows } = await sql<{ heard: number; distinct: number }>`
    select count(*) as heard, count(distinct (consumer, event)) as distinct from base.bench_heard`.execute(db)
  const [{ heard, distinct } = { heard: 0, distinct: 0 }] = rows
  const { waiting } = await outboxState(db)
  if (heard !== events * names.length || distinct !== heard || waiting !== 0)
    throw new Error(`${heard} of ${events * names.length} were heard, ${distinct} of them different; ${waiting} wait`)
  await sql`delete from base.bench_heard`.execute(db)
}

async function timed(db: Db, events: number, work: () => Promise<void>): Promise<number> {
  await tellAll(db, events)
  const begun = performance.now()
  await work()
  const perSecond = (events * names.length * 1_000) / (performance.now() - begun)
  await check(db, events)
  return perSecond
}

/** Told and handed over at the same time, as long as the telling takes. */
async function sustained(db: Db, events: number): Promise<{ readonly rate: number; readonly lagMs: number }> {
  const office = post(db, consumers, makeLog('silent'))
  office.start()
  const begun = performance.now()
  for (let at = 0; at < events; at += 20) {
    await publish(db, ...told(at, 20))
    office.wake('')
  }
  const toldAt = performance.now()
  while ((await outboxState(db)).waiting > 0) await new Promise((done) => setTimeout(done, 5))
  const lagMs = performance.now() - toldAt
  await office.stop()
  await check(db, events)
  return { rate: (events * names.length * 1_000) / (performance.now() - begun), lagMs }
}

/** Events to three consumers, in order of keys, each once: a backlog, and while they are told. */
export const bench: Bench = {
  says: 'deliveries of the outbox to three consumers',
  run: async (size = 30_000) => {
    const database = await makeTestDatabase('base')
    const owner = openDb(database.owner, { connections: 1 })
    await sql`create table base.bench_heard (consumer text not null, event uuid not null)`.execute(owner)
    await sql`grant all on base.bench_heard to public`.execute(owner)
    const { db } = database
    const office = post(db, consumers, makeLog('silent'))
    await office.register()
    try {
      await timed(db, 3_000, async () => void (await office.drain()))
      const bare = await timed(db, size, () => byHand(db))
      const backlog = await timed(db, size, async () => {
        await Promise.all(consumers.map((one) => post(db, [one], makeLog('silent')).drain()))
      })
      const steady = await sustained(db, size)
      const result: BenchResult = {
        what: `outbox, ${size} events to ${names.length} consumers`,
        baseline: 'claim, write, delete by hand without order of keys, failures or retries',
        ratio: backlog / bare,
        mark: '≥ 2,000 deliveries/s while events are told, in order of their keys',
        reached: steady.rate >= 2_000,
        figures: {
          'deliveries a second, backlog': backlog.toFixed(0),
          'deliveries a second, by hand': bare.toFixed(0),
          'deliveries a second, while told (telling included)': steady.rate.toFixed(0),
          'until the last was handled after the last was told, ms': steady.lagMs.toFixed(0),
        },
        bounds: 'finding the first of each key, and the transfer of payloads',
      }
      return [result]
    } finally {
      await owner.close()
      await database.close()
      await stopTestServer()
    }
  },
}
