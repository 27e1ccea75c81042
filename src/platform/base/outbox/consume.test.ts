import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { openDb } from '../database/db.ts'
import { makeLog } from '../process/log.ts'
import { testDatabase } from '../testing.ts'
import { mostAttempts, pauseAfter, post } from './consume.ts'
import { type Consumer, type Event, mostTogether } from './event.ts'
import { forgetOldEvents, outboxState } from './letters.ts'
import { publish } from './publish.ts'

const { db, owner: ownerAddress } = await testDatabase('base')
const silent = makeLog('silent')

// Nobody of an earlier test is owed anything.
afterEach(async () => {
  await sql`delete from base.consumer`.execute(db)
  await sql`delete from base.delivery`.execute(db)
})

const tell = (key: string, n: number, type = 'a.happened') => publish(db, { type, key, payload: { n } })
const numberOf = (event: Event) => (event.payload as { n: number }).n // what `tell` gives

describe('the outbox', () => {
  it('hands each event to each consumer that wants its type, once', async () => {
    const heard: string[] = []
    const consumer = (name: string, type: Consumer['type']): Consumer => ({
      name,
      type,
      handle: async (event) => void heard.push(`${name} ${event.key}`),
    })
    const office = post(db, [consumer('one', 'a.happened'), consumer('two', ['a.happened', 'b.happened'])], silent)
    await office.register()
    await tell('x', 1)
    await tell('y', 2, 'b.happened')
    await tell('z', 3, 'c.happened')
    await office.drain()
    await office.drain()
    expect(heard.toSorted()).toEqual(['one x', 'two x', 'two y'])
    expect(await outboxState(db)).toMatchObject({ waiting: 0, dead: 0 })
  })

  it('keeps the order of each key, over many processes and failures', async () => {
    const seen = new Map<string, number[]>()
    const failed = new Set<string>()
    const consumer: Consumer = {
      name: 'ordered',
      type: 'a.happened',
      handle: async (event, tx) => {
        if (numberOf(event) % 3 === 0 && !failed.has(event.id)) {
          failed.add(event.id)
          throw new Error('not now')
        }
        await sql`select pg_sleep(${Math.random() / 500})`.execute(tx)
        seen.set(event.key, [...(seen.get(event.key) ?? []), numberOf(event)])
      },
    }
    const offices = [post(db, [consumer], silent), post(db, [consumer], silent), post(db, [consumer], silent)]
    await offices[0]?.register()
    for (let n = 0; n < 30; n++) for (const key of ['k1', 'k2', 'k3']) await tell(key, n)
    for (const office of offices) office.start()
    for (let state = await outboxState(db); state.waiting > 0; state = await outboxState(db)) {
      // Retries would wait for seconds; what is looked at here is their order.
      await sql`update base.delivery set next_at = now()`.execute(db)
      for (const office of offices) office.wake('')
      await sql`select pg_sleep(0.01)`.execute(db)
    }
    for (const office of offices) await office.stop()
    const inOrder = Array.from({ length: 30 }, (_, n) => n)
    expect(Object.fromEntries(seen)).toEqual({ k1: inOrder, k2: inOrder, k3: inOrder })
  })

  it('hands many over at once, each once and in the order of its key, over many processes', async () => {
    const sizes: number[] = []
    const consumer: Consumer = {
      name: 'together',
      type: 'a.happened',
      handleAll: async (events, tx) => {
        sizes.push(events.length)
        for (const event of events)
          await sql`insert into base.event (id, type, key, payload)
            values (gen_random_uuid(), 'heard', ${event.key}, ${JSON.stringify(event.payload)}::jsonb)`.execute(tx)
      },
    }
    const offices = Array.from({ length: 3 }, () => post(db, [consumer], silent))
    await offices[0]?.register()
    const all = Array.from({ length: 600 }, (_, n) => ({ type: 'a.happened', key: `t${n % 7}`, payload: { n } }))
    await publish(db, ...all)
    await Promise.all(offices.map((office) => office.drain()))
    // What one process found in the hands of another may have come free after it looked.
    await offices[0]?.drain()
    const { rows } = await sql<{ key: string; n: number }>`
      select key, (payload ->> 'n')::int as n from base.event where type = 'heard' order by seq`.execute(db)
    expect(rows.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(all.map(({ payload }) => payload.n))
    for (let k = 0; k < 7; k++) {
      const numbers = rows.filter(({ key }) => key === `t${k}`).map(({ n }) => n)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(mostTogether)
    expect(sizes.length).toBeLessThan(30)
  })

  it('goes one by one when a batch fails: the bad one waits with those behind it, the others are done once', async () => {
    const kept: string[] = []
    const consumer: Consumer = {
      name: 'careful',
      type: 'a.happened',
      handleAll: async (events, tx) => {
        for (const event of events)
          await sql`insert into base.consumer (name, types) values (${`kept ${event.key} ${numberOf(event)}`}, '{}')`.execute(
            tx,
          )
        if (events.some((event) => event.key === 'bad' && numberOf(event) === 2)) throw new Error('this one never')
        kept.push(...events.map((event) => `${event.key} ${numberOf(event)}`))
      },
    }
    const office = post(db, [consumer], silent)
    await office.register()
    for (let n = 1; n <= 3; n++) for (const key of ['good', 'bad']) await tell(key, n)
    await office.drain()
    expect(kept).toEqual(['good 1', 'bad 1', 'good 2', 'good 3'])
    const { rows } = await sql<{ name: string }>`select name from base.consumer where name like 'kept %'`.execute(db)
    expect(rows.map(({ name }) => name.slice(5)).toSorted()).toEqual(kept.toSorted())
    const left = await sql<{ key: string; n: number; attempts: number }>`
      select d.key, (payload ->> 'n')::int as n, attempts from base.delivery d join base.event on seq = event_seq
      where consumer = 'careful' order by event_seq`.execute(db)
    expect(left.rows).toEqual([
      { key: 'bad', n: 2, attempts: 1 },
      { key: 'bad', n: 3, attempts: 0 },
    ])
    // Given up, it lets those behind it through.
    for (let tries = 0; tries < mostAttempts; tries++) {
      await sql`update base.delivery set next_at = now()`.execute(db)
      await office.drain()
    }
    expect(kept.at(-1)).toBe('bad 3')
    expect(await outboxState(db)).toMatchObject({ waiting: 0, dead: 1 })
  })

  it('finds the guilty one when what a batch wrote is refused only at the commit', async () => {
    const owner = openDb(ownerAddress, { connections: 1 })
    await sql`create table base.late (n integer primary key, of integer references base.late deferrable initially deferred)`.execute(
      owner,
    )
    await sql`grant select, insert on base.late to public`.execute(owner)
    await owner.close()
    const consumer: Consumer = {
      name: 'late',
      type: 'a.happened',
      handleAll: async (events, tx) => {
        for (const event of events)
          await sql`insert into base.late values (${numberOf(event)}, ${event.key === 'orphan' ? 99 : null})`.execute(
            tx,
          )
      },
    }
    const office = post(db, [consumer], silent)
    await office.register()
    await tell('one', 1)
    await tell('orphan', 2)
    await tell('three', 3)
    await office.drain()
    const { rows } = await sql<{ n: number }>`select n from base.late order by n`.execute(db)
    expect(rows).toEqual([{ n: 1 }, { n: 3 }])
    const left = await sql<{ key: string; attempts: number }>`select key, attempts from base.delivery`.execute(db)
    expect(left.rows).toEqual([{ key: 'orphan', attempts: 1 }])
  })

  it('undoes what a failing consumer did, and hands the event over again', async () => {
    let tries = 0
    const consumer: Consumer = {
      name: 'halfway',
      type: 'a.happened',
      handle: async (_, tx) => {
        await sql`insert into base.consumer (name, types) values (${`try ${++tries}`}, '{}')`.execute(tx)
        if (tries === 1) throw new Error('halfway')
      },
    }
    const office = post(db, [consumer], silent)
    await office.register()
    await tell('x', 1)
    await office.drain()
    await sql`update base.delivery set next_at = now()`.execute(db)
    await office.drain()
    const { rows } = await sql<{ name: string }>`select name from base.consumer where name like 'try %'`.execute(db)
    expect(rows).toEqual([{ name: 'try 2' }])
  })

  it('tells nothing of a transaction that was rolled back', async () => {
    await expect(
      db.tx(async (tx) => {
        await publish(tx, { type: 'a.happened', key: 'never', payload: null })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    const { rows } = await sql`select 1 from base.event where key = 'never'`.execute(db)
    expect(rows).toEqual([])
  })

  it('waits longer after each failure, up to an hour', () => {
    expect([1, 2, 3, 8, 20].map(pauseAfter)).toEqual([1, 2, 4, 128, 3600])
  })

  it('forgets old events that nobody waits for, and no others', async () => {
    await sql`insert into base.consumer (name, types) values ('absent', '{w.waits}')`.execute(db)
    await tell('waits', 1, 'w.waits')
    await tell('done', 1, 'w.done')
    await sql`update base.event set at = now() - interval '40 days' where key in ('waits', 'done')`.execute(db)
    expect(await forgetOldEvents(db, 30)).toBe(1)
    const { rows } = await sql<{ key: string }>`select key from base.event where key in ('waits', 'done')`.execute(db)
    expect(rows).toEqual([{ key: 'waits' }])
  })
})
