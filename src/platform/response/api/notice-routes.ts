import { Type } from 'typebox'
import type { Area } from '../../../kernel/place/index.ts'
import type { Http } from '../../base/index.ts'
import { isDrawn } from '../drawings.ts'
import { responseErrors } from '../errors.ts'
import { byOf, lockRunning } from '../incident/incident.ts'
import { publishNotice, withdrawNotice } from '../notices.ts'
import { isWithinDivision, type ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { incidentResource } from './incident-routes.ts'
import { byId, id, instant, polygon, reason } from './schemas.ts'

const both = (most: number) =>
  Type.Object({
    zh: Type.String({ minLength: 2, maxLength: most }),
    en: Type.String({ minLength: 2, maxLength: most }),
  })

/** An area that is drawn for a notice lies, corner by corner, in the divisions of its incident. @throws response.badShape, response.outside */
function checkWithin(
  { city, divisionsAt, divisionTitle }: ResponseParts,
  area: Area,
  divisions: readonly string[],
): void {
  if (!isDrawn(area as Parameters<typeof isDrawn>[0])) throw responseErrors.make('response.badShape')
  if (divisions.includes(city)) return
  const rings = area.type === 'Polygon' ? area.coordinates : area.coordinates.flat()
  for (const [lng = 0, lat = 0] of rings.flat()) {
    const here = divisionsAt({ lng, lat })
    if (here.some((code) => divisions.some((one) => isWithinDivision(code, one, city)))) continue
    const named = here.map(divisionTitle).findLast((one) => one !== undefined)
    throw responseErrors.make('response.outside', named ?? { zh: `${lng}, ${lat}`, en: `${lng}, ${lat}` })
  }
}

/** What a command tells the people inside an area: published and withdrawn. */
export function noticeRoutes(http: Http, parts: ResponseParts): void {
  const { db, now } = parts.base
  const commanded = {
    access: permissions.command,
    resource: ({ params }: { readonly params: { readonly id: string } }) => incidentResource(parts, params.id),
  }

  http.route({
    ...commanded,
    method: 'POST',
    path: '/api/response/incidents/:id/notices',
    title: { zh: '发布公告', en: 'Publish a notice' },
    params: byId,
    body: Type.Object({
      title: both(80),
      text: both(1_000),
      area: Type.Optional(polygon),
      until: Type.Optional(instant),
    }),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    handle: ({ actor, params, body, decision, audit }) =>
      db.tx(async (tx) => {
        const incident = await lockRunning(tx, params.id)
        if (body.area) checkWithin(parts, body.area, incident.divisions)
        audit({ resource: `incident:${params.id}`, facts: { title: body.title.zh } })
        const by = byOf(actor, decision.post?.office)
        return { id: await publishNotice(tx, parts, incident, { ...body, isOfPlan: false }, by, now()) }
      }),
  })

  http.route({
    ...commanded,
    method: 'POST',
    path: '/api/response/incidents/:id/notices/:notice/withdraw',
    title: { zh: '撤回公告', en: 'Withdraw a notice' },
    params: Type.Object({ id, notice: id }),
    body: Type.Object({
      reason,
      /** What is right instead, told to those who were told the notice. */
      said: Type.Optional(both(1_000)),
    }),
    handle: ({ actor, params, body, decision, audit }) =>
      db.tx(async (tx) => {
        await lockRunning(tx, params.id)
        audit({ resource: `incident:${params.id}`, facts: { notice: params.notice } })
        const what = { id: params.notice, reason: body.reason, said: body.said }
        await withdrawNotice(tx, params.id, what, byOf(actor, decision.post?.office), now())
      }),
  })
}
