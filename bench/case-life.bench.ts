import { loadavg } from 'node:os'
import type { Bench, BenchResult } from './bench.ts'
import { type BenchCity, backlogOf, benchCity, quantile, quiet } from './city.ts'
import { type CpuTime, cpuPer, cpuTime } from './cpu-time.ts'
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

type Measured = {
  /** Processor time a life, ms, load generator and consumers included. */
  readonly cpu: CpuTime | undefined
  readonly steady: LivesRun
  readonly burst: LivesRun
  readonly cases: number
  /** Deliveries of events that waited when the last life was over, and how long until none did. */
  readonly waiting: number
  readonly lagSeconds: number
  readonly dead: number
  readonly deliveries: number
}

/** Consumers must have caught up within so many seconds after the last life, searching included. */
const mostLag = 120

async function measure(cases: number): Promise<Measured> {
  process.stderr.write(`A city with ${cases} cases…\n`)
  const city = await benchCity(cases)
  try {
    const players = await playersOf(city)
    await runLives(city.url, players, warmUp, 32)
    const before = cpuTime(city.data, city.pid)
    const even = await runLives(city.url, players, steady, 32)
    const cpu = cpuPer(before, cpuTime(city.data, city.pid), steady)
    await check(city, even)
    const bursts = await runLives(city.url, players, burst.lives, burst.atOnce, burst.gapMs)
    await check(city, bursts)
    const { deliveries: waiting } = await backlogOf(city.db)
    const over = performance.now()
    await quiet(city.db, mostLag)
    const lagSeconds = (performance.now() - over) / 1_000
    const { rows } = await city.db.query<{ cases: number; dead: number; deliveries: number }>(
      `select (select count(*)::int from cases.case) as cases, (select count(*)::int from base.delivery) as dead,
        (select count(*)::int from base.event e join base.consumer c on e.type = any (c.types)) as deliveries`,
    )
    const { cases: count, dead, deliveries } = rows[0] ?? { cases: 0, dead: 0, deliveries: 0 }
    return { cpu, steady: even, burst: bursts, cases: count, waiting, lagSeconds, dead, deliveries }
  } finally {
    await city.stop()
  }
}

/** The three times, their sum, and what two cores with nothing else to do could carry by it. */
function shownCpu(cpu: CpuTime | undefined): string {
  if (!cpu) return 'not known here'
  const all = cpu.city + cpu.database + cpu.load
  const parts = [cpu.city, cpu.database, cpu.load].map((one) => one.toFixed(1)).join(' + ')
  return `${parts} = ${all.toFixed(1)}; by that alone two free cores carry ${(2_000 / all).toFixed(0)} lives a second`
}

const rate = ({ lives, seconds }: LivesRun) => lives / seconds

/** report → sort and dispatch → handle → call back → rate, over the API, with many cases already there. */
export const bench: Bench = {
  says: 'lives of cases over the API among many',
  run: async (size = 1_000_000) => {
    const before = loadavg()
    const empty = await measure(0)
    const full = await measure(size)
    const ratio = rate(full.steady) / rate(empty.steady)
    const result: BenchResult = {
      what: `case-life among ${size} cases, five requests a life`,
      baseline: 'the same in an empty database',
      ratio,
      mark: '≥ 150 lives/s, no errors in bursts, ≥ 0.8 of empty',
      reached: ratio >= 0.8 && rate(full.steady) >= 150 && full.dead === 0,
      figures: {
        'lives a second, steady': rate(full.steady).toFixed(0),
        'lives a second, empty': rate(empty.steady).toFixed(0),
        'request, median ms': quantile(full.steady.times, 0.5).toFixed(1),
        'request, p99 ms': quantile(full.steady.times, 0.99).toFixed(1),
        'bursts of 200 at once: errors': full.burst.errors.length,
        'bursts: request p99 ms': quantile(full.burst.times, 0.99).toFixed(1),
        'processor ms a life (city, database, load generator)': shownCpu(full.cpu),
        'the same, empty': shownCpu(empty.cpu),
        'lives a second in bursts, gaps included': rate(full.burst).toFixed(0),
        'cases at the end': full.cases,
        'deliveries of events in all': full.deliveries,
        'deliveries that waited after the last life': full.waiting,
        'until nothing waited, search documents included, s': full.lagSeconds.toFixed(1),
        'load of the machine before': before.map((one) => one.toFixed(1)).join(' '),
      },
      bounds: 'the API process (one core) beside PostgreSQL and the load generator on the other',
    }
    return [result]
  },
}
