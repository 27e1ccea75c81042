import { sql } from 'kysely'
import { type CaseState, sourcesOf } from '../../../kernel/flow/index.ts'
import { findHearing, type JoinsDeclaration, type Pack, type SettledSpot } from '../../../kernel/pack/index.ts'
import { toMercator } from '../../../kernel/place/index.ts'
import type { Query } from '../../base/index.ts'
import { signalOfReport } from './signal-of.ts'

/** A row of `cases.source`: a source of an open case, or a report that waits. Times are ISO, UTC. */
export type SourceRow = {
  readonly case_id: string
  readonly who: string
  readonly pack: string
  readonly kind: string
  readonly lng: number | null
  readonly lat: number | null
  readonly first_at: string
  readonly last_at: string
  readonly is_waiting: boolean
  readonly opens: number
  readonly word: string | null
}

/** A known source as it is settled. */
export type KnownSpot = SettledSpot & { readonly body: string; readonly isWaiting: boolean }

const columns = `case_id uuid, who text, pack text, kind text, lng float8, lat float8, at_point point, first_at timestamptz,
  last_at timestamptz, is_waiting boolean, opens integer, word text`

/** Keeps sources; one that is there is stretched to the new first and last moments. */
export async function keepSources(on: Query, rows: readonly SourceRow[]): Promise<void> {
  if (rows.length === 0) return
  const all = rows.map((row) => ({ ...row, at_point: pointOf(row) }))
  await sql`insert into cases.source as s (case_id, who, pack, kind, lng, lat, at_point, first_at, last_at, is_waiting, opens, word)
    select case_id, who, min(pack), min(kind), min(lng), min(lat), (array_agg(at_point))[1], min(first_at), max(last_at),
      bool_and(is_waiting), min(opens), min(word)
    from json_to_recordset(${JSON.stringify(all)}::json) as t(${sql.raw(columns)})
    -- A report that a person has taken out waits for nobody any more.
    where not (is_waiting and exists (select from cases.apart where case_id in (one, other)))
    group by case_id, who
    on conflict (case_id, who) do update set first_at = least(s.first_at, excluded.first_at),
      last_at = greatest(s.last_at, excluded.last_at)`.execute(on)
}

function pointOf({ lng, lat }: Pick<SourceRow, 'lng' | 'lat'>): string | null {
  if (lng === null || lat === null) return null
  const [x, y] = toMercator({ lng, lat })
  return `(${x},${y})`
}

/** The rows that a case's state gives: every source of an open case that is joined by rule, or the report that it is. */
export function sourceRowsOf(state: CaseState, pack: Pack, packs: readonly Pack[]): readonly SourceRow[] {
  if (state.status !== 'open') return []
  const common = { case_id: state.id, opens: 1, word: null }
  const iso = (at: number) => new Date(at).toISOString()
  if (pack.hears) {
    if (!pack.joins) return []
    const sources = sourcesOf(state)
    const kind = state.source?.kind ?? sources.find((source) => source.kind !== undefined)?.kind ?? pack.name
    return sources.map((source) => ({
      ...{ ...common, who: source.id, pack: pack.name, kind, is_waiting: false },
      ...{ lng: source.point?.[0] ?? null, lat: source.point?.[1] ?? null },
      ...{ first_at: iso(source.at), last_at: iso(source.lastAt ?? source.at) },
    }))
  }
  const signal = signalOfReport(state, pack)
  const hearing = findHearing(packs, signal)
  if (!hearing || signal.point === undefined) return []
  const at = iso(state.openedAt)
  return [
    {
      ...{
        ...common,
        who: state.id,
        pack: hearing.pack.name,
        kind: hearing.kind,
        is_waiting: true,
        opens: hearing.opens,
      },
      ...{ lng: signal.point[0], lat: signal.point[1], first_at: at, last_at: at, word: hearing.word ?? null },
    },
  ]
}

/** Makes the sources of cases anew from their states: after a person joined, separated or ended something. */
export async function remakeSources(on: Query, ids: readonly string[], rows: readonly SourceRow[]): Promise<void> {
  await sql`delete from cases.source where case_id = any(${[...ids]}::uuid[])`.execute(on)
  await keepSources(on, rows)
}

type Found = {
  readonly body: string
  readonly who: string
  readonly kind: string
  readonly lng: number | null
  readonly lat: number | null
  readonly first: string
  readonly last: string
  readonly isWaiting: boolean
  readonly opens: number
  readonly word: string | null
}

const spotOf = ({ body, who, kind, lng, lat, first, last, isWaiting, opens, word }: Found): KnownSpot => ({
  ...{ id: who, kind, body, isWaiting, opens, from: Date.parse(first), to: Date.parse(last) },
  ...(lng !== null && lat !== null && { point: [lng, lat] as const }),
  ...(word !== null && { word }),
})

const fields = sql.raw(`s.case_id as body, s.who, s.kind, s.lng, s.lat, s.first_at as first, s.last_at as last,
  s.is_waiting as "isWaiting", s.opens, s.word`)

/** Sources of open cases that told before, by who they are. */
export async function sourcesKnown(on: Query, pack: string, who: readonly string[]): Promise<readonly KnownSpot[]> {
  const { rows } =
    await sql<Found>`select ${fields} from cases.source s join cases.case c on c.id = s.case_id and c.status = 'open'
    where s.who = any(${[...who]}::text[]) and s.pack = ${pack}`.execute(on)
  return rows.map(spotOf)
}

/**
 * Every source of the open cases, and every waiting report, that has a source near one of these spots: the whole cases, since a
 * case joined by another may be near to them by any of its sources.
 */
export async function sourcesNear(
  on: Query,
  pack: string,
  spots: readonly SettledSpot[],
  { metres, hours }: JoinsDeclaration,
): Promise<readonly KnownSpot[]> {
  const asked = spots.flatMap(({ kind, point, from, to }) => {
    if (!point) return []
    const [lng, lat] = point
    const [x, y] = toMercator({ lng, lat })
    // Mercator metres are longer than true ones by the latitude; a little more for what rounding takes away.
    const r = (metres * 1.01) / Math.cos((lat * Math.PI) / 180)
    return [{ kind, x, y, r, from: new Date(from - hours * 3_600_000), to: new Date(to + hours * 3_600_000) }]
  })
  if (asked.length === 0) return []
  const { rows } = await sql<Found>`
    with near as (
      select distinct s.case_id from json_to_recordset(${JSON.stringify(asked)}::json)
        as a(kind text, x float8, y float8, r float8, "from" timestamptz, "to" timestamptz)
      join cases.source s on s.at_point <@ circle(point(a.x, a.y), a.r) and s.pack = ${pack} and s.kind = a.kind
        and s.first_at <= a."to" and s.last_at >= a."from"
      join cases.case c on c.id = s.case_id and c.status = 'open'
    )
    select ${fields} from near join cases.source s using (case_id) where s.pack = ${pack}`.execute(on)
  return rows.map(spotOf)
}
