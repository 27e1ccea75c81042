import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { isShort, type MissReason } from '../../kernel/patrol/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { type Round, roundsOf } from './coverage.ts'
import { patrolErrors } from './errors.ts'
import { versionsOf } from './routes.ts'
import type { Shift } from './shifts.ts'
import { visitsOf } from './visits.ts'

/** Why a round was missed, as somebody who answers for it said; `at` ISO. */
export type SaidReason = {
  readonly reason: MissReason
  readonly note: string
  readonly byName: string
  readonly at: string
}

/** What is known of a round that was not walked whole: what was said, and who was planned for its time. */
export type WhyMissed = {
  readonly reason?: SaidReason
  readonly planned?: { readonly name: string; readonly isTaken: boolean }[]
}

const iso = (at: number): string => new Date(at).toISOString()
const keyOf = (route: string, from: number): string => `${route} ${from}`

/** The last word on the rounds of routes that began in a time, by route and beginning. */
async function reasonsOf(
  on: Query,
  routes: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<ReadonlyMap<string, SaidReason>> {
  if (routes.length === 0) return new Map()
  const { rows } = await sql<SaidReason & { readonly route: string; readonly from: string }>`
    select distinct on (route, round_from) route, round_from as "from", reason, note, by_name as "byName", at
    from patrol.round_reason where route = any(${[...routes]}::uuid[])
      and round_from >= ${iso(from)} and round_from < ${iso(until)}
    order by route, round_from, serial desc`.execute(on)
  return new Map(
    rows.map(({ route, from: begun, reason, note, byName, at }) => [
      keyOf(route, Date.parse(begun)),
      { reason, note, byName, at },
    ]),
  )
}

/** Shifts of grids that touch a time. */
async function shiftsIn(
  on: Query,
  grids: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<readonly Pick<Shift, 'grid' | 'personName' | 'from' | 'until' | 'takenAt'>[]> {
  if (grids.length === 0) return []
  const { rows } = await sql<Pick<Shift, 'grid' | 'personName' | 'from' | 'until' | 'takenAt'>>`
    select grid, person_name as "personName", from_at as "from", until_at as "until", taken_at as "takenAt"
    from patrol.shift where grid = any(${[...grids]}::text[]) and until_at > ${iso(from)} and from_at < ${iso(until)}
    order by from_at`.execute(on)
  return rows
}

/** Why rounds that are over were not walked whole, by route and beginning; rounds that were walked have no entry. */
export async function whyMissed(on: Query, rounds: readonly Round[]): Promise<(round: Round) => WhyMissed> {
  const short = rounds.filter(({ state }) => isShort(state))
  if (short.length === 0) return () => ({})
  const time = {
    from: Math.min(...short.map(({ from }) => from)),
    until: Math.max(...short.map(({ until }) => until)),
  }
  const [reasons, shifts] = await Promise.all([
    reasonsOf(on, [...new Set(short.map(({ route }) => route.id))], time),
    shiftsIn(on, [...new Set(short.map(({ route }) => route.grid))], time),
  ])
  const byGrid = Map.groupBy(shifts, ({ grid }) => grid)
  return ({ route, from, until, state }) => {
    if (!isShort(state)) return {}
    const reason = reasons.get(keyOf(route.id, from))
    const planned = (byGrid.get(route.grid) ?? [])
      .filter((shift) => Date.parse(shift.until) > from && Date.parse(shift.from) < until)
      .map(({ personName, takenAt }) => ({ name: personName, isTaken: takenAt !== null }))
    return { ...(reason && { reason }), planned }
  }
}

/** A word on why a round was missed. */
export type NewReason = {
  readonly route: string
  /** When the round began, epoch milliseconds. */
  readonly from: number
  readonly reason: MissReason
  readonly note: string
}

/** Notes why a round was missed or not finished; what was said before stays in the record. @throws patrol.missing, patrol.notMissed */
export async function explainRound(
  tx: Tx,
  { route, from, reason, note }: NewReason,
  by: { readonly id: string; readonly name: string },
  now: number,
): Promise<void> {
  const versions = await versionsOf(tx, route)
  const newest = versions.at(-1)
  if (!newest) throw patrolErrors.make('patrol.missing')
  const visits = await visitsOf(tx, [route], from, now + 1)
  const round = roundsOf(versions, visits, { from, until: from + 1, now }).find((one) => one.from === from)
  if (!round || !isShort(round.state)) throw patrolErrors.make('patrol.notMissed')
  await sql`insert into patrol.round_reason (id, route, round_from, path, reason, note, by_person, by_name, at)
    values (${uuidv7()}, ${route}, ${iso(from)}, ${newest.path}, ${reason}, ${note}, ${by.id}, ${by.name},
      ${iso(now)})`.execute(tx)
}
