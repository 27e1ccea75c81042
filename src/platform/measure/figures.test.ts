import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { dayMs } from '../../kernel/time/index.ts'
import type { Caller } from '../base/testing.ts'
import { rollDays } from './count/roll.ts'
import { type CountedRow, countByHand, countedCity, listed, queryOf, rowsOf } from './testing/counted-city.ts'

const city = await countedCity(700)
const { everyone, clock } = city
let rows: readonly CountedRow[] = []
beforeAll(async () => {
  rows = await rowsOf(city)
})

const iso = (at: number) => new Date(at).toISOString()
const whole = { from: iso(clock.now - 99 * dayMs), to: iso(clock.now) }

async function figures(who: Caller, query: Readonly<Record<string, unknown>>) {
  const answer = await who.get(`/api/measure/figures?${queryOf({ ...whole, ...query })}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}

const isWithin = (path: string | null, root: string) => path === root || (path?.startsWith(`${root}/`) ?? false)

const numbers = ({ counts, figures }: { counts: object; figures: object }) => ({ counts, figures })

/** Rows of a group by its filter, by hand. */
function rowsOfGroup(all: readonly CountedRow[], filter: Record<string, string | boolean | undefined>) {
  const { office, class: code, division, channel, from = '', to = '9', below } = filter
  return all.filter(
    (row) =>
      row.opened_at >= String(from) &&
      row.opened_at < String(to) &&
      (office === undefined ||
        (office === '-'
          ? row.main_path === null
          : below === false
            ? row.main_path === office
            : isWithin(row.main_path, String(office)))) &&
      (code === undefined || (code === '-' ? row.class === null : isWithin(row.class, String(code)))) &&
      (division === undefined ||
        (division === '-' ? row.division === null : row.division?.startsWith(String(division)))) &&
      (channel === undefined || row.channel === channel),
  )
}

describe('the figures', () => {
  test('are those of the cases, counted by hand', async () => {
    const answer = await figures(everyone.supervisor, { by: 'class' })
    expect(numbers(answer.total)).toEqual(countByHand(rows, clock.now))
    expect(answer.total.demo).toBe(rows.length)
    // A city in which nothing is late, returned or done again would prove little.
    for (const count of Object.values(answer.total.counts)) expect(count).toBeGreaterThan(0)
    for (const figure of Object.values(answer.total.figures) as { numerator: number; denominator: number }[]) {
      expect(figure.numerator).toBeGreaterThan(0)
      expect(figure.numerator).toBeLessThan(figure.denominator)
    }
  })

  test.each(['office', 'division', 'class', 'channel', 'day', 'week'])(
    'by %s: every group is right, and all together are the whole',
    async (by) => {
      const answer = await figures(everyone.supervisor, { by })
      expect(answer.groups.length).toBeGreaterThan(1)
      for (const group of answer.groups)
        expect([group.key, numbers(group)]).toEqual([
          group.key,
          countByHand(rowsOfGroup(rows, group.filter), clock.now),
        ])
      const received = answer.groups.map((group: { counts: { received: number } }) => group.counts.received)
      expect(received.reduce((sum: number, one: number) => sum + one, 0)).toBe(rows.length)
    },
  )

  test('carry their definitions in both languages, unit, source and time', async () => {
    const answer = await figures(everyone.supervisor, { by: 'channel' })
    expect(answer.asOf).toBe(iso(clock.now))
    expect(answer.figures.map((one: { title: { zh: string } }) => one.title.zh)).toEqual([
      '先行联系率',
      '按时办结率',
      '及时回复率',
      '实际解决率',
      '满意率',
    ])
    for (const one of [...answer.figures, ...answer.counts]) {
      expect(one.definition.zh).toMatch(/\p{Script=Han}/u)
      expect(one.definition.en).toMatch(/[a-z]/)
      expect(one.unit.zh).not.toBe('')
    }
    expect(answer.source.zh).not.toBe('')
  })

  test('go down the tree: below an office its children, and what it holds itself', async () => {
    const answer = await figures(everyone.supervisor, { by: 'office', office: 'east' })
    const keys = answer.groups.map((group: { key: string }) => group.key)
    expect(keys).toEqual(expect.arrayContaining(['/sh/east/park', '/sh/east/pier', '/sh/east']))
    const own = answer.groups.find((group: { key: string }) => group.key === '/sh/east')
    expect(own).toMatchObject({ filter: { office: '/sh/east', below: false }, title: { zh: '东区（本级）' } })
    expect(own.counts.received).toBe(rows.filter((row) => row.main_path === '/sh/east').length)
  })

  test('of two conditions at once are right too', async () => {
    const answer = await figures(everyone.supervisor, { by: 'week', office: 'east', class: '城乡建设' })
    const mine = rows.filter((row) => isWithin(row.main_path, '/sh/east') && isWithin(row.class, '城乡建设'))
    expect(mine.length).toBeGreaterThan(10)
    expect(numbers(answer.total)).toEqual(countByHand(mine, clock.now))
  })

  test('of a period that begins and ends within days count to the moment', async () => {
    const period = { from: iso(clock.now - 20.3 * dayMs), to: iso(clock.now - 3.7 * dayMs) }
    const answer = await figures(everyone.supervisor, { by: 'day', ...period })
    expect(numbers(answer.total)).toEqual(
      countByHand(
        rows.filter((row) => row.opened_at >= period.from && row.opened_at < period.to),
        clock.now,
      ),
    )
  })
})

describe('every number opens its cases', () => {
  test.each(['office', 'division', 'class', 'channel', 'week'])('by %s', async (by) => {
    const answer = await figures(everyone.supervisor, { by })
    const wrong: string[] = []
    const holds = async (what: string, filter: object, expected: number) => {
      const ids = await listed(everyone.supervisor, { ...filter })
      if (ids.length !== expected || new Set(ids).size !== expected)
        wrong.push(`${what}: ${ids.length}, not ${expected}`)
    }
    for (const group of [answer.total, ...answer.groups.slice(0, 6)]) {
      for (const { name, figure } of answer.counts)
        await holds(`${group.key} ${name}`, { ...group.filter, figure }, group.counts[name])
      for (const { name, figure } of answer.figures) {
        const { numerator, denominator } = group.figures[name]
        await holds(`${group.key} ${name}`, { ...group.filter, figure }, denominator)
        await holds(`${group.key} ${name} met`, { ...group.filter, figure, met: true }, numerator)
        await holds(`${group.key} ${name} missed`, { ...group.filter, figure, met: false }, denominator - numerator)
      }
    }
    expect(wrong).toEqual([])
  })

  test('for somebody who sees a part, too', async () => {
    const answer = await figures(everyone.east, { by: 'class' })
    for (const group of [answer.total, ...answer.groups])
      expect(await listed(everyone.east, { ...group.filter })).toHaveLength(group.counts.received)
  })
})

describe('days that are summed up', () => {
  const ask = async (who: Caller) => ({
    byOffice: await figures(who, { by: 'office' }),
    byClass: await figures(who, { by: 'class' }),
    byDivision: await figures(who, { by: 'division' }),
    byChannel: await figures(who, { by: 'channel' }),
    byWeek: await figures(who, { by: 'week' }),
    districts: await figures(who, { by: 'division', division: '310101' }),
    classInDistrict: await figures(who, { by: 'class', office: 'east' }),
    officesOfClass: await figures(who, { by: 'office', class: '城乡建设' }),
    officesOfSecond: await figures(who, { by: 'office', class: '城乡建设/市政设施' }),
    streetsOfClass: await figures(who, { by: 'division', division: '310101', class: '城乡建设' }),
    classesOfStreet: await figures(who, { by: 'class', division: '310101001' }),
    classWeeks: await figures(who, { by: 'week', class: '城乡建设/市政设施' }),
    halfDays: await figures(who, { by: 'class', from: iso(clock.now - 60.4 * dayMs) }),
  })

  test('give the same answers as the cases one by one', async () => {
    const before = [await ask(everyone.supervisor), await ask(everyone.east)]
    while ((await rollDays(city.database.db, clock.now)) > 0);
    const { rows: days } = await sql<{ rolled: number; open: number }>`select count(rolled_at)::int as rolled,
      count(*) filter (where rolled_at is null)::int as open from measure.day`.execute(city.database.db)
    expect(days[0]?.rolled).toBeGreaterThan(30)
    expect(days[0]?.open).toBeGreaterThan(3)
    const months = await sql<{ month: string }>`select month from measure.month order by month`.execute(
      city.database.db,
    )
    expect(months.rows.map((row) => row.month)).toContain('2025-12-01')
    expect([await ask(everyone.supervisor), await ask(everyone.east)]).toEqual(before)
  })

  test('are not believed once a case of theirs changed, and are summed up anew', async () => {
    const old = rows.find(
      (row) => row.status === 'closed' && row.satisfied === true && row.opened_at < iso(clock.now - 50 * dayMs),
    )
    const before = (await figures(everyone.supervisor, { by: 'class' })).total
    await sql`update cases.case set satisfied = false where id = ${old?.id}`.execute(city.database.db)
    const expected = before.figures.satisfied.numerator - 1
    expect((await figures(everyone.supervisor, { by: 'class' })).total.figures.satisfied.numerator).toBe(expected)
    await rollDays(city.database.db, clock.now)
    expect((await figures(everyone.supervisor, { by: 'class' })).total.figures.satisfied.numerator).toBe(expected)
    await sql`update cases.case set satisfied = true where id = ${old?.id}`.execute(city.database.db)
    expect((await figures(everyone.supervisor, { by: 'class' })).total).toEqual(before)
  })

  test('miss no change that is made while they are summed up', async () => {
    const { db } = city.database
    const closed = rows.filter((row) => row.satisfied !== null).slice(0, 60)
    const flip = (row: CountedRow) =>
      sql`update cases.case set satisfied = not satisfied where id = ${row.id}`.execute(db)
    let going = true
    const rolling = (async () => {
      while (going)
        await rollDays(db, clock.now).catch((cause: unknown) => {
          // Two that meet: the later one gives up and comes again (serialisation failure), as the job does.
          if (!/serialize/.test(String(cause))) throw cause
        })
    })()
    await Promise.all(
      [0, 1, 2].map(async (lane) => {
        for (const row of closed.filter((_, index) => index % 3 === lane)) await flip(row)
      }),
    )
    going = false
    await rolling
    while ((await rollDays(db, clock.now)) > 0);
    const answer = await figures(everyone.supervisor, { by: 'class' })
    expect(numbers(answer.total)).toEqual(countByHand(await rowsOf(city), clock.now))
    await Promise.all(closed.map(flip))
  })

  test('become ripe as limits pass', async () => {
    const later = clock.now + 40 * dayMs
    const before = clock.now
    clock.now = later
    try {
      while ((await rollDays(city.database.db, later)) > 0);
      const queries: { by: string; office?: string }[] = [
        { by: 'office' },
        { by: 'class', office: 'east' },
        { by: 'week' },
      ]
      for (const query of queries) {
        const answer = await figures(everyone.supervisor, query)
        const mine = rowsOfGroup(rows, query.office ? { office: '/sh/east' } : {})
        expect(numbers(answer.total)).toEqual(countByHand(mine, later))
      }
      const left = await sql<{
        left: number
      }>`select count(*) filter (where rolled_at is null)::int as left from measure.day`.execute(city.database.db)
      expect(left.rows[0]?.left).toBe(0)
      const { rows: sums } = await sql<{ by: string }>`select distinct by from measure.monthly order by by`.execute(
        city.database.db,
      )
      expect(sums.map((row) => row.by)).toEqual([
        'channel',
        'class',
        'division',
        'division-class',
        'office',
        'office-class',
      ])
    } finally {
      clock.now = before
    }
  })
})

describe('questions that make no sense', () => {
  test.each([
    ['backwards', { from: whole.to, to: whole.from }, 422, 'measure.badPeriod'],
    ['too long', { from: iso(clock.now - 500 * dayMs) }, 422, 'measure.tooLong'],
    ['no such office', { office: 'nowhere' }, 404, 'measure.noOffice'],
  ])('%s', async (_, query, status, code) => {
    const answer = await everyone.supervisor.get(`/api/measure/figures?${queryOf({ ...whole, ...query })}`)
    expect([answer.status, answer.json.code]).toEqual([status, code])
  })
})
