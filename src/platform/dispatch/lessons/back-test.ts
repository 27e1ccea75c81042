import { sql } from 'kysely'
import { type Decision, type Lesson, learn, wouldSend } from '../../../kernel/dispatch/index.ts'
import type { Query } from '../../base/index.ts'
import type { Why } from '../plan/plan.ts'
import { type KeptOverruling, overrulingOf, teaches } from './overrulings.ts'

/** How often what was learned would have chosen as the person did; each decision is tried with what was learned before it alone. */
export type BackTest = {
  /** Overrulings that chose another crew, how many the lessons before them would have proposed, how many the plain plan would. */
  readonly overruled: { readonly of: number; readonly withLessons: number; readonly without: number }
  /** Errands that were confirmed as proposed, and how many would still be. */
  readonly accepted: { readonly of: number; readonly withLessons: number; readonly without: number }
}

type Accepted = {
  readonly at: string
  readonly crew: string
  readonly why: Why
  readonly kind: string
  readonly area: string
}

/** So many of the last confirmed errands are tried. */
const mostAccepted = 1_000

/** Tries what was learned on every decision below an office, in the order in which they were made. */
export async function backTest(on: Query, path: string, overrulings: readonly KeptOverruling[]): Promise<BackTest> {
  const { rows } =
    await sql<Accepted>`select s.sent_at as at, s.crew, s.why, s.errand ->> 'kind' as kind, s.errand ->> 'area' as area
    from dispatch.stop s join dispatch.plan p on p.id = s.plan
    where (p.path = ${path} or starts_with(p.path, ${`${path}/`})) and s.sent_at is not null
      and s.overruled is null and s.crew is not null and s.why is not null
    order by s.sent_at desc, s.id limit ${mostAccepted}`.execute(on)
  const chosen = overrulings.filter((one) => one.to !== null && one.from !== one.to && !one.isReplaced)
  const tests = [
    ...chosen.map((one) => ({ at: one.at, isOverruled: true, decision: { ...one, chosen: one.to ?? '' } })),
    ...rows.map(({ at, crew, why, kind, area }) => ({
      ...{ at, isOverruled: false },
      decision: {
        ...{ kind, area, chosen: crew },
        could: [{ crew, cost: 0 }, ...why.others.map(({ crew: other, more }) => ({ crew: other, cost: more }))],
      },
    })),
  ].sort((a, b) => a.at.localeCompare(b.at))
  const before = (at: string) => overrulings.filter((one) => teaches(one) && one.at < at).map(overrulingOf)
  let [known, lessons]: [number, readonly Lesson[]] = [0, []]
  const counted = { overruled: { of: 0, withLessons: 0, without: 0 }, accepted: { of: 0, withLessons: 0, without: 0 } }
  for (const { at, isOverruled, decision } of tests) {
    const told = before(at)
    if (told.length !== known) [known, lessons] = [told.length, learn(told)]
    count(isOverruled ? counted.overruled : counted.accepted, lessons, decision)
  }
  return counted
}

function count(
  to: { of: number; withLessons: number; without: number },
  lessons: readonly Lesson[],
  one: Decision,
): void {
  to.of += 1
  if (wouldSend(lessons, one) === one.chosen) to.withLessons += 1
  if (wouldSend([], one) === one.chosen) to.without += 1
}
