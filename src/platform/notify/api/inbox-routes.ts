import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { countUnread, keepPreference, markRead, readInbox } from '../inbox.ts'
import { readTold } from '../people.ts'
import { permissions } from '../permissions.ts'
import { ChannelSchema, closed, IdSchema, InstantSchema, pageQuery, WordsSchema } from './schemas.ts'

const own = ({ actor }: { readonly actor: { readonly id: string } }) => ({ owner: actor.id })

const NoticeView = Type.Object({
  id: IdSchema,
  template: Type.String(),
  title: WordsSchema,
  text: WordsSchema,
  link: Type.Optional(Type.String()),
  about: Type.String(),
  isUrgent: Type.Boolean(),
  demo: Type.Boolean(),
  at: InstantSchema,
  readAt: Type.Optional(InstantSchema),
})

const Minute = Type.Integer({ minimum: 0, maximum: 1439 })
const PreferenceView = closed({
  channels: Type.Array(ChannelSchema, { uniqueItems: true, maxItems: 3 }),
  quiet: Type.Optional(closed({ from: Minute, to: Minute })),
  muted: Type.Array(Type.String({ pattern: '^[a-z0-9.-]{1,120}$' }), { uniqueItems: true, maxItems: 200 }),
})

/** Everybody's own inbox, and how one wants to be told. */
export function inboxRoutes(http: Http, now: () => number): void {
  http.route({
    method: 'GET',
    path: '/api/notify/inbox',
    title: permissions.seeInbox.title,
    access: permissions.seeInbox,
    query: Type.Object({ ...pageQuery, unread: Type.Optional(Type.Boolean()) }),
    response: Type.Object({
      items: Type.Array(NoticeView),
      unread: Type.Integer(),
      next: Type.Optional(IdSchema),
    }),
    resource: own,
    handle: async ({ db, actor, query: { limit = 30, before, unread } }) => {
      const found = await readInbox(db, actor.id, { limit: limit + 1, before, unread })
      const items = found.slice(0, limit)
      const next = found.length > limit ? items.at(-1)?.id : undefined
      return { items: [...items], unread: await countUnread(db, actor.id), next }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/notify/inbox/count',
    title: { zh: '未读消息数（最多计到 100）', en: 'How many messages are unread, counted up to 100' },
    access: permissions.seeInbox,
    rate: { perMinute: 120, burst: 60 },
    response: Type.Object({ unread: Type.Integer() }),
    resource: own,
    handle: async ({ db, actor }) => ({ unread: await countUnread(db, actor.id) }),
  })
  http.route({
    method: 'POST',
    path: '/api/notify/inbox/read',
    title: permissions.markRead.title,
    access: permissions.markRead,
    // without either: all
    body: closed({
      ids: Type.Optional(Type.Array(IdSchema, { maxItems: 200 })),
      upTo: Type.Optional(IdSchema),
    }),
    response: Type.Object({ marked: Type.Integer(), unread: Type.Integer() }),
    resource: own,
    handle: ({ db, actor, body, audit }) =>
      db.tx(async (tx) => {
        const marked = await markRead(tx, actor.id, body, now())
        audit({ resource: `person:${actor.id}`, facts: { marked } })
        return { marked, unread: await countUnread(tx, actor.id) }
      }),
  })
  preferenceRoutes(http)
}

function preferenceRoutes(http: Http): void {
  http.route({
    method: 'GET',
    path: '/api/notify/preference',
    title: { zh: '查看本人的通知方式', en: 'See how one is told' },
    access: permissions.seeInbox,
    response: PreferenceView,
    resource: own,
    handle: async ({ db, actor }) => {
      const told = (await readTold(db, [actor.id])).get(actor.id)
      const { channels = [], quiet, muted = [] } = told?.preference ?? {}
      return { channels: [...channels], quiet, muted: [...muted] }
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/notify/preference',
    title: permissions.changePreference.title,
    access: permissions.changePreference,
    body: PreferenceView,
    response: PreferenceView,
    resource: own,
    handle: ({ db, actor, body, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `person:${actor.id}`, facts: { channels: body.channels } })
        await keepPreference(tx, actor.id, body)
        return body
      }),
  })
}
