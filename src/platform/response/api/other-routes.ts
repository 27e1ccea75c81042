import { sql } from 'kysely'
import { Type } from 'typebox'
import { decide, type Post } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Point } from '../../../kernel/place/index.ts'
import { type Http, keepImage, raw, uploads } from '../../base/index.ts'
import { responseErrors } from '../errors.ts'
import { byOf } from '../incident/incident.ts'
import { isWithinDivision, type ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { addResource, findResource, listResources, moveResource } from '../resources.ts'
import { doLesson, findLesson, lessonsFor, reviewIncident } from '../review.ts'
import {
  changeWarning,
  enterWarning,
  findWarning,
  liftWarning,
  listWarnings,
  proposalsFor,
  type Warning,
} from '../warnings.ts'
import { incidentResource } from './incident-routes.ts'
import {
  byId,
  colour,
  divisions,
  hazard,
  id,
  instant,
  LessonSchema,
  lessonShown,
  polygon,
  ResourceShownSchema,
  reason,
  resourceKind,
  WarningSchema,
} from './schemas.ts'

const near = Type.Optional(
  Type.String({ pattern: '^-?\\d{1,3}(\\.\\d+)?,-?\\d{1,2}(\\.\\d+)?$', description: 'lng,lat' }),
)
const pointOf = (text: string | undefined): Point | undefined => {
  if (text === undefined) return undefined
  const [lng = 0, lat = 0] = text.split(',').map(Number)
  return { lng, lat }
}

/** Largest photo, bytes. */
const largestPhoto = 20 * 1024 * 1024

/** A warning is entered for one's own division; a program that hands on what was issued has none. @throws response.notYours */
function checkOwn({ offices, city }: ResponseParts, divisions: readonly string[], post: Post | undefined): void {
  if (!post) return
  const own = offices.find(post.office)?.division ?? city
  const foreign = divisions.find((code) => !isWithinDivision(code, own, city))
  if (foreign !== undefined) throw responseErrors.make('response.notYours', { division: foreign })
}

/** Warnings; nothing here starts a response. */
export function warningRoutes(http: Http, parts: ResponseParts): void {
  const { base, plans } = parts
  const { db, now } = base
  const shown = (warning: Warning) => ({ ...warning, proposes: proposalsFor(plans, warning) })

  http.route({
    method: 'GET',
    path: '/api/response/warnings',
    title: { zh: '预警', en: 'Warnings' },
    access: permissions.look,
    query: Type.Object({ isHolding: Type.Optional(Type.Boolean()) }),
    response: Type.Array(WarningSchema),
    handle: async ({ query }) => (await listWarnings(db, query.isHolding ? now() : undefined)).map(shown),
  })

  http.route({
    method: 'POST',
    path: '/api/response/warnings',
    title: { zh: '登记预警', en: 'Enter a warning' },
    access: permissions.warn,
    body: Type.Object({
      ...{ hazard, colour, divisions, area: Type.Optional(polygon), from: instant, until: instant },
      issuer: Type.String({ minLength: 2, maxLength: 120 }),
      sourceText: Type.String({ minLength: 2, maxLength: 4_000 }),
    }),
    status: 201,
    response: WarningSchema,
    handle: async ({ actor, body, decision }) => {
      checkOwn(parts, body.divisions, decision.post)
      return shown(await enterWarning(db, body, actor, now()))
    },
  })

  http.route({
    method: 'POST',
    path: '/api/response/warnings/:id/change',
    title: { zh: '升级或降级预警', en: 'Raise or lower a warning' },
    access: permissions.warn,
    params: byId,
    body: Type.Object({ colour, until: instant, sourceText: Type.String({ minLength: 2, maxLength: 4_000 }) }),
    status: 201,
    response: WarningSchema,
    handle: async ({ actor, params, body, decision }) => {
      checkOwn(parts, (await findWarning(db, params.id)).divisions, decision.post)
      return shown(await changeWarning(db, params.id, body, actor, now()))
    },
  })

  http.route({
    method: 'POST',
    path: '/api/response/warnings/:id/lift',
    title: { zh: '解除预警', en: 'Lift a warning' },
    access: permissions.warn,
    params: byId,
    body: Type.Object({ reason }),
    handle: async ({ actor, params, body, decision }) => {
      checkOwn(parts, (await findWarning(db, params.id)).divisions, decision.post)
      await liftWarning(db, params.id, actor.id, body.reason, now())
    },
  })
}

/** Teams, vehicles, stores, shelters: where they are, what they do. */
export function resourceRoutes(http: Http, parts: ResponseParts): void {
  const { base, offices } = parts
  const { db, now } = base

  http.route({
    method: 'GET',
    path: '/api/response/resources',
    title: { zh: '应急资源（可按距离）', en: 'Resources, the nearest first' },
    access: permissions.look,
    query: Type.Object({
      /** Those that are told by a name: part of it. */
      name: Type.Optional(Type.String({ maxLength: 60 })),
      near,
      kind: Type.Optional(resourceKind),
      state: Type.Optional(Type.Enum(['free', 'assigned', 'out'])),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(ResourceShownSchema),
    handle: async ({ actor, query: { near: at, limit = 100, ...query } }) => {
      const point = pointOf(at)
      const found = await listResources(db, { ...query, ...(point && { near: point }), limit })
      return found.map((one) => ({
        ...one,
        officeTitle: offices.title(one.office) ?? { zh: one.office, en: one.office },
        isMine: decide(actor, permissions.resources, { holders: [one.path] }).allowed,
      }))
    },
  })

  http.route({
    method: 'POST',
    path: '/api/response/resources',
    title: { zh: '登记应急资源', en: 'Enter a resource' },
    access: permissions.resources,
    resource: ({ body }) => ({ holders: [offices.find(body.office)?.path ?? ''] }),
    body: Type.Object({
      kind: resourceKind,
      title: Type.String({ minLength: 2, maxLength: 120 }),
      office: Type.String({ maxLength: 60 }),
      lng: Type.Number({ minimum: -180, maximum: 180 }),
      lat: Type.Number({ minimum: -85, maximum: 85 }),
      capacity: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      unit: Type.String({ minLength: 1, maxLength: 20 }),
    }),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    handle: async ({ body }) => ({
      id: await db.tx((tx) => addResource(tx, body, offices.find(body.office)?.path ?? '', now())),
    }),
  })

  http.route({
    method: 'PUT',
    path: '/api/response/resources/:id/state',
    title: { zh: '停用或恢复应急资源', en: 'Take a resource out of use, or back' },
    access: permissions.resources,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await findResource(db, params.id)).path] }),
    body: Type.Object({ state: Type.Enum(['free', 'out']) }),
    handle: async ({ params, body }) => {
      const { rows } = await db.tx((tx) =>
        sql`update response.resource set state = ${body.state}, changed_at = ${new Date(now()).toISOString()}
          where id = ${params.id} and state <> 'assigned' returning id`.execute(tx),
      )
      if (rows.length === 0) throw responseErrors.make('response.resourceTaken')
    },
  })

  for (const move of ['assign', 'release'] as const)
    http.route({
      method: 'POST',
      path: `/api/response/incidents/:id/${move}`,
      title:
        move === 'assign' ? { zh: '调派资源', en: 'Assign a resource' } : { zh: '释放资源', en: 'Release a resource' },
      access: permissions.command,
      params: byId,
      resource: ({ params }) => incidentResource(parts, params.id),
      body: Type.Object({ resource: id }),
      handle: ({ actor, params, body, decision, audit }) => {
        audit({ resource: `incident:${params.id}`, facts: { resource: body.resource } })
        return moveResource(parts, params.id, body.resource, move, byOf(actor, decision.post?.office))
      },
    })
}

/** After an incident: its review, lessons as tasks. */
export function reviewRoutes(http: Http, parts: ResponseParts): void {
  const { db } = parts.base
  http.route({
    method: 'POST',
    path: '/api/response/incidents/:id/review',
    title: { zh: '复盘', en: 'Review an incident' },
    access: permissions.review,
    params: byId,
    resource: ({ params }) => incidentResource(parts, params.id),
    body: Type.Object({
      text: Type.String({ minLength: 2, maxLength: 20_000 }),
      lessons: Type.Array(
        Type.Object({
          text: reason,
          office: Type.String({ maxLength: 60 }),
          due: Type.String({ format: 'date' }),
        }),
        { maxItems: 50 },
      ),
    }),
    handle: ({ actor, params, body, decision }) =>
      reviewIncident(parts, params.id, body, byOf(actor, decision.post?.office)),
  })

  http.route({
    method: 'GET',
    path: '/api/response/lessons',
    title: { zh: '等待本机构落实的整改', en: 'Lessons that wait for one’s office' },
    access: permissions.look,
    response: Type.Array(LessonSchema),
    handle: async ({ actor }) =>
      (
        await lessonsFor(
          db,
          actor.posts.map(({ path }) => path),
        )
      ).map((one) => lessonShown(parts, actor, one)),
  })

  http.route({
    method: 'POST',
    path: '/api/response/lessons/:id/done',
    title: { zh: '落实整改', en: 'A lesson was carried out' },
    access: permissions.order,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await findLesson(db, params.id)).path] }),
    body: Type.Object({ note: reason }),
    handle: async ({ actor, params, body, decision }) =>
      doLesson(parts, await findLesson(db, params.id), body.note, byOf(actor, decision.post?.office)),
  })
}

/** Photos for the log. */
export function photoRoutes(http: Http, parts: ResponseParts): void {
  const { base } = parts
  http.route({
    method: 'POST',
    path: '/api/response/incidents/:id/photos',
    title: { zh: '上传现场照片', en: 'Upload a photo of the scene' },
    access: permissions.note,
    params: byId,
    uploads: largestPhoto,
    resource: ({ params }) => incidentResource(parts, params.id),
    status: 201,
    response: Type.Object({ photos: Type.Array(Type.String()) }),
    handle: async ({ actor, params, request }) => {
      const photos: string[] = []
      for await (const part of uploads(request, { fileBytes: largestPhoto })) {
        if (part.kind !== 'file') continue
        const image = await keepImage(base.files, await base.files.put(part.stream, { limit: largestPhoto }))
        const photo = uuidv7()
        await base.db.tx((tx) =>
          sql`insert into response.photo (id, incident, original, display, thumb, made_by, made_at)
            values (${photo}, ${params.id}, ${image.original.hash}, ${image.display.hash}, ${image.thumb.hash}, ${actor.id},
              ${new Date(base.now()).toISOString()})`.execute(tx),
        )
        photos.push(photo)
      }
      return { photos }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/response/incidents/:id/photos/:photo',
    title: { zh: '现场照片', en: 'A photo of the scene' },
    access: permissions.incident,
    params: Type.Object({ id, photo: id }),
    resource: ({ params }) => incidentResource(parts, params.id),
    response: raw('image/webp'),
    handle: async ({ params }) => {
      const { rows } = await sql<{ display: string }>`select display from response.photo
        where id = ${params.photo} and incident = ${params.id}`.execute(base.db)
      if (!rows[0]) throw responseErrors.make('response.missing')
      return { type: 'image/webp', body: (await base.files.open(rows[0].display)).stream }
    },
  })
}
