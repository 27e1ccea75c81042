import { sql } from 'kysely'
import type { CasesSource, Sign } from '../../../kernel/signs/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import {
  type Condition,
  countNames,
  countSql,
  type FactFilter,
  factConditions,
  factTable,
  figureSql,
} from '../../cases/index.ts'
import { and } from '../count/rolled.ts'
import type { Found, FoundByPlace } from './found.ts'
import type { SignParts } from './parts.ts'
import { placesAbove } from './places.ts'

type CasesSign = Sign & { readonly source: CasesSource }

const isFromCases = (sign: Sign): sign is CasesSign => sign.source.from === 'cases'

const isCount = (count: CasesSource['count']): count is Extract<CasesSource['count'], (typeof countNames)[number]> =>
  countNames.some((name) => name === count)

/** Is the value a share of cases, in percent? */
export const isShare = ({ count, share }: CasesSource): boolean =>
  share !== undefined || !(isCount(count) || count === 'reports')

/** The filter that lists a sign's cases, without period and place. */
export const filterOfSign = ({ pack, class: code, channel }: CasesSource): FactFilter => ({
  ...(pack !== undefined && { pack }),
  ...(code !== undefined && { class: code }),
  ...(channel !== undefined && { channel }),
})

/** Two sums over the facts: all cases that count (of shares alone), and those that meet it. */
function sumsOf(source: CasesSource, now: string): { readonly of: Condition; readonly met: Condition } {
  const wanted = factConditions(filterOfSign(source), now, () => undefined)
  const number = (...more: readonly Condition[]) => sql`(count(*) filter (where ${and([...wanted, ...more])}))::int`
  const { count, share } = source
  if (count === 'reports')
    return { of: sql`0`, met: sql`coalesce(sum(f.reports) filter (where ${and(wanted)}), 0)::int` }
  if (!isCount(count)) {
    const { of, meets } = figureSql(count, now)
    return { of: number(of), met: number(of, meets) }
  }
  const counted = countSql(count, now)
  if (!share) return { of: sql`0`, met: number(counted) }
  const part = [
    ...(share.channel === undefined ? [] : [sql`f.channel = ${share.channel}`]),
    ...(share.urgency === undefined ? [] : [sql`f.urgency >= ${share.urgency}`]),
  ]
  return { of: number(counted), met: number(counted, ...part) }
}

/** Counts of one sign in one street, by their columns: `of0`, `met0` … and the demonstration's cases. */
type Row = { readonly place: string; readonly demo: number } & {
  readonly [column: `of${number}` | `met${number}`]: number
}

/** One statement for all signs that look equally far back: counts by street, which add up to districts and the city. */
async function countTogether(
  on: Query,
  signs: readonly CasesSign[],
  over: number | undefined,
  now: number,
): Promise<readonly Row[]> {
  const at = new Date(now).toISOString()
  const columns = signs.flatMap(({ source }, i) => {
    const { of, met } = sumsOf(source, at)
    return [sql`${of} as ${sql.ref(`of${i}`)}`, sql`${met} as ${sql.ref(`met${i}`)}`]
  })
  const period =
    over === undefined ? sql`f.status = 'open'` : sql`f.opened_at >= ${new Date(now - over * 1_000).toISOString()}`
  const { rows } = await sql<Row>`${plannedAnew} select coalesce(left(f.division, 9), '') as place,
      (count(*) filter (where f.is_demo))::int as demo, ${sql.join(columns)}
    from ${factTable} where ${period} group by 1`.execute(on)
  return rows
}

/** Channels through which any case ever came: a sign of one that is not among them is not connected. */
async function usedChannels(on: Query, signs: readonly CasesSign[]): Promise<ReadonlySet<string>> {
  const asked = [...new Set(signs.flatMap(({ source }) => source.channel ?? []))]
  if (asked.length === 0) return new Set()
  const { rows } = await sql<{ channel: string }>`select channel from unnest(${asked}::text[]) as channel
    where exists (select from ${factTable} where f.channel = channel.channel)`.execute(on)
  return new Set(rows.map(({ channel }) => channel))
}

type Sum = { of: number; met: number; demo: number }

function signValue(source: CasesSource, { of, met, demo }: Sum, now: number): Found {
  const head = { sources: 1, reporting: 1, newest: now, isDemo: demo > 0 }
  if (!isShare(source)) return { value: met, ...head }
  const facts = { met, of }
  return of === 0 ? { value: undefined, facts, ...head } : { value: (100 * met) / of, facts, ...head }
}

/** Values of all signs over cases, one statement a length of time. Every district has a value, be it 0. */
export async function fromCases(
  { base: { db }, cases, world }: Pick<SignParts, 'base' | 'cases' | 'world'>,
  signs: readonly Sign[],
  now: number,
): Promise<ReadonlyMap<string, FoundByPlace>> {
  const installed = new Set(cases.shelf.current().map(({ name }) => name))
  const asked = signs.filter(isFromCases).filter(({ source: { pack } }) => pack === undefined || installed.has(pack))
  const channels = await usedChannels(db, asked)
  const wanted = asked.filter(({ source: { channel } }) => channel === undefined || channels.has(channel))
  const found = new Map<string, FoundByPlace>()
  for (const over of new Set(wanted.map(({ source }) => source.over))) {
    const together = wanted.filter(({ source }) => source.over === over)
    const rows = await countTogether(db, together, over, now)
    for (const [i, { code, source }] of together.entries()) {
      const places = new Map<string, Sum>(
        [world.city, ...world.districts()].map((place) => [place, { of: 0, met: 0, demo: 0 }]),
      )
      for (const row of rows) {
        const [of, met] = [row[`of${i}`] ?? 0, row[`met${i}`] ?? 0]
        for (const place of placesAbove(row.place, world.city)) {
          const sum = places.get(place) ?? { of: 0, met: 0, demo: 0 }
          places.set(place, { of: sum.of + of, met: sum.met + met, demo: sum.demo + row.demo })
        }
      }
      found.set(code, new Map([...places].map(([place, sum]) => [place, signValue(source, sum, now)])))
    }
  }
  return found
}
