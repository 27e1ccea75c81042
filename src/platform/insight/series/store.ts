import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import type { Anomaly, AnomalyKind } from './anomalies/anomaly.ts'
import { learn, type Opinion, type Pattern, patternOf, silencedBy } from './learning/learned.ts'

/** How an anomaly stands: found, agreed with, or said to be none. */
export type AnomalyState = 'open' | 'confirmed' | 'dismissed'

/** Opinions of a series that stand, and how many were ever given or taken back: the version of what it was taught. */
export async function opinionsOf(
  on: Query,
  series: number,
): Promise<{ readonly opinions: readonly Opinion[]; readonly version: number }> {
  const { rows } = await sql<{ id: string; says: string; pattern: Pattern; version: number }>`
    select distinct on (anomaly) id, says, pattern, (count(*) over ())::int as version from insight.anomaly_opinion
    where series = ${series} order by anomaly, serial desc`.execute(on)
  const opinions = rows
    .filter(({ says }) => says !== 'withdrawn')
    .map(({ id, says, pattern }) => ({ id, isAnomaly: says === 'anomaly', pattern }))
  return { opinions, version: rows[0]?.version ?? 0 }
}

type Known = {
  readonly id: string
  readonly kind: AnomalyKind
  readonly from: number
  readonly to: number
  readonly state: AnomalyState
  readonly state_by: string | null
}

/** Who is written down where nobody but what was learnt put an anomaly aside. */
export const learntBy = 'learnt'

/**
 * Brings the anomalies of a series up to what was found in the time that was looked at, `since` an instant for each kind. What people said stays; what is found again keeps
 * its id; what is not found any more (late readings came) and nobody judged goes; what resembles something dismissed is kept
 * as dismissed by what was learnt, so that taking the opinion back brings it up again.
 */
export async function keepAnomalies(
  tx: Query,
  series: number,
  found: readonly Anomaly[],
  { now, since }: { readonly now: number; readonly since: Readonly<Record<AnomalyKind, number>> },
): Promise<number> {
  const { opinions, version } = await opinionsOf(tx, series)
  const learned = learn(opinions)
  const { rows } = await sql<Known>`select id, kind, extract(epoch from from_at)::float8 * 1000 as from,
    extract(epoch from to_at)::float8 * 1000 as to, state, state_by from insight.anomaly
    where series = ${series} order by from_at`.execute(tx)
  // What lies before the time that was looked at stays as it is.
  const left = new Set(rows.filter(({ kind, from }) => from >= since[kind]))
  for (const anomaly of found) {
    const same = rows.find(
      (row) => left.has(row) && row.kind === anomaly.kind && row.from <= anomaly.to && row.to >= anomaly.from,
    )
    if (same) left.delete(same)
    const because = silencedBy(learned, patternOf(anomaly))
    const isPersons = same !== undefined && same.state !== 'open' && same.state_by !== learntBy
    await put(tx, { series, anomaly, same, because: isPersons ? undefined : because, isPersons, now, version })
  }
  const gone = [...left].filter(({ state, state_by }) => state === 'open' || state_by === learntBy)
  if (gone.length > 0)
    await sql`delete from insight.anomaly where id = any(${gone.map(({ id }) => id)}::uuid[])`.execute(tx)
  return version
}

type Put = {
  readonly series: number
  readonly anomaly: Anomaly
  readonly same: Known | undefined
  readonly because: string | undefined
  readonly isPersons: boolean
  readonly now: number
  readonly version: number
}

async function put(tx: Query, { series, anomaly, same, because, isPersons, now, version }: Put): Promise<void> {
  const { kind, from, to, score, direction, weekMinute, evidence } = anomaly
  const seen = JSON.stringify(evidence)
  if (same && isPersons) {
    await sql`update insight.anomaly set from_at = ${new Date(from)}, to_at = ${new Date(to)}, score = ${score},
      evidence = ${seen}::jsonb where id = ${same.id}`.execute(tx)
    return
  }
  const state = because === undefined ? 'open' : 'dismissed'
  const by = because === undefined ? null : learntBy
  const at = because === undefined ? null : new Date(now)
  await sql`insert into insight.anomaly (id, series, kind, from_at, to_at, score, direction, week_minute, evidence, state,
      state_by, state_at, because, found_at, learned)
    values (${same?.id ?? randomUUID()}, ${series}, ${kind}, ${new Date(from)}, ${new Date(to)}, ${score}, ${direction},
      ${weekMinute}, ${seen}::jsonb, ${state}, ${by}, ${at}, ${because ?? null}, ${new Date(now)}, ${version})
    on conflict (id) do update set from_at = excluded.from_at, to_at = excluded.to_at, score = excluded.score,
      direction = excluded.direction, week_minute = excluded.week_minute, evidence = excluded.evidence,
      state_at = case when anomaly.state = excluded.state then anomaly.state_at else excluded.state_at end,
      state = excluded.state, state_by = excluded.state_by, because = excluded.because, learned = excluded.learned`.execute(
    tx,
  )
}

/** What a person says of an anomaly; `withdrawn` takes back what was said. */
export type Says = 'anomaly' | 'not-anomaly' | 'withdrawn'

/**
 * Keeps an opinion, sets the anomaly's state by it, and applies at once to the other anomalies of the series what it teaches.
 * @returns how many others of the series are put aside by what was learnt; nothing when there is no such anomaly
 */
export async function giveOpinion(
  tx: Query,
  id: string,
  { says, by, now }: { readonly says: Says; readonly by: string; readonly now: number },
): Promise<{ readonly alike: number } | undefined> {
  // Opinions of one series follow each other: what is learnt is made of all of them.
  const { rows } = await sql<{ series: number }>`select series from insight.anomaly where id = ${id}`.execute(tx)
  const series = rows[0]?.series
  if (series === undefined) return undefined
  await sql`select pg_advisory_xact_lock(hashtext('insight.series'), ${series})`.execute(tx)
  const state: AnomalyState = says === 'anomaly' ? 'confirmed' : says === 'not-anomaly' ? 'dismissed' : 'open'
  const changed = await sql<Row>`update insight.anomaly set state = ${state}, because = null,
    state_by = ${says === 'withdrawn' ? null : by}, state_at = ${new Date(now)} where id = ${id} returning ${columns}`.execute(
    tx,
  )
  if (!changed.rows[0]) return undefined
  await sql`insert into insight.anomaly_opinion (id, series, anomaly, says, pattern, by, at)
    values (${randomUUID()}, ${series}, ${id}, ${says}, ${JSON.stringify(patternOfRow(changed.rows[0]))}::jsonb, ${by}, ${new Date(now)})`.execute(
    tx,
  )
  return { alike: await applyLearned(tx, series, now) }
}

type Row = {
  id: string
  kind: Anomaly['kind']
  direction: Anomaly['direction']
  week_minute: number
  score: number
  evidence: Anomaly['evidence']
  state: AnomalyState
  because: string | null
}
const columns = sql`id, kind, direction, week_minute, score, evidence, state, because`

const patternOfRow = ({ kind, direction, week_minute, score, evidence }: Row): Pattern => {
  const { seen, expected, readings, size } = evidence
  return { kind, direction, weekMinute: week_minute, score, seen, expected, readings, size }
}

/** Judges what nobody judged anew by what was learnt. @returns how many are put aside by it */
async function applyLearned(tx: Query, series: number, now: number): Promise<number> {
  const { opinions, version } = await opinionsOf(tx, series)
  const learned = learn(opinions)
  const { rows } = await sql<Row>`select ${columns} from insight.anomaly
    where series = ${series} and (state = 'open' or state_by = ${learntBy})`.execute(tx)
  let aside = 0
  for (const row of rows) {
    const because = silencedBy(learned, patternOfRow(row))
    if (because !== undefined) aside += 1
    if ((because ?? null) === row.because) continue
    await sql`update insight.anomaly set state = ${because === undefined ? 'open' : 'dismissed'},
      state_by = ${because === undefined ? null : learntBy}, state_at = ${new Date(now)}, because = ${because ?? null},
      learned = ${version} where id = ${row.id}`.execute(tx)
  }
  await sql`update insight.series_look set learned = ${version} where series = ${series}`.execute(tx)
  return aside
}
