import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { dayMs } from '../../../kernel/time/index.ts'
import { type Base, makeLog, readConfig } from '../../base/index.ts'
import { testDatabase } from '../../base/testing.ts'
import { ColumnBatch } from './columns.ts'
import { makeObservations } from './observations.ts'
import { stretchFor } from './parts.ts'

const { db } = await testDatabase('twin')
const data = await mkdtemp(join(tmpdir(), 'shudu-observations-'))
afterAll(() => rm(data, { recursive: true, force: true }))

// Of its base the room of observations uses these parts alone.
const base = {
  ...{ db, now: Date.now, log: makeLog('silent'), listener: { on: () => () => {} } },
  config: readConfig({}, { data }),
} as unknown as Base
const observations = makeObservations(base)
await observations.start()
afterAll(() => observations.stop())

const entity = await sql<{ key: number }>`insert into twin.entity (id, types, created_at, modified_at)
  values ('urn:ngsi-ld:Device:t', '{https://shudu/t}', now(), now()) returning key`.execute(db)
const key = entity.rows[0]?.key ?? 0
let names = 0
const aSeries = async () =>
  (await observations.seriesOf(db, [{ entity: key, name: `n${names++}`, unit: 'CEL' }]))[0] ?? 0

function columns(rows: readonly (readonly [series: number, at: number, value: number])[]): ColumnBatch {
  const batch = new ColumnBatch(2)
  for (const [series, at, value] of rows) batch.add(series, at, value, 0)
  return batch
}

const stored = async (series: number) =>
  (
    await sql<{ at: number; value: number }>`select (extract(epoch from at) * 1000)::float8 as at, value
      from twin.observation where series = ${series} order by observation.at`.execute(db)
  ).rows

describe('observations', () => {
  it('brings every number and instant back as it went in', async () => {
    const instant = fc.integer({ min: Date.now() - 90 * dayMs, max: Date.now() })
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(instant, number), { selector: ([at]) => at, maxLength: 30 }),
        async (rows) => {
          const series = await aSeries()
          await observations.write(columns(rows.map(([at, value]) => [series, at, value])))
          const back = await stored(series)
          expect(back).toEqual(
            rows
              .toSorted(([a], [b]) => a - b)
              .map(([at, value]) => ({ at, value: value === 0 ? expect.closeTo(0) : value })),
          )
        },
      ),
      { numRuns: 15 },
    )
  })

  it('keeps each reading once, the first value standing, whatever is sent again', async () => {
    const series = await aSeries()
    const at = Date.now()
    expect(
      await observations.write(
        columns([
          [series, at, 1],
          [series, at + 1, 2],
        ]),
      ),
    ).toEqual({ added: 2, already: 0 })
    expect(
      await observations.write(
        columns([
          [series, at + 1, 9],
          [series, at + 2, 3],
          [series, at + 2, 4],
        ]),
      ),
    ).toEqual({ added: 1, already: 2 })
    expect((await stored(series)).map(({ value }) => value)).toEqual([1, 2, 3])
  })

  it('writes batch after batch over the bytes of earlier ones: larger, smaller, refused', async () => {
    const series = await aSeries()
    const at = Date.now() - dayMs / 2
    const expected: number[] = []
    let next = 0
    for (const size of [3, 6_500, 2, 1, 400]) {
      const rows = Array.from({ length: size }, () => [series, at + next, next++] as const)
      expect(await observations.write(columns(rows))).toEqual({ added: size, already: 0 })
      // A batch that is there already fails on its way, and is tried by another.
      expect(await observations.write(columns(rows.slice(0, 2)))).toMatchObject({ added: 0 })
      expected.push(...rows.map(([, , value]) => value))
    }
    expect((await stored(series)).map(({ value }) => value)).toEqual(expected)
  })

  it('settles when many writers send the same and other rows at once', async () => {
    const series = await aSeries()
    const first = Date.now() - 10_000
    const senders = Array.from({ length: 8 }, (_, sender) =>
      observations.write(columns(Array.from({ length: 500 }, (_, i) => [series, first + sender * 100 + i, i]))),
    )
    const written = await Promise.all(senders)
    expect(written.reduce((sum, { added }) => sum + added, 0)).toBe(1_200)
    expect(await stored(series)).toHaveLength(1_200)
  })

  it('knows the newest by its instant, not by its coming, and when the number became so', async () => {
    const series = await aSeries()
    const at = Date.now() - 60_000
    await observations.write(columns([[series, at, 5]]))
    await observations.write(
      columns([
        [series, at + 2_000, 5],
        [series, at + 1_000, 7],
      ]),
    )
    expect(observations.last(series)).toMatchObject({ at: at + 2_000, value: 5, since: at })
    await observations.write(columns([[series, at + 3_000, 6]]))
    expect(observations.last(series)).toMatchObject({ value: 6, since: at + 3_000 })
    await observations.settle()
    const { rows } = await sql<{ value: number }>`select value from twin.latest where series = ${series}`.execute(db)
    expect(rows).toEqual([{ value: 6 }])
  })

  it('makes the present good from what was written by a process that died before noting it', async () => {
    const series = await aSeries()
    await observations.write(columns([[series, Date.now() - 5_000, 1]]))
    await observations.settle()
    await sql`insert into twin.observation (series, at, value) values (${series}, now() - interval '1 second', 42)`.execute(
      db,
    )
    const other = makeObservations(base)
    await other.start()
    expect(other.last(series)?.value).toBe(42)
    await other.stop()
  })

  it('tells changes in heaps, each series once', async () => {
    const series = await aSeries()
    const heard: number[][] = []
    const quiet = observations.onChange(({ series: changed, length }) => heard.push([...changed.subarray(0, length)]))
    const at = Date.now()
    for (let i = 0; i < 50; i++) await observations.write(columns([[series, at + i, i]]))
    await observations.settle()
    quiet()
    expect(heard.flat().filter((one) => one === series).length).toBeLessThan(50)
    expect(heard.every((heap) => new Set(heap).size === heap.length)).toBe(true)
    expect(heard.flat()).toContain(series)
  })

  it('counts steps alike before and after rolling up, late readings included', async () => {
    const series = await aSeries()
    const from = Math.floor((Date.now() - 3 * dayMs) / dayMs) * dayMs - 8 * 3_600_000
    const rows = Array.from({ length: 600 }, (_, i) => [series, from + i * 240_000, Math.sin(i) * 10] as const)
    await observations.write(columns(rows))
    const ask = (step: number) => observations.steps({ series: [series], from, till: from + 2 * dayMs, step })
    const before = await Promise.all([300, 900, 3_600, 86_400].map(ask))
    // The notes are made old, as they are some minutes later.
    const later = () =>
      sql`update twin.touched_hour set touched_at = touched_at - interval '10 minutes',
      rolled_at = rolled_at - interval '10 minutes'`.execute(db)
    await later()
    expect(await observations.rollUp()).toBeGreaterThan(40)
    const rolled = await sql<{
      n: number
    }>`select count(*)::int as n from twin.rollup where series = ${series} and step = 3600`.execute(db)
    expect(rolled.rows[0]?.n).toBe(40)
    const close = (all: readonly (readonly object[])[]) =>
      all.map((steps) =>
        steps.map((step) => Object.fromEntries(Object.entries(step).map(([name, n]) => [name, expect.closeTo(n, 6)]))),
      )
    expect(await Promise.all([300, 900, 3_600, 86_400].map(ask))).toEqual(close(before))
    expect(before[2]?.[0]).toMatchObject({ count: 15, first: 0 })

    // A late reading, noted by another process.
    await makeObservations(base).write(columns([[series, from + 1_000, 1_000]]))
    expect((await ask(86_400))[0]?.max).toBe(1_000)
    await later()
    await observations.rollUp()
    expect((await ask(3_600))[0]).toMatchObject({ count: 16, max: 1_000 })
  })

  it('rolls up numbers near the end of what a double holds, and holds up nobody else', async () => {
    const [series, other] = [await aSeries(), await aSeries()]
    const from = Math.floor((Date.now() - 4 * dayMs) / dayMs) * dayMs
    await observations.write(
      columns([
        [series, from, 1.7e308],
        [series, from + 1_000, 1.7e308],
        [series, from + 2_000, -1e308],
        [other, from, 3],
        [other, from + 1_000, 4],
      ]),
    )
    const ask = (one: number) => observations.steps({ series: [one], from, till: from + dayMs, step: 3_600 })
    expect((await ask(series))[0]).toMatchObject({ count: 3, max: 1.7e308, min: -1e308 })
    await sql`update twin.touched_hour set touched_at = touched_at - interval '10 minutes',
      rolled_at = rolled_at - interval '10 minutes'`.execute(db)
    expect(await observations.rollUp()).toBeGreaterThan(0)
    expect((await ask(other))[0]).toMatchObject({ count: 2, sum: 7 })
    expect((await ask(series))[0]).toMatchObject({ count: 3, max: 1.7e308 })
  })

  it('does not count unfit readings in figures', async () => {
    const series = await aSeries()
    const batch = columns([[series, Date.now() - 2_000, 5]])
    batch.add(series, Date.now() - 1_000, 9_999, 1)
    await observations.write(batch)
    const steps = await observations.steps({
      series: [series],
      from: Date.now() - dayMs,
      till: Date.now() + 1,
      step: 300,
    })
    expect(steps.map(({ max }) => max)).toEqual([5])
  })

  it('puts old stretches away as Parquet and still answers from them, and forgets what is no longer kept', async () => {
    const old = Date.now() - 200 * dayMs
    const [kept = 0, brief = 0] = await observations.seriesOf(db, [
      { entity: key, name: 'kept' },
      { entity: key, name: 'brief', keepDays: 30 },
    ])
    await observations.write(
      columns([
        ...Array.from({ length: 100 }, (_, i) => [kept, old + i * 60_000, i] as const),
        [brief, old, 1],
        [kept, Date.now(), -1],
      ]),
    )
    expect(await observations.putAway(Date.now() - 100 * dayMs)).toBeGreaterThan(0)
    expect((await readdir(join(data, 'observations'))).every((name) => name.endsWith('.parquet'))).toBe(true)
    expect(await stored(kept)).toHaveLength(1)
    const all = await observations.range({ series: kept, from: old - 1, till: Date.now() + 1 })
    expect(all.map(({ value }) => value)).toEqual([...Array.from({ length: 100 }, (_, i) => i), -1])
    const newest = await observations.range({
      series: kept,
      from: old - 1,
      till: old + 600_000,
      newest: true,
      limit: 2,
    })
    expect(newest.map(({ value }) => value)).toEqual([9, 8])
    expect(await observations.range({ series: brief, from: old - 1, till: Date.now() })).toEqual([])
    expect((await observations.moment([kept], old + 90_000)).get(kept)).toMatchObject({ value: 1 })
    // Something late for the same stretch finds a place again, and both are answered.
    await observations.write(columns([[kept, old + 30_000, 0.5]]))
    const mixed = await observations.range({ series: kept, from: old, till: old + 60_001 })
    expect(mixed.map(({ value }) => value)).toEqual([0, 0.5, 1])
  })

  it('forgets single readings after the days of their series, in tables and in files, and keeps their figures', async () => {
    const [brief = 0, long = 0] = await observations.seriesOf(db, [
      { entity: key, name: 'forgotten', keepDays: 120 },
      { entity: key, name: 'remembered', keepDays: 3_650 },
    ])
    // Older than what the other tests write: their hours would count as noted.
    const day = (ago: number) => Math.floor(Date.now() / dayMs) * dayMs - ago * dayMs
    const written = [250, 140, 95].flatMap((ago) => [[brief, day(ago), ago] as const, [long, day(ago), ago] as const])
    await observations.write(columns(written))
    const all = (series: number) => observations.range({ series, from: day(260), till: Date.now() })
    // Not before they are in the figures.
    await observations.forget()
    expect((await all(brief)).map(({ value }) => value)).toEqual([250, 140, 95])
    await sql`update twin.touched_hour set touched_at = now() - interval '1 day', rolled_at = null`.execute(db)
    await observations.rollUp()
    // Put away while the series still kept everything.
    await sql`update twin.series set keep_days = null where id = ${brief}`.execute(db)
    await observations.putAway(day(200))
    expect(await stored(brief)).toHaveLength(2)
    await sql`update twin.series set keep_days = 120 where id = ${brief}`.execute(db)
    expect(await observations.forget()).toBe(2)
    expect((await all(brief)).map(({ value }) => value)).toEqual([95])
    expect((await all(long)).map(({ value }) => value)).toEqual([250, 140, 95])
    const { rows } = await sql<{ min: number }>`select min from twin.rollup
      where series = ${brief} and step = 3600 order by at`.execute(db)
    expect(rows.map(({ min }) => min)).toEqual([250, 140, 95])
    const files = await readdir(join(data, 'observations'))
    const noted = await sql<{ file: string }>`select file from twin.observation_part where rows > 0`.execute(db)
    expect(files.toSorted()).toEqual(expect.arrayContaining(noted.rows.map(({ file }) => file)))
    expect(await observations.forget()).toBe(0)
  })

  it('says what each was at a moment', async () => {
    const [one, other] = [await aSeries(), await aSeries()]
    const at = Date.now() - 1_000_000
    await observations.write(
      columns([
        [one, at, 1],
        [one, at + 10_000, 2],
        [other, at + 20_000, 3],
      ]),
    )
    const then = await observations.moment([one, other], at + 15_000)
    expect([then.get(one)?.value, then.get(other)?.value]).toEqual([2, undefined])
  })
})

describe('stretches', () => {
  it('never overlap and always hold their instant', () => {
    const now = Date.UTC(2026, 10, 20)
    const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: now + dayMs })
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 60 }), (instants) => {
        const made: { from: number; till: number }[] = []
        for (const at of instants) {
          if (made.some(({ from, till }) => from <= at && at < till)) continue
          const fresh = stretchFor(at, now, made)
          expect(fresh.from <= at && at < fresh.till).toBe(true)
          expect(made.some(({ from, till }) => from < fresh.till && till > fresh.from)).toBe(false)
          made.push(fresh)
        }
      }),
    )
  })
})
