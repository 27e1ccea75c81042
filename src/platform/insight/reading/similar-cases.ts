import { sql } from 'kysely'
import { maskNumbersIn } from '../../../kernel/codes/index.ts'
import type { Query } from '../../base/index.ts'
import type { Similar } from '../text/index.ts'
import type { Twin } from './suggestion.ts'

/** A case that is like another, with whether it may be shown to people near by. */
export type FoundCase = { readonly twin: Twin; readonly isDemo: boolean; readonly isShared: boolean }

type Row = Pick<Twin, 'id' | 'number' | 'title' | 'status' | 'openedAt' | 'reports'> & {
  readonly asked: string
  readonly isDemo: boolean
  readonly isShared: boolean
}

/**
 * Puts the cases to what was found alike, in its order. Withdrawn cases are left out; of those that were joined into
 * another the other one stands for both. Phone and citizen numbers in titles are masked.
 */
export async function casesOf(db: Query, found: readonly Similar[]): Promise<FoundCase[]> {
  if (found.length === 0) return []
  const { rows } = await sql<Row>`
    select asked.id as asked, c.id, c.number, c.title, c.status, c.opened_at as "openedAt", c.reports, c.is_demo as "isDemo",
      c.shared_nearby as "isShared"
    from unnest(${found.map(({ id }) => id)}::uuid[]) as asked (id)
      join cases.case first on first.id = asked.id
      join cases.case c on c.id = coalesce(first.joined_into, first.id)
    where c.status in ('open', 'closed')`.execute(db)
  const byAsked = new Map(rows.map((row) => [row.asked, row]))
  const seen = new Set<string>()
  return found.flatMap((similar) => {
    const row = byAsked.get(similar.id)
    if (!row || seen.has(row.id)) return []
    seen.add(row.id)
    return [{ twin: twinOf(row, similar), isDemo: row.isDemo, isShared: row.isShared }]
  })
}

function twinOf({ id, number, title, status, openedAt, reports }: Row, similar: Similar): Twin {
  const { score, words, places, metres, days } = similar
  return {
    ...{ id, number, status, openedAt, reports, days },
    title: maskNumbersIn(title),
    likeness: Math.min(1, score),
    words: [...words],
    places: [...places],
    ...(metres !== undefined && { metres }),
  }
}
