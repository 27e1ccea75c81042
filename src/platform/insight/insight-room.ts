import { Type } from 'typebox'
import { type Base, enqueue, type Finding, job, type Query, type Room } from '../base/index.ts'
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
import { caseReader } from './reading/read-pending.ts'
import type { GuessedPlace } from './reading/suggest.ts'
import { sortingOf } from './sorting.ts'

/** What the insight room is joined with by the server. */
export type InsightParts = {
  readonly cases: CasesRoom
  readonly offices: Offices
  /** The place that a text most likely mentions, as the registry finds it. */
  findPlace?(text: string): Promise<GuessedPlace | undefined>
}

/** The insight room, and what a command of the local operator may ask of it. */
export type InsightRoom = Room & { readonly desk: OperatorDesk }

const readJob = 'insight.read'
/** One run of the reading job takes so many batches, then lets others have the worker. */
const mostBatches = 20

const orderReading = (tx: Query): Promise<void> =>
  enqueue(tx, readJob, {}, { key: readJob, queue: readJob, priority: 5 })

/**
 * The insight room (智能分拣、热点发现): learns classes from what people decide, suggests and explains, finds what is alike
 * and which topics form. It only suggests: cases are acted upon by people.
 */
export function insightRoom(
  base: Base,
  { cases, offices, findPlace = async () => undefined }: InsightParts,
): InsightRoom {
  const { db, now } = base
  const models = makeModels(base)
  const reader = caseReader({ db, models, offices, cases, findPlace, now })
  const learning = { base, cases, models }
  const packs = () => cases.shelf.current().flatMap((pack) => (sortingOf(pack) ? [pack.name] : []))
  return {
    name: 'insight',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: insightErrors,
    desk: operatorDesk(learning),
    routes: (http) => {
      modelRoutes(http, learning)
      suggestionRoutes(http, db, cases.engine)
      topicRoutes(http, db, now)
      similarRoutes(http, { db, reader, now, packs })
    },
    consumers: [
      {
        type: 'case.submitted',
        name: 'insight.submitted',
        handle: async ({ key }, tx) => {
          await reader.mark(tx, [key])
          await orderReading(tx)
        },
      },
      ...learningConsumers(learning),
    ],
    jobs: [
      job({
        name: readJob,
        payload: Type.Object({}),
        run: async (_, { signal }) => {
          for (let round = 0; round < mostBatches; round++) {
            signal.throwIfAborted()
            if ((await reader.readSome()) === 0) return
          }
          await orderReading(db)
        },
      }),
      ...learningJobs(learning),
    ],
    checks: (): Promise<readonly Finding[]> => insightChecks(learning),
  }
}
