import { nextAtWork } from '../../../kernel/dispatch/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Absence, absencesOf, type Crew, crewsBelow, offOf } from '../crews/crew.ts'
import { type DispatchOffice, type DispatchParts, titleOr } from '../parts.ts'
import { errandId, liveStops, type Plan, proposedFor, type Stop, stopsOf, waitsForYes } from './plan.ts'
import { horizon, openErrands } from './question.ts'

/** A crew with what it does. Instants ISO. */
export type CrewOnBoard = Crew & {
  readonly officeTitle: Words
  readonly away: readonly Absence[]
  /** When it is at work within the hours a plan looks ahead. */
  readonly atWork: { readonly from: string; readonly until: string } | null
  /** What it was sent to and has not ended, in its order. */
  readonly live: readonly Stop[]
}

/** What changed since the plan was made. */
export type Since = {
  /** Errands that are not in it. */
  readonly fresh: number
  /** Urgent ones among them. */
  readonly urgent: number
  /** Errands in it that no longer wait. */
  readonly gone: number
  /** Crews of it that have gone away. */
  readonly away: readonly string[]
}

/** All that a dispatcher sees of an office. */
export type Board = {
  readonly office: string
  /** Where it stands in the tree: crews may serve this part or one below. */
  readonly path: string
  readonly officeTitle: Words
  readonly now: string
  readonly crews: readonly CrewOnBoard[]
  /** Errands that wait and have nobody. */
  readonly waiting: number
  /** What of it was not sent yet. */
  readonly plan: (Plan & { readonly stops: readonly Stop[]; readonly since: Since }) | null
  /** Names of the areas that occur. */
  readonly areas: Readonly<Record<string, Words>>
}

/** The board of an office: its crews and those below it, what they do, the plan that waits for a yes. */
export async function boardOf(parts: DispatchParts, { office, path }: DispatchOffice): Promise<Board> {
  const { base, offices } = parts
  const now = base.now()
  const crews = await crewsBelow(base.db, path)
  const ids = crews.map(({ id }) => id)
  const [absences, live, open, plan] = await Promise.all([
    absencesOf(base.db, ids, now),
    liveStops(base.db, ids),
    openErrands(parts, path),
    proposedFor(base.db, office),
  ])
  const stops = plan ? (await stopsOf(base.db, plan.id)).filter(waitsForYes) : []
  const shown = crews.map((crew): CrewOnBoard => {
    const away = absences.get(crew.id) ?? []
    const span = nextAtWork(crew.shifts, away.map(offOf), now, horizon)
    return {
      ...{
        ...crew,
        away,
        officeTitle: titleOr(offices.title(crew.office), crew.office),
        live: live.get(crew.id) ?? [],
      },
      atWork: span ? { from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() } : null,
    }
  })
  const planned = new Set(stops.map((stop) => errandId(stop.case, stop.task)))
  const waits = new Set(open.map(({ id, task }) => errandId(id, task)))
  const fresh = open.filter(({ id, task }) => !planned.has(errandId(id, task)))
  const used = new Set(stops.flatMap(({ crew }) => crew ?? []))
  const areas = new Set([...stops, ...[...live.values()].flat()].map(({ errand }) => errand.area))
  return {
    ...{ office, path, officeTitle: titleOr(offices.title(office), office), now: new Date(now).toISOString() },
    ...{ crews: shown, waiting: open.length },
    plan: plan
      ? {
          ...{ ...plan, stops },
          since: {
            ...{ fresh: fresh.length, urgent: fresh.filter(({ urgency }) => urgency > 0).length },
            gone: stops.filter((stop) => !waits.has(errandId(stop.case, stop.task))).length,
            away: shown
              .filter(({ id, away }) => used.has(id) && away.some(({ from }) => Date.parse(from) <= now))
              .map(({ id }) => id),
          },
        }
      : null,
    areas: Object.fromEntries(
      [...areas].filter((code) => code !== '').map((code) => [code, titleOr(parts.divisionTitle(code), code)]),
    ),
  }
}
