import { sql } from 'kysely'
import type { Query } from '../base/index.ts'

/** A case as the insight room reads it: what was said, when, where, with how much support; never who said it. */
export type CaseText = {
  readonly id: string
  readonly pack: string
  readonly title: string
  readonly text: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly votes: number
  readonly point?: readonly [number, number]
  readonly address?: string
  readonly division?: string
  readonly isDemo: boolean
  /** The class that another system gave it, levels joined by `/`. */
  readonly recordedClass?: string
}

type Row = {
  id: string
  pack: string
  title: string | null
  text: string | null
  at: string
  votes: number
  place: { point?: [number, number]; address?: string; division?: string } | null
  isDemo: boolean
  recordedClass: string | null
}

/**
 * Reads what cases say, by the fields that their pack marks as title, text and place; in the order of `ids`, missing ones
 * left out. Votes are those a file brought along, and further people who joined.
 */
export async function caseTexts(db: Query, ids: readonly string[]): Promise<CaseText[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Row>`
    select c.id, c.pack, c.opened_at as at, c.is_demo as "isDemo",
      c.state #>> array['answers', p.declaration #>> '{flow,marks,title}'] as title,
      c.state #>> array['answers', p.declaration #>> '{flow,marks,text}'] as text,
      c.state #>> '{recorded,class}' as "recordedClass",
      c.state #> array['answers', p.declaration #>> '{flow,marks,place}'] as place,
      c.reports - 1 + coalesce((select sum(coalesce((r.facts ->> 'votesFor')::int, 0) + coalesce((r.facts ->> 'votesAgainst')::int, 0))
        from cases.import_row r where r.case_id = c.id and r.outcome = 'imported'), 0)::int as votes
    from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
      join cases.case c using (id) join cases.pack p on p.hash = c.hash
    order by asked.place`.execute(db)
  return rows.map(({ title, text, place, at, recordedClass, ...row }) => ({
    ...row,
    title: title ?? '',
    text: text ?? '',
    at: Date.parse(at),
    ...(recordedClass !== null && { recordedClass }),
    ...(place?.point && { point: place.point }),
    ...(place?.address !== undefined && { address: place.address }),
    ...(place?.division !== undefined && { division: place.division }),
  }))
}
