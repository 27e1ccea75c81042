import type { Bench, BenchResult } from './bench.ts'
import { type BenchCity, benchCity, quantile } from './city.ts'
import { type LivesRun, type Players, runLives } from './lives.ts'

const warmUp = 300
const steady = 3_000
const burst = { lives: 2_000, atOnce: 200, gapMs: 500 }

async function playersOf(city: BenchCity): Promise<Players> {
  return {
    citizen: await city.signIn('Citizen'),
    sorter: await city.signIn('Hotline sorter'),
    clerk: await city.signIn('Clerk, Nanjing East Road Subdistrict'),
    operator: await city.signIn('Hotline operator'),
  }
}

/** Every life of a run must be closed, rated, and its log whole. */
async function check(city: BenchCity, run: LivesRun): Promise<void> {
  if (run.errors.length > 0) throw new Error(`${run.errors.length} lives failed, the first: ${run.errors[0]}`)
  const { rows } = await city.db.query<{ good: number }>(
    `select count(*)::int as good from cases.case c where id = any($1::uuid[]) and status = 'closed' and rating = 5
      and seq = (select count(*) from cases.event e where e.case_id = c.id) and seq = (select max(seq) from cases.event e where e.case_id = c.id)`,
    [run.ids],
  )
  if (rows[0]?.good !== run.lives) throw new Error(`${rows[0]?.good} of ${run.lives} lives are whole`)
}

type Measured = { readonly steady: LivesRun; readonly burst: LivesRun; readonly cases: number }

async function measure(cases: number): Promise<Measured> {
  process.stderr.write(`A city with ${cases} cases…\n`)
  const city = await benchCity(cases)
  try {
    const players = await playersOf(city)
    await runLives(city.url, players, warmUp, 32)
    const even = await runLives(city.url, players, steady, 32)
    await check(city, even)
    const bursts = await runLives(city.url, players, burst.lives, burst.atOnce, burst.gapMs)
    await check(city, bursts)
    const { rows } = await city.db.query<{ count: number }>('select count(*)::int as count from cases.case')
    return { steady: even, burst: bursts, cases: rows[0]?.count ?? 0 }
  } finally {
    await city.stop()
  }
}

const rate = ({ lives, seconds }: LivesRun) => lives / seconds

/** report → sort and dispatch → handle → call back → rate, over the API, with many cases already there. */
export const bench: Bench = {
  says: 'lives of cases over the API among many',
  run: async (size = 1_000_000) => {
    const empty = await measure(0)
    const full = await measure(size)
    const ratio = rate(full.steady) / rate(empty.steady)
    const result: BenchResult = {
      what: `case-life among ${size} cases, five requests a life`,
      baseline: 'the same in an empty database',
      ratio,
      mark: '≥ 150 lives/s, no errors in bursts, ≥ 0.8 of empty',
      reached: ratio >= 0.8 && rate(full.steady) >= 150,
      figures: {
        'lives a second, steady': rate(full.steady).toFixed(0),
        'lives a second, empty': rate(empty.steady).toFixed(0),
        'request, median ms': quantile(full.steady.times, 0.5).toFixed(1),
        'request, p99 ms': quantile(full.steady.times, 0.99).toFixed(1),
        'bursts of 200 at once: errors': full.burst.errors.length,
        'bursts: request p99 ms': quantile(full.burst.times, 0.99).toFixed(1),
        'cases at the end': full.cases,
      },
      bounds: 'the API process (one core) beside PostgreSQL and the load generator on the other',
    }
    return [result]
  },
}
