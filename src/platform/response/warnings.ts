import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Area } from '../../kernel/place/index.ts'
import type { HashedPlan, Hazard, ResponseLevel, WarningColour } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Db, Query, Tx } from '../base/index.ts'
import { responseErrors } from './errors.ts'

/** What a warning says; instants ISO. */
export type NewWarning = {
  readonly hazard: Hazard
  readonly colour: WarningColour
  readonly divisions: readonly string[]
  readonly area?: Area
  readonly from: string
  readonly until: string
  /** Who issued it, in their own name. */
  readonly issuer: string
  /** As it was issued, word by word. */
  readonly sourceText: string
}

/** A warning as it was entered. */
export type Warning = Omit<NewWarning, 'area'> & {
  readonly id: string
  readonly area: Area | null
  readonly enteredByName: string
  readonly enteredAt: string
  readonly liftedAt: string | null
  readonly liftReason: string | null
  /** The warning it took the place of. */
  readonly replaces: string | null
}

const columns = sql`id, hazard, colour, divisions, area, from_at as "from", until_at as "until", issuer,
  source_text as "sourceText", entered_by_name as "enteredByName", entered_at as "enteredAt", lifted_at as "liftedAt",
  lift_reason as "liftReason", replaces`

/** Enters a warning. Nothing is started by it. @throws response.badPeriod */
export async function enterWarning(db: Db, warning: NewWarning, by: Enterer, now: number): Promise<Warning> {
  return findWarning(db, await db.tx((tx) => writeWarning(tx, warning, by, now)))
}

/** Who enters it. */
type Enterer = { readonly id: string; readonly name: string }

async function writeWarning(
  tx: Tx,
  { hazard, colour, divisions, area, from, until, issuer, sourceText }: NewWarning,
  by: Enterer,
  now: number,
  replaces?: string,
): Promise<string> {
  if (Date.parse(until) <= Date.parse(from)) throw responseErrors.make('response.badPeriod')
  const id = uuidv7()
  await sql`insert into response.warning (id, hazard, colour, divisions, area, from_at, until_at, issuer, source_text, entered_by,
        entered_by_name, entered_at, replaces)
      values (${id}, ${hazard}, ${colour}, ${divisions}, ${area ? JSON.stringify(area) : null}::jsonb, ${from}, ${until},
        ${issuer}, ${sourceText}, ${by.id}, ${by.name}, ${new Date(now).toISOString()},
        ${replaces ?? null})`.execute(tx)
  return id
}

/** What a warning becomes: another colour, with the words and the end it was issued with. */
export type WarningChange = {
  readonly colour: WarningColour
  readonly until: string
  readonly sourceText: string
}

/**
 * Raises or lowers a warning: as those who measure do it, a new one is issued and lifts the one before.
 * @throws response.missing, response.lifted, response.sameColour, response.badPeriod
 */
export function changeWarning(
  db: Db,
  id: string,
  { colour, until, sourceText }: WarningChange,
  by: Enterer,
  now: number,
): Promise<Warning> {
  return db.tx(async (tx) => {
    await sql`select from response.warning where id = ${id} for update`.execute(tx)
    const before = await findWarning(tx, id)
    if (before.liftedAt !== null) throw responseErrors.make('response.lifted')
    if (before.colour === colour) throw responseErrors.make('response.sameColour')
    const { hazard, divisions, area, issuer } = before
    const from = new Date(now).toISOString()
    const next = { hazard, colour, divisions, issuer, from, until, sourceText, ...(area && { area }) }
    const made = await writeWarning(tx, next, by, now, id)
    await lift(tx, id, by.id, sourceText, now)
    return findWarning(tx, made)
  })
}

/** One warning. @throws response.missing */
export async function findWarning(on: Query, id: string): Promise<Warning> {
  const { rows } = await sql<Warning>`select ${columns} from response.warning where id = ${id}`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

/** Warnings, the newest first; only those that hold at a moment when told. */
export async function listWarnings(on: Query, holdingAt?: number): Promise<readonly Warning[]> {
  const at = holdingAt === undefined ? null : new Date(holdingAt).toISOString()
  const { rows } = await sql<Warning>`select ${columns} from response.warning
    where ${at}::timestamptz is null or (until_at > ${at} and lifted_at is null)
    order by entered_at desc limit 200`.execute(on)
  return rows
}

const lift = (tx: Tx, id: string, by: string, reason: string, now: number) =>
  sql`update response.warning set lifted_at = ${new Date(now).toISOString()}, lifted_by = ${by}, lift_reason = ${reason}
    where id = ${id} and lifted_at is null returning id`.execute(tx)

/** Lifts a warning before its time. @throws response.missing, response.lifted */
export async function liftWarning(db: Db, id: string, by: string, reason: string, now: number): Promise<void> {
  const { rows } = await db.tx((tx) => lift(tx, id, by, reason, now))
  if (rows.length > 0) return
  await findWarning(db, id)
  throw responseErrors.make('response.lifted')
}

/** What plans propose for a warning: a person decides. */
export const proposalsFor = (
  plans: readonly HashedPlan[],
  { hazard, colour }: Pick<Warning, 'hazard' | 'colour'>,
): readonly { readonly plan: string; readonly title: Words; readonly level: ResponseLevel }[] =>
  plans.flatMap(({ plan }) => {
    const level = plan.hazard === hazard ? plan.proposes[colour] : undefined
    return level ? [{ plan: plan.id, title: plan.title, level }] : []
  })
