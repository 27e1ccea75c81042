import { sql } from 'kysely'
import { findValue } from '../../../kernel/flow/index.ts'
import type { Query } from '../../base/index.ts'
import type { CasesRoom, ClassifiedRow } from '../../cases/index.ts'
import { type Sorting, sortingOf } from '../sorting.ts'

/** What was decided of a message: field of the sorting step → class code or value. */
export type Decided = Readonly<Record<string, string>>

/** Who took a decision, when (epoch ms). */
export type Decision = { readonly by: string; readonly at: number }

/**
 * Keeps what sorters decided of cases, beside what had been suggested to them. The latest decision counts: of one case
 * several may be given, in order.
 */
export async function rememberDecisions(
  tx: Query,
  cases: Pick<CasesRoom, 'book' | 'shelf'>,
  taken: readonly (Decision & { readonly id: string })[],
): Promise<void> {
  const latest = [...new Map(taken.map((one) => [one.id, one])).values()]
  const kept = await Promise.all(latest.map((one) => exampleOf(cases, one)))
  const rows = kept.flatMap((one) => one ?? []).toSorted((one, other) => (one.id < other.id ? -1 : 1))
  if (rows.length === 0) return
  await sql`
    insert into insight.example (id, pack, decided, source, decided_by, decided_at, suggested, suggested_by, is_demo)
    select one.id, one.pack, one.decided, 'sorter', one.by, one.at, s.values, s.version, one.demo
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as one (id uuid, pack text, decided jsonb, by text, at timestamptz, demo boolean)
      left join insight.suggestion s on s.case_id = one.id
    on conflict (id) do update set decided = excluded.decided, source = excluded.source, decided_by = excluded.decided_by,
      decided_at = excluded.decided_at, suggested = coalesce(excluded.suggested, insight.example.suggested),
      suggested_by = coalesce(excluded.suggested_by, insight.example.suggested_by)`.execute(tx)
}

async function exampleOf(
  { book, shelf }: Pick<CasesRoom, 'book' | 'shelf'>,
  { id, by, at }: Decision & { readonly id: string },
) {
  const loaded = await book.find(id)
  if (!loaded) return undefined
  const { state } = loaded
  const sorting = sortingOf(await shelf.byHash(state.hash))
  const decided = sorting && decidedOf(sorting, (ref) => findValue(state, ref))
  if (!decided) return undefined
  return { id, pack: state.pack, decided, by, at: new Date(at).toISOString(), demo: state.origin.demo === true }
}

/** The class and the choices that were given; nothing without a class. */
function decidedOf(sorting: Sorting, answerTo: (ref: string) => unknown): Decided | undefined {
  const entries = [sorting.classField, ...sorting.choices.map(({ name }) => name)].map(
    (name) => [name, answerTo(`${sorting.step}.${name}`)] as const,
  )
  const decided = Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  return decided[sorting.classField] === undefined ? undefined : decided
}

/** Keeps classes that rows of an imported file carried; the same twice changes nothing, and a sorter's own decision stays. */
export async function rememberImported(
  tx: Query,
  pack: string,
  classField: string,
  rows: readonly ClassifiedRow[],
  { by, at }: Decision,
): Promise<void> {
  if (rows.length === 0) return
  const decided = rows.map((row) => JSON.stringify({ [classField]: row.class }))
  await sql`
    insert into insight.example (id, pack, decided, source, decided_by, decided_at)
    select id, ${pack}, decided::jsonb, 'import', ${by}, ${new Date(at).toISOString()}
    from unnest(${rows.map((row) => row.case)}::uuid[], ${decided}::text[]) as row (id, decided)
    on conflict (id) do update set decided = insight.example.decided || excluded.decided, decided_at = excluded.decided_at
      where insight.example.source <> 'sorter' and not insight.example.decided @> excluded.decided`.execute(tx)
}

/** A message of a file that teaches without becoming a case. */
export type Lesson = { readonly id: string; readonly title: string; readonly text: string; readonly class: string }

/** Keeps lessons with their words; the same lesson twice is one. @returns how many were new */
export async function rememberLessons(
  tx: Query,
  pack: string,
  classField: string,
  lessons: readonly Lesson[],
  { by, at }: Decision,
): Promise<number> {
  if (lessons.length === 0) return 0
  const column = (of: (lesson: Lesson) => string) => lessons.map(of)
  const { rows } = await sql<{ isNew: boolean }>`
    insert into insight.example (id, pack, decided, source, decided_by, decided_at, title, text)
    select id, ${pack}, decided::jsonb, 'file', ${by}, ${new Date(at).toISOString()}, title, text
    from unnest(${column(({ id }) => id)}::uuid[], ${column((lesson) => JSON.stringify({ [classField]: lesson.class }))}::text[],
      ${column(({ title }) => title)}::text[], ${column(({ text }) => text)}::text[]) as row (id, decided, title, text)
    on conflict (id) do nothing
    returning true as "isNew"`.execute(tx)
  return rows.length
}

/** How many decisions there are for a field; `after` counts only those taken later (ISO instant). */
export async function countExamples(db: Query, pack: string, field: string, after?: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from insight.example
    where pack = ${pack} and decided ? ${field} and decided_at > ${after ?? '-infinity'}::timestamptz`.execute(db)
  return rows[0]?.count ?? 0
}
