import { sql } from 'kysely'
import { type Base, plannedAnew } from '../../base/index.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import type { ShelvedRule } from './rule-shelf.ts'

/** The last that became of a rule over a series: when, and whether an alarm has stood since. */
export type LastChange = { readonly isRaised: boolean; readonly at: number }

/** Nothing was ever raised. */
export const never: LastChange = { isRaised: false, at: Number.NEGATIVE_INFINITY }

/** What was observed and told before; instants in epoch ms. */
export type Past = {
  /** Fit readings by series, oldest first; from `from` on a reading has the whole of its window before it. */
  readonly readings: ReadonlyMap<
    number,
    { readonly from: number; readonly rows: readonly (readonly [at: number, value: number])[] }
  >
  /** By `rule series`. */
  readonly changes: ReadonlyMap<string, LastChange>
}

/** Whose past is asked for. */
export type Watched = {
  readonly series: number
  readonly device: LiveDevice | undefined
  readonly rules: readonly ShelvedRule[]
}

/** Readings of one series at most, newest first: more than any window shows the difference of. */
const mostReadings = 5_000
/** What may be stored and not judged when a process dies, seconds. */
const unjudged = 60

/**
 * Reads what rules must know to go on as if they had lived through it: the last change of each, and readings from the window of the
 * last one before which whatever holds now has held long enough.
 */
export async function readPast(base: Base, watched: readonly Watched[]): Promise<Past> {
  const some = watched.filter(({ rules }) => rules.length > 0)
  return { readings: await readingsOf(base, some), changes: await changesOf(base, some) }
}

async function readingsOf(base: Base, watched: readonly Watched[]): Promise<Past['readings']> {
  const found = new Map<number, { from: number; rows: (readonly [number, number])[] }>()
  if (watched.length === 0) return found
  const most = (of: (rule: ShelvedRule) => number) =>
    `{${watched.map(({ rules }) => Math.max(...rules.map(of))).join(',')}}`
  const held = (rule: ShelvedRule) => Math.max(rule.for, ...(rule.variants ?? []).map((one) => one.for ?? 0)) + unjudged
  const { rows } = await sql<{ series: number; from: number; at: number; value: number }>`${plannedAnew}
    select w.series, (extract(epoch from first.at) * 1000)::float8 as from, (extract(epoch from o.at) * 1000)::float8 as at, o.value
    from unnest(${`{${watched.map(({ series }) => series).join(',')}}`}::int[], ${most((rule) => rule.window)}::float8[],
      ${most(held)}::float8[]) as w (series, length, held)
    cross join (select to_timestamp(${base.now() / 1_000}) as at) as now
    -- A reading of this very moment may not be the latest yet.
    left join twin.latest l using (series)
    cross join lateral (select coalesce(l.at, (select n.at from twin.observation n where n.series = w.series and n.at > now.at - interval '1 day'
      order by n.at desc limit 1), now.at) - make_interval(secs => w.held) as at) as begun
    cross join lateral (select coalesce((select a.at from twin.observation a where a.series = w.series and a.quality & 3 = 0
      and a.at <= begun.at and a.at > begun.at - interval '1 day' order by a.at desc limit 1), begun.at) as at) as first
    cross join lateral (select at, value from twin.observation where series = w.series and quality & 3 = 0
      and at >= first.at - make_interval(secs => w.length) order by at desc limit ${mostReadings}) o
    order by w.series, o.at`.execute(base.db)
  const lengths = new Map(watched.map(({ series, rules }) => [series, Math.max(...rules.map(({ window }) => window))]))
  for (const { series, from, at, value } of rows) {
    const known = found.get(series)
    if (known) known.rows.push([at, value])
    else found.set(series, { from, rows: [[at, value]] })
  }
  for (const [series, known] of found) {
    const oldest = known.rows[0]?.[0] ?? 0
    // Cut: there was more in the window of the first.
    if (known.rows.length === mostReadings)
      known.from = Math.max(known.from, oldest + (lengths.get(series) ?? 0) * 1_000)
  }
  return found
}

async function changesOf(base: Base, watched: readonly Watched[]): Promise<Past['changes']> {
  const asked = watched.flatMap(({ series, device, rules }) =>
    device ? rules.map(({ name }) => ({ series, device: device.key, rule: name })) : [],
  )
  if (asked.length === 0) return new Map()
  const { rows } = await sql<{ name: string; isRaised: boolean; at: number }>`
    select w.rule || ' ' || w.series as name, a.cleared_at is null as "isRaised",
      (extract(epoch from coalesce(a.cleared_at, a.raised_at)) * 1000)::float8 as at
    from unnest(${asked.map(({ rule }) => rule)}::text[], ${`{${asked.map(({ series }) => series).join(',')}}`}::int[],
      ${`{${asked.map(({ device }) => device).join(',')}}`}::int[]) as w (rule, series, device)
    cross join lateral (select raised_at, cleared_at from things.alarm
      where device = w.device and rule = w.rule and series = w.series order by raised_at desc, cleared_at desc limit 1) a`.execute(
    base.db,
  )
  return new Map(rows.map(({ name, isRaised, at }) => [name, { isRaised, at }]))
}
