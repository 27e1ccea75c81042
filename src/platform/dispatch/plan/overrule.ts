import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  choicesFor,
  costOf,
  costOfLeaving,
  type DispatchProblem,
  type Ground,
  groundOf,
  type Plan as KernelPlan,
  planCost,
  planLateness,
  timesOf,
} from '../../../kernel/dispatch/index.ts'
import type { Tx } from '../../base/index.ts'
import { dispatchErrors } from '../errors.ts'
import { type Cause, lessonsFor } from '../lessons/overrulings.ts'
import type { By, DispatchParts } from '../parts.ts'
import { errandId, findPlan, lockProposed, type Plan, type Stop, stopsOf, waitsForYes } from './plan.ts'
import { moveStops, placed, plain } from './write-stops.ts'

/** What a person wants of an errand of a plan: this crew, at this place in its round (from 1, absent: at the cheapest), or nobody now. */
export type Wish = {
  readonly stop: string
  readonly crew: string | null
  readonly nth?: number
  readonly cause: Cause
  readonly reason: string
}

type Sketch = {
  readonly ground: Ground
  /** Ids of errands in their order, by crew. */
  readonly rounds: ReadonlyMap<string, readonly string[]>
  readonly left: readonly string[]
}

function sketch(problem: DispatchProblem, stops: readonly Stop[]): Sketch {
  const id = (stop: Stop) => errandId(stop.case, stop.task)
  const gone = stops.filter(({ crew }) => crew !== null)
  return {
    ground: groundOf(plain(problem)),
    rounds: new Map([...Map.groupBy(gone, ({ crew }) => crew ?? '')].map(([crew, of]) => [crew, of.map(id)])),
    left: stops.filter(({ crew }) => crew === null).map(id),
  }
}

/** The plan in the kernel's numbers. */
function planOf({ ground, rounds, left }: Sketch): KernelPlan {
  const { errands, crews } = ground.problem
  const byId = new Map(errands.map(({ id }, index) => [id, index]))
  const index = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? [])
  return {
    ways: crews.flatMap(({ id }, crew) => {
      const stops = index(rounds.get(id) ?? [])
      return stops.length === 0 ? [] : [{ crew, stops }]
    }),
    left: index(left),
  }
}

/** Takes an errand out of wherever it is. */
const without = ({ ground, rounds, left }: Sketch, id: string): Sketch => ({
  ground,
  rounds: new Map([...rounds].map(([crew, ids]) => [crew, ids.filter((one) => one !== id)])),
  left: left.filter((one) => one !== id),
})

/**
 * A person overrules the plan: what he wants is done, its cost reckoned, the reason kept; the rounds it touches get new times.
 * A round that was sent already is not touched.
 * @throws dispatch.changed, dispatch.why, dispatch.roundSent, dispatch.sameWay, dispatch.nobodyThere, dispatch.noTime, dispatch.missing
 */
export async function overrule(parts: DispatchParts, id: string, seq: number, wish: Wish, by: By): Promise<Plan> {
  if (wish.reason.trim() === '') throw dispatchErrors.make('dispatch.why')
  const lessons = await lessonsFor(parts.base.db, (await findPlan(parts.base.db, id)).path)
  return parts.base.db.tx(async (tx) => {
    const plan = await lockProposed(tx, id, seq)
    const all = await stopsOf(tx, id)
    const stop = all.find((one) => one.id === wish.stop)
    if (!stop) throw dispatchErrors.make('dispatch.missing')
    const stops = all.filter(waitsForYes)
    const gone = all.filter((one) => !waitsForYes(one))
    const sent = new Set(gone.map(({ crew }) => crew))
    if (!waitsForYes(stop) || sent.has(wish.crew)) throw dispatchErrors.make('dispatch.roundSent')
    const moved = errandId(stop.case, stop.task)
    const crews = plan.problem.crews.filter((crew) => !sent.has(crew.id))
    const before = sketch({ ...plan.problem, crews }, stops)
    const after = wish.crew === null ? leave(before, moved) : await moveTo(tx, before, moved, wish.crew, wish.nth)
    if (stop.crew === wish.crew && nthOf(after, wish.crew, moved) === stop.nth)
      throw dispatchErrors.make('dispatch.sameWay')
    const facts = new Map(stops.map((one) => [errandId(one.case, one.task), one.errand]))
    const decided = new Set(
      stops.filter(({ why }) => why?.left === 'person').map((one) => errandId(one.case, one.task)),
    )
    if (wish.crew === null) decided.add(moved)
    else decided.delete(moved)
    const where = placed(after.ground, planOf(after), {
      ...{ begins: Date.parse(plan.beginsAt), lessons, decided },
      kindOf: (one) => facts.get(one) ?? { kind: '', area: '' },
    })
    await moveStops(
      tx,
      stops.flatMap((one) => {
        const now = where.get(errandId(one.case, one.task))
        return now ? [{ id: one.id, now }] : []
      }),
    )
    await keep(tx, parts, { plan, stop, wish, by, before, nth: nthOf(after, wish.crew, moved) })
    const { rounds } = sketch(plan.problem, gone)
    const ground = groundOf(plan.problem)
    const now = planOf({ ...after, ground, rounds: new Map([...rounds, ...after.rounds]) })
    // The gap stays true of the question as it was asked, with what had been learned.
    await sql`update dispatch.plan set seq = seq + 1, cost = ${planCost(ground, now)},
      late = ${planLateness(ground, now)} where id = ${id}`.execute(tx)
    return findPlan(tx, id)
  })
}

const leave = (before: Sketch, id: string): Sketch => {
  const rest = without(before, id)
  return { ...rest, left: [...rest.left, id] }
}

const nthOf = ({ rounds }: Sketch, crew: string | null, id: string): number | null =>
  crew === null ? null : (rounds.get(crew) ?? []).indexOf(id) + 1

/** Puts it into a crew's round, at the place asked for or at the cheapest that ends within the shift. */
async function moveTo(tx: Tx, before: Sketch, id: string, crew: string, nth: number | undefined): Promise<Sketch> {
  const rest = without(before, id)
  const { ground } = rest
  const who = ground.problem.crews.findIndex((one) => one.id === crew)
  const title = async () => {
    const { rows } = await sql<{
      zh: string
    }>`select title ->> 'zh' as zh from dispatch.crew where id = ${crew}`.execute(tx)
    return rows[0]?.zh ?? crew
  }
  if (who < 0) throw dispatchErrors.make('dispatch.nobodyThere', { crew: await title() })
  const round = rest.rounds.get(crew) ?? []
  const byId = new Map(ground.problem.errands.map((one, index) => [one.id, index]))
  const stopsOf = (ids: readonly string[]) => ids.flatMap((one) => byId.get(one) ?? [])
  const at = (place: number) => [...round.slice(0, place), id, ...round.slice(place)]
  const places =
    nth === undefined ? [...round.keys(), round.length] : [Math.min(Math.max(1, nth), round.length + 1) - 1]
  const [best] = places
    .map((place) => ({ ids: at(place), cost: costOf(ground, { crew: who, stops: stopsOf(at(place)) }) }))
    .filter(({ ids }) => timesOf(ground, { crew: who, stops: stopsOf(ids) }) !== undefined)
    .sort((a, b) => a.cost - b.cost)
  if (!best) throw dispatchErrors.make('dispatch.noTime', { crew: await title() })
  return { ...rest, rounds: new Map([...rest.rounds, [crew, best.ids]]) }
}

/** Keeps the overruling with all that is needed to learn from it and to try what was learned. */
async function keep(
  tx: Tx,
  { base }: DispatchParts,
  given: {
    readonly plan: Plan
    readonly stop: Stop
    readonly wish: Wish
    readonly by: By
    readonly before: Sketch
    readonly nth: number | null
  },
): Promise<void> {
  const { plan, stop, wish, by, before } = given
  const moved = errandId(stop.case, stop.task)
  // What the plan itself chose stands for what a person chose first, if he chooses again.
  const { rows } = await sql<{ id: string; crew: string | null; nth: number | null }>`
    select id, from_crew as crew, from_nth as nth from dispatch.overruling
    where plan = ${plan.id} and case_id = ${stop.case} and task = ${stop.task} and replaced_by is null`.execute(tx)
  const from = rows[0] ?? { crew: stop.crew, nth: stop.nth }
  const free = before.ground
  const index = free.problem.errands.findIndex(({ id }) => id === moved)
  const named = [from.crew, wish.crew].flatMap((crew) => {
    const at = free.problem.crews.findIndex(({ id }) => id === crew)
    return at < 0 ? [] : [at]
  })
  const could = choicesFor(free, planOf(without(before, moved)), index, named).flatMap(({ crew, cost }) => {
    const who = free.problem.crews[crew]
    return who ? [{ crew: who.id, cost: Math.round(cost * 10) / 10 }] : []
  })
  const errand = free.problem.errands[index]
  const leaving = errand ? costOfLeaving(errand, free.problem.leftUntil) : 0
  const costFor = (crew: string | null) =>
    crew === null ? leaving : (could.find((one) => one.crew === crew)?.cost ?? leaving)
  const learns = from.crew !== wish.crew && wish.cause !== 'once' && wish.cause !== 'order'
  const id = uuidv7()
  await sql`update dispatch.overruling set replaced_by = ${id}
    where plan = ${plan.id} and case_id = ${stop.case} and task = ${stop.task} and replaced_by is null`.execute(tx)
  await sql`insert into dispatch.overruling (id, at, by, by_name, path, plan, case_id, task, number, kind, area, from_crew, from_nth,
      to_crew, to_nth, more, cause, reason, could, learns)
    values (${id}, ${new Date(base.now()).toISOString()}, ${by.id}, ${by.name}, ${plan.path}, ${plan.id}, ${stop.case}, ${stop.task},
      ${stop.errand.number}, ${stop.errand.kind}, ${stop.errand.area}, ${from.crew}, ${from.nth}, ${wish.crew}, ${given.nth},
      ${costFor(wish.crew) - costFor(from.crew)}, ${wish.cause}, ${wish.reason.trim()}, ${JSON.stringify(could)}::json, ${learns})`.execute(
    tx,
  )
  await sql`update dispatch.stop set overruled = ${id} where id = ${stop.id}`.execute(tx)
}
