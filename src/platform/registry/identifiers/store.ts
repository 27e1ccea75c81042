import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query, Tx } from '../../base/index.ts'

/** A code as it is kept. */
export type KeptCode = {
  readonly scheme: string
  readonly code: string
  readonly catalogue: string | null
  readonly issue: string | null
  readonly serial: number | null
  readonly thing: string | null
  readonly title: Words | null
  readonly boundAt: string | null
  readonly withdrawnAt: string | null
}

/** An issue of codes as it is kept. */
export type KeptIssue = {
  readonly id: string
  readonly catalogue: string
  readonly scope: Readonly<Record<string, string>>
  readonly first: number
  readonly count: number
  readonly note: string | null
  readonly madeBy: string
  readonly madeAt: string
}

const codeColumns = sql.raw(
  `scheme, code, catalogue, issue, serial, thing, title, bound_at as "boundAt", withdrawn_at as "withdrawnAt"`,
)
const issueColumns = sql.raw(`id, catalogue, scope, first, count, note, made_by as "madeBy", made_at as "madeAt"`)

/** What is kept of a code. */
export async function findCode(on: Query, scheme: string, code: string): Promise<KeptCode | undefined> {
  const { rows } =
    await sql<KeptCode>`select ${codeColumns} from registry.code where scheme = ${scheme} and code = ${code}`.execute(
      on,
    )
  return rows[0]
}

/** The codes that were given to a thing and stand, the newest first. */
export async function codesOfThing(on: Query, thing: string): Promise<readonly KeptCode[]> {
  const { rows } = await sql<KeptCode>`select ${codeColumns} from registry.code
    where thing = ${thing} and withdrawn_at is null order by bound_at desc nulls last, scheme, code limit 50`.execute(
    on,
  )
  return rows
}

/** The codes of an issue in their order, from a running number on. */
export async function codesOfIssue(on: Query, issue: string, from: number, most: number): Promise<readonly KeptCode[]> {
  const { rows } = await sql<KeptCode>`select ${codeColumns} from registry.code
    where issue = ${issue} and serial >= ${from} order by serial limit ${most}`.execute(on)
  return rows
}

/** One issue. */
export async function findIssue(on: Query, id: string): Promise<KeptIssue | undefined> {
  const { rows } = await sql<KeptIssue>`select ${issueColumns} from registry.code_issue where id = ${id}`.execute(on)
  return rows[0]
}

/** Issues, newest first. */
export async function listIssues(on: Query, most: number): Promise<readonly KeptIssue[]> {
  const { rows } =
    await sql<KeptIssue>`select ${issueColumns} from registry.code_issue order by made_at desc, id desc limit ${most}`.execute(
      on,
    )
  return rows
}

/** Takes `count` running numbers of a sequence: the last one taken. Whoever holds the row makes the next one wait. */
export async function takeNumbers(on: Query, catalogue: string, scope: string, count: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`insert into registry.code_sequence as s (catalogue, scope, last)
    values (${catalogue}, ${scope}, ${count})
    on conflict (catalogue, scope) do update set last = s.last + excluded.last returning last`.execute(on)
  const [row] = rows
  if (!row) throw new Error('A sequence gave no number')
  return row.last
}

/** Keeps an issue and all its codes by one statement; a code that exists already fails the whole. */
export async function keepIssue(
  tx: Tx,
  made: Omit<KeptIssue, 'id' | 'madeAt' | 'count'>,
  codes: readonly string[],
): Promise<string> {
  const id = uuidv7()
  await sql`with issue as (
      insert into registry.code_issue (id, catalogue, scope, first, count, note, made_by)
      values (${id}, ${made.catalogue}, ${JSON.stringify(made.scope)}, ${made.first}, ${codes.length}, ${made.note}, ${made.madeBy})
      returning id
    )
    insert into registry.code (scheme, code, catalogue, issue, serial)
    select 'city', code, ${made.catalogue}, issue.id, ${made.first}::bigint + place - 1
    from issue, unnest(${codes}::text[]) with ordinality as given (code, place)`.execute(tx)
  return id
}

/** Gives a code to a thing, or takes it from one (`thing` null). Codes of other systems are kept from now on. */
export async function bindCode(
  tx: Tx,
  scheme: string,
  code: string,
  thing: string | null,
  title: Words | null,
): Promise<void> {
  await sql`insert into registry.code (scheme, code, thing, title, bound_at)
    values (${scheme}, ${code}, ${thing}, ${title === null ? null : JSON.stringify(title)}, now())
    on conflict (scheme, code) do update set thing = excluded.thing, title = excluded.title, bound_at = now()`.execute(
    tx,
  )
}

/** Withdraws a code: it stays known and says so. */
export async function withdrawCode(tx: Tx, scheme: string, code: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update registry.code set withdrawn_at = now()
    where scheme = ${scheme} and code = ${code} and withdrawn_at is null`.execute(tx)
  return numAffectedRows === 1n
}
