import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { type DrawnShape, draw, drawingsOf, erase, findDrawing } from '../drawings.ts'
import { responseErrors } from '../errors.ts'
import { byOf } from '../incident/incident.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { incidentResource } from './incident-routes.ts'
import { byId, DrawingSchema, drawingShown, drawnShape, id } from './schemas.ts'

/** The shared map of an incident: every office that has to do with it draws, all see it. */
export function drawingRoutes(http: Http, parts: ResponseParts): void {
  const { db } = parts.base

  http.route({
    method: 'GET',
    path: '/api/response/incidents/:id/drawings',
    title: { zh: '标绘', en: 'What is drawn on the map' },
    access: permissions.incident,
    params: byId,
    rate: { perMinute: 120, burst: 60 },
    resource: ({ params }) => incidentResource(parts, params.id),
    response: Type.Array(DrawingSchema),
    handle: async ({ actor, params }) =>
      (await drawingsOf(db, params.id)).map((one) => drawingShown(parts, actor, one)),
  })

  http.route({
    method: 'POST',
    path: '/api/response/incidents/:id/drawings',
    title: { zh: '标绘', en: 'Draw on the map' },
    access: permissions.draw,
    params: byId,
    resource: ({ params }) => incidentResource(parts, params.id),
    body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 60 }), shape: drawnShape }),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    handle: async ({ actor, params, body, decision, audit }) => {
      audit({ resource: `incident:${params.id}`, facts: { label: body.label } })
      const by = byOf(actor, decision.post?.office)
      if (by.office === null) throw responseErrors.make('response.missing')
      const shape: DrawnShape = body.shape
      return { id: await draw(parts, params.id, { label: body.label, shape }, { ...by, office: by.office }) }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/response/incidents/:id/drawings/:drawing/erase',
    title: { zh: '擦去标绘', en: 'Erase from the map' },
    access: permissions.erase,
    params: Type.Object({ id, drawing: id }),
    resource: async ({ params }) => {
      const { office } = await findDrawing(db, params.id, params.drawing)
      return { holders: [parts.offices.find(office)?.path ?? ''] }
    },
    handle: ({ actor, params, decision, audit }) => {
      audit({ resource: `incident:${params.id}`, facts: { drawing: params.drawing } })
      return erase(parts, params.id, params.drawing, byOf(actor, decision.post?.office))
    },
  })
}
