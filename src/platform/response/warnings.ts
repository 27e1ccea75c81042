import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Area } from '../../kernel/place/index.ts'
import type { HashedPlan, Hazard, ResponseLevel, WarningColour } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Db, Query } from '../base/index.ts'
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
}

const columns = sql`id, hazard, colour, divisions, area, from_at as "from", until_at as "until", issuer,
  source_text as "sourceText", entered_by_name as "enteredByName", entered_at as "enteredAt", lifted_at as "liftedAt",
  lift_reason as "liftReason"`

/** Enters a warning. Nothing is started by it. @throws response.badPeriod */
export async function enterWarning(
  db: Db,
  { hazard, colour, divisions, area, from, until, issuer, sourceText }: NewWarning,
  by: { readonly id: string; readonly name: string },
  now: number,
): Promise<Warning> {
  if (Date.parse(until) <= Date.parse(from)) throw responseErrors.make('response.badPeriod')
  const id = uuidv7()
  await db.tx((tx) =>
    sql`insert into response.warning (id, hazard, colour, divisions, area, from_at, until_at, issuer, source_text, entered_by,
        entered_by_name, entered_at)
      values (${id}, ${hazard}, ${colour}, ${divisions}, ${area ? JSON.stringify(area) : null}::jsonb, ${from}, ${until},
        ${issuer}, ${sourceText}, ${by.id}, ${by.name}, ${new Date(now).toISOString()})`.execute(tx),
  )
  return findWarning(db, id)
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

/** Lifts a warning before its time. @throws response.missing when there is none or it was lifted */
export async function liftWarning(db: Db, id: string, by: string, reason: string, now: number): Promise<void> {
  const { rows } = await db.tx((tx) =>
    sql`update response.warning set lifted_at = ${new Date(now).toISOString()}, lifted_by = ${by}, lift_reason = ${reason}
      where id = ${id} and lifted_at is null returning id`.execute(tx),
  )
  if (rows.length === 0) throw responseErrors.make('response.missing')
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
