import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { crewsOf } from '../crews/crew.ts'
import type { DispatchParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { findStop, liveStops } from '../plan/plan.ts'
import { beginStop, cannotDo } from '../round/answer-stop.ts'
import { byId, CrewSchema, reason, StopSchema } from './schemas.ts'

/** What comes with work done without a signal and means nothing here: an answer twice is one answer. */
const offline = { actionId: Type.Optional(Type.String({ format: 'uuid' })), seq: Type.Optional(Type.Integer()) }

/** The round of one's own crew, and what is answered on the way. */
export function roundRoutes(http: Http, parts: DispatchParts): void {
  const { db } = parts.base
  const answer = Type.Object({ stop: StopSchema, seq: Type.Integer({ description: 'Of the case, after it' }) })

  http.route({
    method: 'GET',
    path: '/api/dispatch/round',
    title: { zh: '本班组的任务路线', en: 'The round of one’s crew' },
    access: permissions.round,
    response: Type.Object({ rounds: Type.Array(Type.Object({ crew: CrewSchema, stops: Type.Array(StopSchema) })) }),
    handle: async ({ actor }) => {
      const crews = await crewsOf(db, actor.id)
      const live = await liveStops(
        db,
        crews.map(({ id }) => id),
      )
      return {
        rounds: crews.map((crew) => ({
          crew: { ...crew, officeTitle: { zh: '', en: '' }, away: [], atWork: null, live: [] },
          stops: [...(live.get(crew.id) ?? [])],
        })),
      }
    },
  })
  /** Those of the crew that was sent answer, nobody else. */
  const ofCrew = async ({
    actor,
    params,
  }: {
    readonly actor: { readonly id: string }
    readonly params: { readonly id: string }
  }) => {
    const stop = await findStop(db, params.id)
    const mine = (await crewsOf(db, actor.id)).some(({ id }) => id === stop.crew)
    return { owner: mine ? actor.id : 'the crew' }
  }
  http.route({
    method: 'POST',
    path: '/api/dispatch/stops/:id/begin',
    title: { zh: '班组到场', en: 'The crew is there' },
    access: permissions.answer,
    params: byId,
    body: Type.Object(offline),
    response: answer,
    resource: ofCrew,
    handle: async ({ actor, params, audit }) => {
      audit({ resource: `stop:${params.id}` })
      return { ...(await beginStop(parts, params.id, actor)) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/stops/:id/cannot',
    title: { zh: '班组不能办理', en: 'The crew cannot do it' },
    access: permissions.answer,
    params: byId,
    body: Type.Object({ ...offline, reason }),
    response: answer,
    resource: ofCrew,
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `stop:${params.id}` })
      return { ...(await cannotDo(parts, params.id, body.reason, actor)) }
    },
  })
}
