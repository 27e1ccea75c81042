import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  boundsAt,
  couldOnlyWorsen,
  newState,
  nextState,
  rankOf,
  type Sign,
  type SignLevel,
  type SignSettings,
  type SignStanding,
  type SignState,
} from '../../../kernel/signs/index.ts'
import { type Publication, publish, type Tx } from '../../base/index.ts'
import { signNews } from './events.ts'
import { hasNewVoices } from './first-look.ts'
import type { Found, FoundByPlace } from './found.ts'
import { fromCases } from './from-cases.ts'
import { fromAlarms, fromDevices, readFleet } from './from-fleet.ts'
import { fromAirIndex, fromReadings, readReadings } from './from-readings.ts'
import type { SignParts } from './parts.ts'
import { placeOf } from './places.ts'
import type { SignShelf } from './sign-shelf.ts'
import type { KeptValue, ValueSeries } from './value-series.ts'

/** Values of these signs in every place, computed now, in as few statements as there are lengths of time. */
export async function valuesNow(
  parts: SignParts,
  signs: readonly Sign[],
  now: number,
): Promise<ReadonlyMap<string, FoundByPlace>> {
  const { world, base } = parts
  const readings = await readReadings(world, signs, now)
  const fleet = await readFleet(world, base.db, signs, now)
  const found = new Map(await fromCases(parts, signs, now))
  for (const { code, source } of signs)
    switch (source.from) {
      case 'readings':
        found.set(code, fromReadings(world, readings, source))
        break
      case 'air-index':
        found.set(code, fromAirIndex(world, readings, source))
        break
      case 'devices':
        found.set(code, fromDevices(world, fleet, source))
        break
      case 'alarms':
        found.set(code, fromAlarms(world, fleet, source))
        break
      case 'cases':
      case 'outside':
    }
  return found
}

/** Signs whose period is over (every period begins at whole multiples of itself), and those whose devices began to speak. */
export async function dueSigns(parts: SignParts, shelf: SignShelf, now: number): Promise<readonly Sign[]> {
  const { rows } = await sql<{ sign: string; at: number; reporting: number }>`
    select sign, (extract(epoch from at) * 1000)::float8 as at, reporting from measure.sign_now where place = ${parts.world.city}`.execute(
    parts.base.db,
  )
  const known = new Map(rows.map((row) => [row.sign, row]))
  return shelf.all.filter((sign) => {
    if (sign.source.from === 'outside') return false
    const last = known.get(sign.code)
    const slot = (at: number) => Math.floor(at / (sign.period * 1_000))
    return last === undefined || slot(now) > slot(last.at) || (now > last.at && hasNewVoices(parts.world, sign, last))
  })
}

type Stored = SignState & { readonly sign: string; readonly place: string }

type Row = {
  readonly sign: Sign
  readonly place: string
  readonly found: Found
  readonly isSure: boolean
  readonly before: SignStanding
  readonly state: SignState
}

/** Streets are shown with their standing; breaches of the city and its districts are told. */
const isTold = (place: string): boolean => place.length === 6

async function readStates(tx: Tx, signs: readonly Sign[]): Promise<ReadonlyMap<string, Stored>> {
  const { rows } = await sql<Stored>`select sign, place, standing, (extract(epoch from since) * 1000)::float8 as since,
    leaning, times from measure.sign_now where sign = any(${signs.map(({ code }) => code)}::text[])`.execute(tx)
  return new Map(rows.map((row) => [`${row.sign} ${row.place}`, row]))
}

/** Is there enough at all for the value to say anything? A share of one or two things says nothing, however well they report. */
function hasBasis({ leastOf = 1, source }: Sign, { sources, facts }: Found): boolean {
  // Counts of cases stand for themselves; shares tell what they are of.
  const of = facts?.of ?? (source.from === 'cases' ? Number.POSITIVE_INFINITY : sources)
  return sources > 0 && Number(of) >= leastOf
}

/** Do enough sources stand behind a value for it to be relied upon? */
export const isReliable = (sign: Sign, found: Found): boolean =>
  hasBasis(sign, found) && found.reporting >= sign.least * found.sources

function judge(
  { world: { city } }: SignParts,
  sign: Sign,
  settings: SignSettings,
  [place, found]: readonly [string, Found],
  stored: Stored | undefined,
  at: number,
): Row {
  const isSure = isReliable(sign, found)
  const before = stored ?? newState(at)
  const holding = settings.isOff ? [] : boundsAt(settings, { at, place: placeOf(place, city) })
  const computed = { value: found.value, isSure, couldOnlyWorsen: couldOnlyWorsen(sign.source) }
  return {
    ...{ sign, place, found, isSure, before: before.standing },
    // A sign that was switched off, or has no basis here, is calm at once.
    state:
      settings.isOff || !hasBasis(sign, found)
        ? { ...newState(at), since: before.since }
        : nextState(before, computed, holding, settings, at),
  }
}

const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1_000)

async function keepRows(tx: Tx, rows: readonly Row[], signs: readonly Sign[], at: number): Promise<void> {
  const values = rows.map(({ sign, place, found, isSure, state }) => ({
    ...{ sign: sign.code, place, value: found.value ?? null, sources: found.sources, reporting: found.reporting },
    ...{ sure: isSure, newest: seconds(found.newest), demo: found.isDemo, facts: found.facts ?? null },
    ...{ standing: state.standing, since: seconds(state.since), leaning: state.leaning, times: state.times },
  }))
  await sql`insert into measure.sign_now (sign, place, at, value, sources, reporting, is_sure, newest_at, is_demo, facts,
      standing, since, leaning, times)
    select sign, place, to_timestamp(${at / 1_000}), value, sources, reporting, sure, to_timestamp(newest), demo, facts,
      standing, to_timestamp(since), leaning, times
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as t (sign text, place text, value float8, sources int, reporting int,
      sure boolean, newest float8, demo boolean, facts jsonb, standing text, since float8, leaning text, times int)
    on conflict (sign, place) do update set at = excluded.at, value = excluded.value, sources = excluded.sources,
      reporting = excluded.reporting, is_sure = excluded.is_sure, newest_at = excluded.newest_at, is_demo = excluded.is_demo,
      facts = excluded.facts, standing = excluded.standing, since = excluded.since, leaning = excluded.leaning,
      times = excluded.times`.execute(tx)
  // A place without any source any more has no value, and nothing to be warned of.
  const gone = sql`sign = any(${signs.map(({ code }) => code)}::text[]) and at < to_timestamp(${at / 1_000})`
  await sql`update measure.sign_breach b set ended_at = to_timestamp(${at / 1_000}) from measure.sign_now n
    where b.ended_at is null and b.sign = n.sign and b.place = n.place and n.${gone}`.execute(tx)
  await sql`delete from measure.sign_now where ${gone}`.execute(tx)
}

/** Notes what changed for whoever is on duty. @returns the id of the breach */
async function keepBreach(tx: Tx, { sign, place, found, state }: Row, at: number): Promise<string | undefined> {
  const when = sql`to_timestamp(${at / 1_000})`
  if (state.standing === 'calm') {
    const { rows } = await sql<{ id: string }>`update measure.sign_breach set ended_at = ${when}
      where sign = ${sign.code} and place = ${place} and ended_at is null returning id`.execute(tx)
    return rows[0]?.id
  }
  const level: SignLevel = state.standing
  const worse = sql.raw(
    `case sign_breach.worst ${['notice', 'warning', 'serious', 'critical']
      .map((one) => `when '${one}' then ${rankOf(one as SignLevel)}`) // written out above
      .join(' ')} end`,
  )
  const { rows } = await sql<{ id: string }>`insert into measure.sign_breach
      (id, sign, place, level, worst, began_at, level_at, value, is_demo)
    values (${uuidv7()}, ${sign.code}, ${place}, ${level}, ${level}, ${when}, ${when}, ${found.value ?? 0}, ${found.isDemo})
    on conflict (sign, place) where ended_at is null do update set level = excluded.level, level_at = excluded.level_at,
      value = excluded.value, worst = case when ${worse} < ${rankOf(level)} then excluded.level else sign_breach.worst end,
      -- What was seen at a lesser level is to be seen anew at a worse one.
      seen_at = case when ${worse} < ${rankOf(level)} then null else sign_breach.seen_at end
    returning id`.execute(tx)
  return rows[0]?.id
}

/**
 * Computes signs in every place, notes where each stands, and tells of what left its bounds or came back, in one transaction.
 * Values that are sure become part of their series.
 * @param at epoch ms, a whole minute
 * @returns how many values there are
 */
export async function computeSigns(
  parts: SignParts,
  { shelf, series }: { readonly shelf: SignShelf; readonly series: ValueSeries },
  signs: readonly Sign[],
  at: number,
): Promise<number> {
  if (signs.length === 0) return 0
  const found = await valuesNow(parts, signs, at)
  const settings = await shelf.settingsAt(at)
  const rows = await parts.base.db.tx(async (tx) => {
    const stored = await readStates(tx, signs)
    const judged = signs.flatMap((sign) =>
      [...(found.get(sign.code) ?? [])].map((one) =>
        judge(parts, sign, settings.get(sign.code) ?? sign.settings, one, stored.get(`${sign.code} ${one[0]}`), at),
      ),
    )
    await keepRows(tx, judged, signs, at)
    const told: Publication[] = []
    for (const row of judged) {
      if (!isTold(row.place) || row.state.standing === row.before) continue
      const breach = await keepBreach(tx, row, at)
      const news =
        breach && signNews(parts, { ...row, breach, settings: settings.get(row.sign.code) ?? row.sign.settings, at })
      if (news) told.push(news)
    }
    await publish(tx, ...told)
    return judged
  })
  const kept = rows.flatMap(({ sign, place, found: { value, isDemo }, isSure }): KeptValue[] =>
    isTold(place) && isSure && value !== undefined ? [{ sign, place, value, isDemo }] : [],
  )
  await series.write(kept, at)
  return rows.length
}
