import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { answerDataRequest, readDataRequests } from '../people/data-requests.ts'
import { standingOf } from '../people/standing.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { DataRequestView } from './me-routes.ts'
import { closed, idParams } from './schemas.ts'

const answering = 'answering a request of the person (PIPL article 50)'

/** What people ask about their own data, as those see it who answer. */
export function dataRequestRoutes(http: Http, { base, offices, actors }: Services): void {
  const get = async (id: string) => {
    const [request] = await readDataRequests(base.db, { id })
    if (request === undefined) throw identityErrors.make('identity.noDataRequest')
    return request
  }
  http.route({
    method: 'GET',
    path: '/api/admin/data-requests',
    title: permissions.seeDataRequests.title,
    access: permissions.seeDataRequests,
    purpose: answering,
    response: Type.Object({ items: Type.Array(DataRequestView) }),
    handle: async ({ audit }) => {
      const items = [...(await readDataRequests(base.db, {}))]
      audit({ resource: 'data-requests', facts: { shown: items.length } })
      return { items }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/data-requests/:id/answer',
    title: permissions.answerDataRequest.title,
    access: permissions.answerDataRequest,
    purpose: answering,
    params: idParams,
    body: closed({
      granted: Type.Boolean(),
      /** What the person is told; the reason when it is refused. */
      answer: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }),
    }),
    response: DataRequestView,
    // Nobody answers his own request, so the person is not handed on as its owner.
    resource: async ({ params }) => ({
      holders: (await standingOf(base.db, offices.tree, (await get(params.id)).person)).holders,
    }),
    handle: async ({ params, body, actor, audit }) => {
      const { person, kind } = await get(params.id)
      if (person === actor.id) throw identityErrors.make('identity.ownRequest')
      audit({ resource: `person:${person}`, facts: { request: params.id, kind, granted: body.granted } })
      await base.db.tx((tx) => answerDataRequest(tx, actor.id, params.id, body))
      actors.forgetPerson(person)
      return get(params.id)
    },
  })
}
