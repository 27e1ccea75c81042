import { embeddedAddress, openDb } from '../src/platform/base/index.ts'
import { rollDays } from '../src/platform/measure/count/roll.ts'
import type { Bench, BenchResult } from './bench.ts'
import { benchCity, quantile } from './city.ts'

const rounds = 15
const year = 365 * 86_400_000
/** Cases that are generated life by life; more are copies of them with ids of their own, spread over a year. */
const generated = 20_000

const columns = `id, jurisdiction, number, code, submission, pack, hash, seq, status, state, title, kind, class, urgency, channel,
  source, external, owner, division, address, at_point, step, office, office_path, involved, due_at, opened_at, changed_at,
  closed_at, main_office, main_path, main_due, main_done, contact_due, contacted_at, replied_at, solved, satisfied, rating,
  returns, redos, nudges, supervised, is_late, shared_nearby, joined_into, reports, is_history, is_demo`

const later = (column: string) => `c.${column} - $1 * interval '1 day'`

const copied: Readonly<Record<string, string>> = {
  id: 'gen_random_uuid()',
  number: `c.number || '-' || $1`,
  code: `substr(md5(c.code || $1), 1, 20)`,
  ...Object.fromEntries(
    [
      'due_at',
      'opened_at',
      'changed_at',
      'closed_at',
      'main_due',
      'main_done',
      'contact_due',
      'contacted_at',
      'replied_at',
    ].map((column) => [column, later(column)]),
  ),
}

const copy = `insert into cases.case (${columns}) select ${columns
  .split(',')
  .map((name) => copied[name.trim()]?.replaceAll('$1', '$1::int') ?? `c.${name.trim()}`)
  .join(', ')} from cases.case c where c.id = any($2::uuid[])`

// The bare way to the same numbers: one pass over the cases themselves.
const bare = `select split_part(main_path, '/', 3), count(*), count(*) filter (where status = 'open'),
    count(*) filter (where main_due is not null and (main_done is not null or main_due < now())),
    count(*) filter (where main_done <= main_due),
    count(*) filter (where contact_due is not null and (contacted_at is not null or contact_due < now())),
    count(*) filter (where contacted_at <= contact_due), count(*) filter (where replied_at <= main_due),
    count(*) filter (where solved is not null), count(*) filter (where solved),
    count(*) filter (where satisfied is not null), count(*) filter (where satisfied)
  from cases.case where opened_at >= $1 and opened_at < $2 group by 1`

/** A year of figures, maps and the situation among many cases, against one pass of SQL over them. */
export const bench: Bench = {
  says: 'figures, map and situation over a year of many cases',
  run: async (size = 1_000_000) => {
    const city = await benchCity(Math.min(size, generated))
    const address = embeddedAddress(city.data, 'owner')
    if (!address) throw new Error('The city has no database of its own')
    const db = openDb(address, { connections: 2 })
    try {
      const { rows: ids } = await city.db.query<{ id: string }>('select id from cases.case order by id')
      const originals = ids.map((row) => row.id)
      for (let made = originals.length, round = 1; made < size; round += 1) {
        const part = originals.slice(0, size - made)
        await city.db.query(copy, [(round * 5) % 245, part])
        made += part.length
      }
      await city.db.query('vacuum analyze cases.fact')
      await city.db.query('vacuum analyze cases.case')
      const cookie = await city.signIn('Supervisor, city')
      const now = Date.now()
      const [from, to] = [new Date(now - year).toISOString(), new Date(now).toISOString()]
      const period = `from=${from}&to=${to}`
      const season = `from=${new Date(now - 90 * 86_400_000).toISOString()}&to=${to}`
      const { rows: top } = await city.db.query<{ class: string; district: string }>(`select
        (select split_part(class, '/', 1) from cases.fact where class is not null group by 1 order by count(*) desc limit 1) as class,
        (select split_part(path, '/', 3) from cases.fact where path is not null group by 1 order by count(*) desc limit 1) as district`)
      const code = encodeURIComponent(top[0]?.class ?? '')
      const district = top[0]?.district ?? ''
      const asked: Readonly<Record<string, string>> = {
        'by office, a year': `figures?by=office&${period}`,
        'by class, a year': `figures?by=class&${period}`,
        'by division, a year': `figures?by=division&${period}`,
        'by week, a year': `figures?by=week&${period}`,
        'by office, thirty days': `figures?by=office&from=${new Date(now - 30 * 86_400_000).toISOString()}&to=${to}`,
        'by class in one district, a year': `figures?by=class&office=${district}&${period}`,
        'by office for the commonest class, a year': `figures?by=office&class=${code}&${period}`,
        'series by day, a year': `series?figure=onTime&${period}`,
        'map: cells of the city, ninety days': `map?as=cells&bbox=120.8,30.6,122.3,31.9&zoom=10&${season}`,
        'map: 2,000 points of the city, last day': 'map?bbox=120.8,30.6,122.3,31.9',
        'map: streets, ninety days': `map?as=streets&${season}`,
        'map: 2,000 points of one square kilometre, ninety days': `map?bbox=121.47,31.225,121.48,31.234&${season}`,
        'the situation now': 'now',
        'list behind a number (missed, one district, a year)': `../cases?view=cases&figure=handled-in-time&met=false&office=${district}&${period}`,
      }
      const ask = async (path: string) => {
        const answer = await fetch(new URL(path, `${city.url}/api/measure/`), { headers: { cookie } })
        if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
        return answer.json() as Promise<{ total: { counts: { received: number } } }>
      }
      const median = async (work: () => Promise<unknown>, times = rounds) => {
        const took: number[] = []
        for (let round = 0; round < times; round += 1) {
          const start = performance.now()
          await work()
          took.push(performance.now() - start)
        }
        return quantile(
          took.sort((a, b) => a - b),
          0.5,
        )
      }
      const measure = async () => {
        const figures: Record<string, string> = {}
        for (const [what, path] of Object.entries(asked)) figures[what] = (await median(() => ask(path))).toFixed(1)
        return figures
      }
      await city.db.query('truncate measure.day, measure.daily, cases.fact_touched')
      const before = await measure()
      await city.db.query('insert into cases.fact_touched select distinct day from cases.fact')
      const rolled = performance.now()
      while ((await rollDays(db, Date.now())) > 0);
      const rollMs = performance.now() - rolled
      const { rows: days } = await city.db.query<{ days: number }>(
        'select count(rolled_at)::int as days from measure.day',
      )
      const answer = await ask(asked['by office, a year'] ?? '')
      const { rows: there } = await city.db.query<{ n: number }>(
        'select count(*)::int as n from cases.case where opened_at >= $1 and opened_at < $2',
        [from, to],
      )
      if (answer.total.counts.received !== there[0]?.n) throw new Error('The figures are not those of the cases')
      const after = await measure()
      const bareMs = await median(() => city.db.query(bare, [from, to]), 5)
      const result = (what: string, figures: Record<string, string>, more: Record<string, string>): BenchResult => {
        const served = Math.max(...Object.values(figures).map(Number))
        return {
          what: `${what}, ${size} cases, medians of ${rounds} in ms`,
          baseline: `one pass of SQL over the cases (${bareMs.toFixed(0)} ms); the ratio is of the slowest question`,
          ratio: served / bareMs,
          mark: 'every question under 200 ms',
          reached: served < 200,
          figures: { ...figures, ...more },
        }
      }
      return [
        result('with no day summed up', before, {}),
        result('with ripe days summed up', after, {
          'days summed up': String(days[0]?.days),
          'summing them up, s': (rollMs / 1_000).toFixed(1),
        }),
      ]
    } finally {
      await db.close()
      await city.stop()
    }
  },
}
