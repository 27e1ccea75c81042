import { type Http, raw } from '../../base/index.ts'
import type { LiveIncidents } from '../live/live-incidents.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { incidentResource } from './incident-routes.ts'
import { byId } from './schemas.ts'

/** That something happened in an incident, pushed to those who look at it; asked anew every minute whether they may. */
export function liveRoutes(http: Http, parts: ResponseParts, live: LiveIncidents): void {
  http.route({
    method: 'GET',
    path: '/api/response/incidents/:id/live',
    title: { zh: '应急事件的实时变化（事件流）', en: 'That an incident changed, as a stream of events' },
    access: permissions.incident,
    params: byId,
    resource: ({ params }) => incidentResource(parts, params.id),
    response: raw('text/event-stream'),
    handle: async ({ params }) => ({
      type: 'text/event-stream',
      body: await live.open(params.id),
      headers: { 'cache-control': 'no-store' },
    }),
  })
  // A stream is a request that does not end by itself: closing waits for those.
  http.fastify.addHook('preClose', async () => live.stop())
}
