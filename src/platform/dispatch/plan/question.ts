import { sql } from 'kysely'
import { isWithin } from '../../../kernel/access/index.ts'
import {
  type DispatchProblem,
  findErrandKind,
  type Crew as KernelCrew,
  type Errand as KernelErrand,
  type Lesson,
  lessonFor,
  minutesOnWay,
  nextAtWork,
  urgencyWeights,
} from '../../../kernel/dispatch/index.ts'
import { hourMs, minuteMs } from '../../../kernel/time/index.ts'
import { type WaitingTask, waitingTasks } from '../../cases/index.ts'
import { absencesOf, type Crew, crewsBelow, offOf } from '../crews/crew.ts'
import type { DispatchParts } from '../parts.ts'
import { type ErrandFacts, errandId, liveStops, type Stop } from './plan.ts'

/** A plan looks so far ahead: the shift that goes on and the one that follows. */
export const horizon = 12 * hourMs
/** Minutes after which what is left is begun at the earliest. */
const leftUntil = 24 * 60
/** Most errands of one plan; the rest waits for the next. */
export const mostErrands = 500
/** Work that was begun and has taken longer than it should is thought to end after so many minutes more. */
const stillBusy = 5

/** The question of a plan, and what the ids in it stand for. */
export type Question = {
  readonly problem: DispatchProblem
  /** Minute 0, epoch ms. */
  readonly begins: number
  readonly facts: ReadonlyMap<string, ErrandFacts & { readonly case: string; readonly task: string }>
  readonly crews: readonly Crew[]
}

/** Tasks that somebody must go to below an office and that nobody has been sent to. */
export async function openErrands({ base, terms }: DispatchParts, path: string): Promise<readonly WaitingTask[]> {
  const waiting = await waitingTasks(base.db, {
    ...{ path, limit: mostErrands * 2 },
    choices: terms.kinds.flatMap((kind) => kind.for),
  })
  const { rows } = await sql<{ id: string; task: string }>`select case_id as id, task from dispatch.stop
    where state in ('sent', 'under-way') and case_id = any(${waiting.map(({ id }) => id)}::uuid[])`.execute(base.db)
  const sent = new Set(rows.map(({ id, task }) => errandId(id, task)))
  return waiting.filter(({ id, task }) => !sent.has(errandId(id, task))).slice(0, mostErrands)
}

/** May this crew be sent to a task of that office: within what it serves, or held by an office above it? */
export const mayGo = ({ serves, path }: Pick<Crew, 'serves' | 'path'>, holder: string): boolean =>
  isWithin(holder, serves) || isWithin(path, holder)

/** Where a crew will be free, and when: after all it has been sent to. Minutes from `begins`. */
export function freeAfter(
  { vehicles }: DispatchParts['terms'],
  crew: Crew,
  live: readonly Stop[],
  window: { readonly from: number; readonly until: number },
  begins: number,
): KernelCrew {
  const speed = vehicles.find(({ name }) => name === crew.vehicle)?.speed ?? 100
  const minute = (at: number) => Math.round((at - begins) / minuteMs)
  const base = { lng: crew.lng, lat: crew.lat }
  const until = minute(window.until)
  let [at, from] = [base, Math.max(0, minute(window.from))]
  for (const { errand, state, begunAt } of live) {
    const place = { lng: errand.lng, lat: errand.lat }
    from =
      state === 'under-way' && begunAt !== null
        ? Math.max(from + stillBusy, minute(Date.parse(begunAt)) + errand.work)
        : from + minutesOnWay(at, place, speed) + errand.work
    at = place
  }
  return { id: crew.id, at, base, from, until, skills: crew.skills, speed, reach: crew.reach }
}

/** Asks who goes where below an office now: what was sent stays where it is, what people chose stays chosen. */
export async function questionFor(
  parts: DispatchParts,
  path: string,
  lessons: readonly Lesson[],
  chosen: ReadonlyMap<string, string>,
): Promise<Question> {
  const { db } = parts.base
  const begins = Math.floor(parts.base.now() / minuteMs) * minuteMs
  const kept = await crewsBelow(db, path)
  const ids = kept.map(({ id }) => id)
  const [absences, live] = [await absencesOf(db, ids, begins), await liveStops(db, ids)]
  const ready = kept.flatMap((crew) => {
    const window = nextAtWork(crew.shifts, (absences.get(crew.id) ?? []).map(offOf), begins, horizon)
    return window ? [{ crew, as: freeAfter(parts.terms, crew, live.get(crew.id) ?? [], window, begins) }] : []
  })
  const errands = (await openErrands(parts, path)).flatMap((task) => {
    const told = factsOf(parts, task)
    if (!told) return []
    const id = errandId(task.id, task.task)
    const going = ready.filter(({ crew }) => mayGo(crew, task.path)).map(({ crew }) => crew.id)
    const wanted = chosen.get(id)
    const pinned = wanted !== undefined && ready.some(({ crew }) => crew.id === wanted) ? wanted : undefined
    const errand: KernelErrand = {
      ...{ id, at: task.at, ready: 0, work: told.work, skills: told.skills, only: going },
      // Without a limit it is due when the plan ends.
      due: task.dueAt === null ? horizon / minuteMs : Math.floor((Date.parse(task.dueAt) - begins) / minuteMs),
      weight: urgencyWeights[task.urgency] ?? 1,
      ...(pinned !== undefined && { chosen: pinned }),
    }
    return [{ errand, facts: { ...told, case: task.id, task: task.task } }]
  })
  const crews = ready.map(({ as }) => as)
  return {
    problem: {
      ...{ errands: errands.map(({ errand }) => errand), crews, leftUntil },
      preferences: errands.flatMap(({ errand, facts }) =>
        crews.flatMap(({ id }) => {
          const minutes = lessonFor(lessons, id, facts)?.minutes
          return minutes ? [{ crew: id, errand: errand.id, minutes }] : []
        }),
      ),
    },
    begins,
    facts: new Map(errands.map(({ errand, facts }) => [errand.id, facts])),
    crews: ready.map(({ crew }) => crew),
  }
}

/** What is told of a task; nothing when nobody must go to it. */
function factsOf({ terms }: DispatchParts, task: WaitingTask): ErrandFacts | undefined {
  const kind = findErrandKind(terms.kinds, { pack: task.pack, step: task.task, class: task.class })
  if (!kind) return undefined
  const { number, title, titleEn, pack, class: code, urgency, dueAt, office, path, address, at, demo } = task
  return {
    ...{ number, title, titleEn, pack, class: code, urgency, dueAt, office, path, address, demo, ...at },
    ...{ kind: kind.name, kindTitle: kind.title, skills: kind.skills, work: kind.work },
    area: task.division?.slice(0, 9) ?? '',
  }
}
