import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { makeLog } from '../process/log.ts'
import { testDatabase } from '../testing.ts'
import { forgetOldEvents, outboxState, pauseAfter, post } from './consume.ts'
import type { Consumer, Event } from './event.ts'
import { publish } from './publish.ts'

const { db } = await testDatabase('base')
const silent = makeLog('silent')

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
    await sql`delete from base.consumer`.execute(db)
  })

  it('keeps the order of each key, over many lanes and failures', async () => {
    const seen = new Map<string, number[]>()
    let failures = 30
    const consumer: Consumer = {
      name: 'ordered',
      type: 'a.happened',
      handle: async (event, tx) => {
        if (failures-- > 0 && numberOf(event) % 3 === 0) throw new Error('not now')
        await sql`select pg_sleep(${Math.random() / 500})`.execute(tx)
        seen.set(event.key, [...(seen.get(event.key) ?? []), numberOf(event)])
      },
    }
    const office = post(db, [consumer], silent, 6)
    await office.register()
    for (let n = 0; n < 30; n++) for (const key of ['k1', 'k2', 'k3']) await tell(key, n)
    office.start()
    for (let state = await outboxState(db); state.waiting > 0; state = await outboxState(db)) {
      // Retries would wait for seconds; what is looked at here is their order.
      await sql`update base.delivery set next_at = now()`.execute(db)
      office.wake()
      await sql`select pg_sleep(0.01)`.execute(db)
    }
    await office.stop()
    const inOrder = Array.from({ length: 30 }, (_, n) => n)
    expect(Object.fromEntries(seen)).toEqual({ k1: inOrder, k2: inOrder, k3: inOrder })
    await sql`delete from base.consumer`.execute(db)
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
    await sql`delete from base.consumer`.execute(db)
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
