import { type RawBuilder, sql } from 'kysely'
import type { Query } from '../base/index.ts'
import type { Reach, SearchDocument } from './document.ts'
import { scheme, vectorOf } from './text/vector.ts'

/** A path with all paths above it: `/sh/a/b` is reached from `/sh`, `/sh/a` and itself. */
function withAbove(paths: readonly string[]): readonly string[] {
  const all = new Set<string>()
  for (const path of paths)
    for (let at = path.indexOf('/', 1); ; at = path.indexOf('/', at + 1)) {
      all.add(at < 0 ? path : path.slice(0, at))
      if (at < 0) break
    }
  return [...all]
}

/** Longest text that is kept for showing. */
const longestShown = 4_000

const shown = (text: string): string => text.slice(0, longestShown).toWellFormed().replaceAll('\0', '')

/** Writes documents; an older version never replaces a newer one. `hash` makes personal words unreadable. */
export async function writeDocuments(
  on: Query,
  documents: readonly SearchDocument[],
  hash: (value: string) => string,
): Promise<void> {
  if (documents.length === 0) return
  const rows = documents.map(({ title, body, offices, personal = [], ...one }) => ({
    ...{ kind: one.kind, id: one.id, version: one.version, owner: one.owner, status: one.status, at: one.at },
    title_zh: shown(title.zh),
    title_en: title.en === title.zh ? null : shown(title.en),
    body_zh: shown(body.zh),
    body_en: body.en === body.zh ? null : shown(body.en),
    words: vectorOf(
      title.en === title.zh ? title.zh : `${title.zh}\n${title.en}`,
      body.en === body.zh ? body.zh : `${body.zh}\n${body.en}`,
    ),
    reach: offices ? withAbove(offices) : null,
    secrets: [...new Set(personal)].map(hash),
    facts: one.facts ?? {},
    is_demo: one.isDemo === true,
  }))
  await sql`
    insert into search.document (kind, id, version, scheme, title_zh, title_en, body_zh, body_en, words, reach, owner,
      secrets, status, facts, is_demo, at)
    select kind, id, version, ${scheme}, title_zh, title_en, body_zh, body_en, words::tsvector, reach, owner, secrets,
      status, facts, is_demo, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (kind text, id text, version bigint, title_zh text,
      title_en text, body_zh text, body_en text, words text, reach text[], owner text, secrets text[], status text,
      facts jsonb, is_demo boolean, at timestamptz)
    on conflict (kind, id) do update set version = excluded.version, scheme = excluded.scheme,
      title_zh = excluded.title_zh, title_en = excluded.title_en, body_zh = excluded.body_zh, body_en = excluded.body_en,
      words = excluded.words, reach = excluded.reach, owner = excluded.owner, secrets = excluded.secrets,
      status = excluded.status, facts = excluded.facts, is_demo = excluded.is_demo, at = excluded.at, indexed_at = now()
    where document.version <= excluded.version or document.scheme < excluded.scheme`.execute(on)
}

/** Those of a kind's ids that have no document of today's scheme. */
export async function withoutDocument(on: Query, kind: string, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select asked.id from unnest(${[...ids]}::text[]) with ordinality as asked (id, place)
      left join search.document d on d.kind = ${kind} and d.id = asked.id and d.scheme = ${scheme}
    where d.id is null order by place`.execute(on)
  return rows.map(({ id }) => id)
}

/** Removes documents that are gone. */
export async function removeDocuments(on: Query, kind: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from search.document where kind = ${kind} and id = any(${[...ids]}::text[])`.execute(on)
}

/** One thing that was found. */
export type FoundRow = {
  readonly kind: string
  readonly id: string
  readonly title_zh: string
  readonly title_en: string | null
  readonly body_zh: string
  readonly body_en: string | null
  readonly status: string | null
  readonly facts: Record<string, string>
  readonly isDemo: boolean
  readonly at: string
  /** Found because of a post, and not as one's own. */
  readonly asOfficial: boolean
  readonly score: number
}

/** Where a page ended. */
export type Cursor = { readonly score: number; readonly at: string; readonly kind: string; readonly id: string }

/** What is looked for, among what. */
export type Search = {
  /** A `tsquery` and one to rank by, or keyed hashes of personal words. */
  readonly by: { readonly words: string; readonly rank: string } | { readonly secrets: readonly string[] }
  readonly kinds: readonly { readonly kind: string; readonly reach: Reach; readonly boost: number }[]
  readonly limit: number
  readonly after?: Cursor
}

/** Of more matches of a kind than these the newest are ranked. */
export const mostRanked = 1_000

const within = ({ all, paths, owner }: Reach): RawBuilder<boolean> => {
  if (all) return sql`true`
  const ways = [
    ...(paths.length > 0 ? [sql<boolean>`reach && ${[...paths]}::text[]`] : []),
    ...(owner === undefined ? [] : [sql<boolean>`owner = ${owner}`]),
  ]
  return ways.length === 0 ? sql`false` : sql`(${sql.join(ways, sql` or `)})`
}

const byPost = ({ all, paths }: Reach): RawBuilder<boolean> =>
  all ? sql`true` : paths.length > 0 ? sql`coalesce(d.reach && ${[...paths]}::text[], false)` : sql`false`

/** The best matches: rank by word and place of the word, then newest first. One more than asked for when there are more. */
export async function findDocuments(on: Query, { by, kinds, limit, after }: Search): Promise<readonly FoundRow[]> {
  if (kinds.length === 0) return []
  const matches =
    'words' in by ? sql`words @@ ${by.words}::tsquery` : sql`secrets <> '{}' and secrets && ${[...by.secrets]}::text[]`
  const rank = 'words' in by ? sql`ts_rank('{0.05, 0.2, 0.6, 1}', words, ${by.rank}::tsquery, 1)` : sql`1::real`
  const matching = kinds.map(
    ({ kind, reach }) => sql`(select kind, id, at from search.document
      where kind = ${kind} and ${matches} and ${within(reach)} order by at desc limit ${mostRanked})`,
  )
  const official = kinds.map(({ kind, reach }) => sql`when ${kind} then ${byPost(reach)}`)
  const boost = kinds.map(({ kind, boost: times }) => sql`when ${kind} then ${times}::real`)
  const { rows } = await sql<FoundRow>`
    with matching as materialized (
      ${sql.join(matching, sql` union all `)}
    ), ranked as (
      select kind, id, at,
        round((${rank} * case kind ${sql.join(boost, sql` `)} end)::numeric * 1000000)::integer as score
      from matching join search.document using (kind, id, at)
    ), page as (
      select * from ranked
      where ${after ? sql`(score, at, kind, id) < (${after.score}, ${after.at}::timestamptz, ${after.kind}, ${after.id})` : sql`true`}
      order by score desc, at desc, kind desc, id desc limit ${limit + 1}
    )
    select kind, id, d.title_zh, d.title_en, d.body_zh, d.body_en, d.status, d.facts, d.is_demo as "isDemo", d.at,
      ${sql`case kind ${sql.join(official, sql` `)} end`} as "asOfficial", page.score
    from page join search.document d using (kind, id)
    order by page.score desc, page.at desc, kind desc, id desc`.execute(on)
  return rows
}
