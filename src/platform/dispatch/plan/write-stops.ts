import { sql } from 'kysely'
import {
  type DispatchProblem,
  explain,
  type Ground,
  type Plan as KernelPlan,
  type Lesson,
  lessonFor,
  timesOf,
} from '../../../kernel/dispatch/index.ts'
import { minuteMs } from '../../../kernel/time/index.ts'
import type { Tx } from '../../base/index.ts'
import type { Why } from './plan.ts'

/** So many others are told of each errand. */
const mostOthers = 5

/** Where an errand stands in a plan, and why. Instants ISO. */
export type Placed = {
  readonly state: 'proposed' | 'left'
  readonly crew: string | null
  readonly nth: number | null
  readonly beginsAt: string | null
  readonly endsAt: string | null
  readonly way: number | null
  readonly late: number | null
  readonly why: Why
}

/** What a plan says of each errand of its question, by id. `ground` is without lessons: costs are told as they are. */
export function placed(
  ground: Ground,
  plan: KernelPlan,
  told: {
    readonly begins: number
    readonly lessons: readonly Lesson[]
    readonly kindOf: (id: string) => { readonly kind: string; readonly area: string }
    readonly decided: ReadonlySet<string>
  },
): ReadonlyMap<string, Placed> {
  const { errands, crews } = ground.problem
  const iso = (minute: number) => new Date(told.begins + minute * minuteMs).toISOString()
  const reasons = explain(ground, plan, mostOthers)
  const all = new Map<string, Placed>()
  const learned = (crew: string, id: string) => {
    const minutes = lessonFor(told.lessons, crew, told.kindOf(id))?.minutes
    return minutes ? { learned: round(minutes) } : {}
  }
  for (const way of plan.ways)
    for (const { errand, begin, end, way: minutes } of timesOf(ground, way) ?? []) {
      const [what, who, reason] = [errands[errand], crews[way.crew], reasons.get(errand)]
      if (!what || !who || !reason) continue
      const lacks = what.skills.filter((skill) => !who.skills.includes(skill))
      all.set(what.id, {
        ...{ state: 'proposed', crew: who.id, nth: reason.nth, way: minutes, late: reason.late },
        ...{ beginsAt: iso(begin), endsAt: iso(end) },
        why: {
          able: reason.able,
          others: reason.others.flatMap(({ crew, more, end: ends, late }) => {
            const other = crews[crew]
            return other
              ? [{ crew: other.id, more: round(more), endsAt: iso(ends), late, ...learned(other.id, what.id) }]
              : []
          }),
          ...learned(who.id, what.id),
          ...(lacks.length > 0 && { lacks }),
        },
      })
    }
  for (const errand of plan.left) {
    const what = errands[errand]
    if (!what) continue
    const able = ground.open.filter((open) => open.includes(errand)).length
    const left = told.decided.has(what.id) ? 'person' : able === 0 ? 'nobody' : 'time'
    all.set(what.id, {
      ...{ state: 'left', crew: null, nth: null, beginsAt: null, endsAt: null, way: null, late: null },
      why: { able, others: [], left },
    })
  }
  return all
}

const round = (minutes: number): number => Math.round(minutes * 10) / 10

/** A question without what was learned or chosen: who could go, and what things cost, by themselves. */
export const plain = ({ preferences: _, errands, ...problem }: DispatchProblem): DispatchProblem => ({
  ...problem,
  errands: errands.map(({ chosen: __, ...errand }) => errand),
})

/** Writes where the errands of a plan stand now; `errand` is the id of a stop. */
export async function moveStops(
  tx: Tx,
  stops: readonly { readonly id: string; readonly now: Placed }[],
): Promise<void> {
  if (stops.length === 0) return
  await sql`update dispatch.stop s set state = n.state, crew = n.crew, nth = n.nth, begins_at = n."beginsAt", ends_at = n."endsAt",
      way = n.way, late = n.late, why = n.why
    from json_to_recordset(${JSON.stringify(stops.map(({ id, now }) => ({ id, ...now })))}::json)
      as n (id uuid, state text, crew uuid, nth integer, "beginsAt" timestamptz, "endsAt" timestamptz, way integer, late integer, why json)
    where s.id = n.id`.execute(tx)
}
