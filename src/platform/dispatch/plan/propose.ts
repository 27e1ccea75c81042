import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { dispatchByRules, groundOf, planLateness } from '../../../kernel/dispatch/index.ts'
import { dispatchErrors } from '../errors.ts'
import { lessonsFor } from '../lessons/overrulings.ts'
import type { By, DispatchParts } from '../parts.ts'
import { errandId, findPlan, type Plan } from './plan.ts'
import { questionFor } from './question.ts'
import { placed, plain } from './write-stops.ts'

/** What people chose for errands of the plan that is being made anew: it stays as they chose. */
async function choicesOf({ base }: DispatchParts, office: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; task: string; crew: string }>`
    select s.case_id as id, s.task, s.crew from dispatch.stop s join dispatch.plan p on p.id = s.plan
    where p.office = ${office} and p.state = 'proposed' and s.overruled is not null and s.crew is not null`.execute(
    base.db,
  )
  return new Map(rows.map(({ id, task, crew }) => [errandId(id, task), crew]))
}

/**
 * Proposes who goes where below an office, from now on: by the optimiser in its thread, by rules where it does not answer in time.
 * It takes the place of the plan that waited for a yes; what people chose in that one stays chosen.
 * @throws dispatch.noOffice
 */
export async function propose(parts: DispatchParts, office: string, by: By): Promise<Plan> {
  const found = parts.offices.find(office)
  if (!found) throw dispatchErrors.make('dispatch.noOffice', { office })
  const { base, solver, budget } = parts
  const lessons = await lessonsFor(base.db, found.path)
  const chosen = await choicesOf(parts, office)
  const { problem, begins, facts } = await questionFor(parts, found.path, lessons, chosen)
  const began = performance.now()
  const solved = await solver.solve(problem, budget)
  const took = Math.round(performance.now() - began)
  const ground = groundOf(plain(problem))
  const rules = dispatchByRules(ground)
  const where = placed(ground, solved.plan, {
    ...{ begins, lessons, decided: new Set<string>() },
    kindOf: (id) => facts.get(id) ?? { kind: '', area: '' },
  })
  const id = uuidv7()
  const rows = problem.errands.flatMap((errand) => {
    const [told, now] = [facts.get(errand.id), where.get(errand.id)]
    if (!told || !now) return []
    const { case: of, task, ...rest } = told
    return [{ id: uuidv7(), case: of, task, errand: rest, ...now, isChosen: errand.chosen !== undefined }]
  })
  return base.db.tx(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`dispatch.plan ${office}`}))`.execute(tx)
    const { rows: old } = await sql<{ id: string }>`update dispatch.plan set state = 'dropped', seq = seq + 1
      where office = ${office} and state = 'proposed' returning id`.execute(tx)
    const at = new Date(base.now()).toISOString()
    await sql`insert into dispatch.plan (id, office, path, state, made_at, made_by, made_by_name, solved_by, fault, cost, bound, late,
        late_bound, rules_late, took, begins_at, problem)
      values (${id}, ${office}, ${found.path}, 'proposed', ${at}, ${by.id}, ${by.name}, ${solved.by}, ${solved.fault ?? null},
        ${solved.cost}, ${solved.bounds.cost}, ${solved.late}, ${solved.bounds.late}, ${planLateness(ground, rules)}, ${took},
        ${new Date(begins).toISOString()}, ${JSON.stringify(problem)}::json)`.execute(tx)
    await sql`insert into dispatch.stop (id, plan, case_id, task, state, crew, nth, begins_at, ends_at, way, late, errand, why, overruled)
      select n.id, ${id}::uuid, n.case, n.task, n.state, n.crew, n.nth, n."beginsAt", n."endsAt", n.way, n.late, n.errand, n.why,
        case when n."isChosen" then (select s.overruled from dispatch.stop s
          where s.plan = any(${old.map((one) => one.id)}::uuid[]) and s.case_id = n.case and s.task = n.task) end
      from json_to_recordset(${JSON.stringify(rows)}::json) as n (id uuid, "case" uuid, task text, state text, crew uuid, nth integer,
        "beginsAt" timestamptz, "endsAt" timestamptz, way integer, late integer, errand json, why json, "isChosen" boolean)`.execute(
      tx,
    )
    return findPlan(tx, id)
  })
}
