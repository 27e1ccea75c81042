import { Type } from 'typebox'
import { dayMs } from '../../kernel/time/index.ts'
import { type Base, enqueue, type Finding, gentlePace, type Job, job, type Query, type Room } from '../base/index.ts'
import type { CasesRoom, Offices } from '../cases/index.ts'
import { modelRoutes } from './api/model-routes.ts'
import { similarRoutes } from './api/similar-routes.ts'
import { suggestionRoutes } from './api/suggestion-routes.ts'
import { topicRoutes } from './api/topic-routes.ts'
import { insightChecks } from './checks.ts'
import { insightErrors } from './errors.ts'
import { learningConsumers, learningJobs } from './learning/learn.ts'
import { makeModels } from './learning/models.ts'
import { type OperatorDesk, operatorDesk } from './operator/operator-desk.ts'
import { permissions } from './permissions.ts'
import { type CaseReader, caseReader } from './reading/read-pending.ts'
import type { GuessedPlace } from './reading/suggest.ts'
import { type SeriesDoors, type SeriesPart, seriesPart } from './series/index.ts'
import { sortingOf } from './sorting.ts'

/** What the insight room is joined with by the server. */
export type InsightParts = {
  readonly cases: CasesRoom
  readonly offices: Offices
  /** The place that a text most likely mentions, as the registry finds it. */
  findPlace?(text: string): Promise<GuessedPlace | undefined>
  /** The numbers of things over time; without them no series are looked at. */
  readonly series?: SeriesDoors
}

/** The insight room, and what a command of the local operator may ask of it. */
export type InsightRoom = Room & { readonly desk: OperatorDesk; readonly series: SeriesPart | undefined }

const readJob = 'insight.read'
/** One run of the reading job ends after this long, ms, and another follows: others may have the worker between. */
const longestRun = 60_000
/** Cases that were written in bulk, without news of each, are read when they are younger than this. */
const missedDays = 14

const orderReading = (tx: Query): Promise<void> =>
  enqueue(tx, readJob, {}, { key: readJob, queue: readJob, priority: 5 })

/**
 * The insight room (智能分拣、热点发现): learns classes from what people decide, suggests and explains, finds what is alike
 * and which topics form. It only suggests: cases are acted upon by people.
 */
export function insightRoom(
  base: Base,
  { cases, offices, findPlace = async () => undefined, series: doors }: InsightParts,
): InsightRoom {
  const { db, now } = base
  const models = makeModels(base)
  const reader = caseReader({ db, models, offices, cases, findPlace, now })
  const learning = { base, cases, models }
  const series = doors && seriesPart(base, doors)
  const packs = () => cases.shelf.current().flatMap((pack) => (sortingOf(pack) ? [pack.name] : []))
  return {
    name: 'insight',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: [...Object.values(permissions), ...(series?.permissions ?? [])],
    errors: insightErrors,
    desk: operatorDesk(learning),
    series,
    routes: (http) => {
      modelRoutes(http, learning)
      suggestionRoutes(http, db, cases.engine)
      topicRoutes(http, db, now)
      similarRoutes(http, { db, reader, now, packs })
      series?.routes(http)
    },
    consumers: [
      {
        type: 'case.submitted',
        name: 'insight.submitted',
        handleAll: async (events, tx) => {
          await reader.mark(
            tx,
            events.map(({ key }) => key),
          )
          await orderReading(tx)
        },
      },
      ...learningConsumers(learning),
    ],
    jobs: [readingJob(base, reader), missedJob(base, reader), ...learningJobs(learning), ...(series?.jobs ?? [])],
    checks: async (): Promise<readonly Finding[]> => [
      ...(await insightChecks(learning)),
      ...((await series?.checks()) ?? []),
    ],
    stop: () => series?.stop(),
  }
}

/** Reads what is marked, at a pace that leaves room for people. */
function readingJob({ db, now }: Base, reader: CaseReader): Job {
  const pace = gentlePace({ batch: 50, wait: 20 }, { batch: 5, wait: 1_000 })
  return job({
    name: readJob,
    payload: Type.Object({}),
    run: async (_, { signal }) => {
      const until = now() + longestRun
      while (now() < until) if ((await reader.readSome(await pace(signal))) === 0) return
      await orderReading(db)
    },
  })
}

/** Every five minutes: marks recent cases that came without news of each. */
function missedJob({ db, now }: Base, reader: CaseReader): Job {
  return job({
    name: 'insight.missed',
    cron: '*/5 * * * *',
    payload: Type.Object({}),
    run: async () => {
      if ((await reader.markMissed(now() - missedDays * dayMs)) > 0) await orderReading(db)
    },
  })
}
