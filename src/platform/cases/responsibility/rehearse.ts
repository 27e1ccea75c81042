import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import type { CaseState } from '../../../kernel/flow/index.ts'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { CityRule, HeldRule } from '../../../kernel/responsibility/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import { type Db, plannedAnew } from '../../base/index.ts'
import { casesSeen, seenCondition } from '../fact-filter.ts'
import { worldAt } from '../world.ts'
import { whoAnswers } from './answers.ts'
import type { RuleParts } from './rule-parts.ts'

/** Most cases that a rehearsal looks at: the newest. */
export const mostRehearsed = 5_000
const mostShown = 50

/** A case that would have gone elsewhere. */
export type Moved = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly openedAt: string
  readonly from: string | null
  readonly to: string | null
}

/** What a rule would have done. */
export type Rehearsal = {
  readonly looked: number
  readonly isCut: boolean
  readonly moved: number
  readonly cases: readonly Moved[]
}

type Row = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly openedAt: string
  readonly state: CaseState
}

async function casesOfLate(db: Db, actor: Actor, since: number, pack: string | undefined): Promise<readonly Row[]> {
  const seen = seenCondition(casesSeen(actor))
  const conditions = [
    sql`f.opened_at >= ${new Date(since).toISOString()}`,
    ...seen,
    ...(pack === undefined ? [] : [sql`f.pack = ${pack}`]),
  ]
  const { rows } = await sql<Row>`${plannedAnew} select c.id, c.number, c.title, c.opened_at as "openedAt", c.state
    from cases.fact f join cases.case c on c.id = f.case_id
    where ${sql.join(conditions, sql` and `)} and not c.is_history order by f.opened_at desc limit ${mostRehearsed + 1}`.execute(
    db,
  )
  return rows
}

/**
 * Which cases of the last days would have gone to another office, had a rule been in force: each as the rules of its own moment decide with
 * and without it. `id`: the rule that it takes the place of.
 */
export async function rehearse(
  parts: RuleParts,
  actor: Actor,
  { rule, id, days }: { readonly rule: CityRule; readonly id?: string | undefined; readonly days: number },
): Promise<Rehearsal> {
  const { db, engine, shelf, offices, calendar, now } = parts
  const rows = await casesOfLate(db, actor, now() - days * dayMs, rule.pack)
  const held: HeldRule = { ...rule, id: id ?? 'rehearsed', version: 0 }
  const moved: Moved[] = []
  for (const { state, ...row } of rows.slice(0, mostRehearsed)) {
    const pack = await engine.packOf(state)
    const at = state.openedAt
    const before = firstOf(pack, state, shelf.at(at))
    const after = firstOf(pack, state, [...shelf.at(at).filter((one) => one.id !== id), held])
    if (before !== after) moved.push({ ...row, from: before ?? null, to: after ?? null })
  }
  return {
    looked: Math.min(rows.length, mostRehearsed),
    isCut: rows.length > mostRehearsed,
    moved: moved.length,
    cases: moved.slice(0, mostShown),
  }

  function firstOf(pack: Pack, state: CaseState, rules: readonly HeldRule[]): string | undefined {
    const world = worldAt({ ...offices, rulesFor: (matter) => shelf.rulesFor(matter, rules) }, calendar, state.openedAt)
    return whoAnswers(pack, state, world)[0]?.holder.office
  }
}
