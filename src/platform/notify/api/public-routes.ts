import { Type } from 'typebox'
import type { Area, Point } from '../../../kernel/place/index.ts'
import type { Http } from '../../base/index.ts'
import { notifyErrors } from '../errors.ts'
import { concerns, type Ground, listPublicNotices } from '../notices/public-notice.ts'
import { findByStopCode, forgetPlace, placesOf, stopByCode, watchPlace } from '../notices/watched-places.ts'
import { isAccount } from '../people.ts'
import { openPermissions, permissions } from '../permissions.ts'
import { closed, IdSchema, InstantSchema, idParams, WordsSchema } from './schemas.ts'

const Maybe = (of: 'string' | 'number' | 'object' | 'boolean') => ({
  type: [of, 'null'],
  // What a schema does not name would be left out of the answer.
  ...(of === 'object' && { additionalProperties: true }),
})

const PublicNoticeView = Type.Object({
  id: Type.String(),
  title: WordsSchema,
  text: WordsSchema,
  where: WordsSchema,
  divisions: Type.Array(Type.String()),
  area: Type.Unsafe<Area | null>(Maybe('object')),
  point: Type.Unsafe<readonly [number, number] | null>({ type: ['array', 'null'], items: { type: 'number' } }),
  metres: Type.Unsafe<number | null>(Maybe('number')),
  isExercise: Type.Boolean(),
  demo: Type.Boolean(),
  publishedAt: InstantSchema,
  untilAt: Type.Unsafe<string | null>(Maybe('string')),
  endedAt: Type.Unsafe<string | null>(Maybe('string')),
  endText: Type.Unsafe<{ zh: string; en: string } | null>({
    ...Maybe('object'),
    properties: { zh: { type: 'string' }, en: { type: 'string' } },
  }),
  /** Does it concern the place that was asked for, or one that the asker watches? Nothing when there is none. */
  isHere: Type.Unsafe<boolean | null>(Maybe('boolean')),
})

const near = Type.Optional(
  Type.String({ pattern: '^-?\\d{1,3}(\\.\\d+)?,-?\\d{1,2}(\\.\\d+)?$', description: 'lng,lat' }),
)
const pointOf = (text: string | undefined): Point | undefined => {
  if (text === undefined) return undefined
  const [lng = 0, lat = 0] = text.split(',').map(Number)
  return { lng, lat }
}

/** Public notices for everybody; places that somebody asked to be told of. */
export function publicRoutes(http: Http, ground: Ground, now: () => number): void {
  http.route({
    method: 'GET',
    path: '/api/notify/public-notices',
    title: openPermissions.seePublic.title,
    access: openPermissions.seePublic,
    rate: { perMinute: 120, burst: 60 },
    query: Type.Object({ near }),
    response: Type.Array(PublicNoticeView),
    handle: async ({ db, actor, query }) => {
      const asked = pointOf(query.near)
      // Whoever is signed in has given places already.
      const own = isAccount(actor.id) ? await placesOf(db, actor.id) : []
      const points = [...(asked ? [asked] : []), ...own]
      return (await listPublicNotices(db, now())).map(({ isDemo, ...one }) => ({
        ...one,
        divisions: [...one.divisions],
        demo: isDemo,
        isHere: points.length > 0 ? points.some((point) => concerns(one, point, ground)) : null,
      }))
    },
  })
  placeRoutes(http, ground, now)

  const stop = {
    access: openPermissions.stop,
    params: Type.Object({ code: Type.String({ pattern: '^[\\w-]{24}$' }) }),
    resource: async ({
      db,
      params,
    }: {
      readonly db: Parameters<typeof findByStopCode>[0]
      readonly params: { readonly code: string }
    }) => {
      if ((await findByStopCode(db, params.code)) === undefined) throw notifyErrors.make('notify.stopped')
      return { code: params.code, presented: params.code }
    },
  }
  http.route({
    ...stop,
    method: 'GET',
    path: '/api/notify/places/stop/:code',
    title: { zh: '查看链接将停止什么', en: 'See what a link stops' },
    response: Type.Object({ title: Type.String() }),
    handle: async ({ db, params }) => ({ title: (await findByStopCode(db, params.code)) ?? '' }),
  })
  http.route({
    ...stop,
    method: 'POST',
    path: '/api/notify/places/stop/:code',
    title: openPermissions.stop.title,
    handle: async ({ db, params, audit }) => {
      audit({ resource: 'notify:place' })
      await stopByCode(db, params.code)
    },
  })
}

const own = ({ actor }: { readonly actor: { readonly id: string } }) => ({ owner: actor.id })

function placeRoutes(http: Http, ground: Ground, now: () => number): void {
  const PlaceView = Type.Object({
    ...{ id: IdSchema, title: Type.String(), lng: Type.Number(), lat: Type.Number(), agreedAt: InstantSchema },
  })
  http.route({
    method: 'GET',
    path: '/api/notify/places',
    title: permissions.seePlaces.title,
    access: permissions.seePlaces,
    response: Type.Array(PlaceView),
    resource: own,
    handle: async ({ db, actor }) => [...(await placesOf(db, actor.id))],
  })
  http.route({
    method: 'POST',
    path: '/api/notify/places',
    title: { zh: '关注一个地点的公告', en: 'Watch a place for notices' },
    access: permissions.changePlaces,
    resource: own,
    body: closed({
      title: Type.String({ minLength: 1, maxLength: 60 }),
      lng: Type.Number({ minimum: -180, maximum: 180 }),
      lat: Type.Number({ minimum: -85, maximum: 85 }),
      /** Said by the person, not assumed (PIPL article 14). */
      agrees: Type.Boolean(),
    }),
    status: 201,
    response: Type.Object({ id: IdSchema }),
    handle: ({ db, actor, body, audit }) =>
      db.tx(async (tx) => {
        if (!body.agrees) throw notifyErrors.make('notify.consent')
        audit({ resource: `person:${actor.id}` })
        return { id: await watchPlace(tx, actor.id, body, ground, now()) }
      }),
  })
  http.route({
    method: 'DELETE',
    path: '/api/notify/places/:id',
    title: { zh: '停止关注一个地点', en: 'Stop watching a place' },
    access: permissions.changePlaces,
    params: idParams,
    resource: own,
    handle: async ({ db, actor, params, audit }) => {
      audit({ resource: `person:${actor.id}` })
      await forgetPlace(db, actor.id, params.id)
    },
  })
}
