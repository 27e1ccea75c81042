import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { messageStates, readMessages, type Sandboxed, sendAgain } from '../messages.ts'
import type { OutsideChannel } from '../model.ts'
import { permissions } from '../permissions.ts'
import { ChannelSchema, IdSchema, InstantSchema, pageQuery } from './schemas.ts'

const line = {
  id: IdSchema,
  channel: ChannelSchema,
  template: Type.String(),
  about: Type.String(),
  state: Type.Enum([...messageStates]),
  attempts: Type.Integer(),
  shownTo: Type.Optional(Type.String()),
  fault: Type.Optional(Type.String()),
  providerId: Type.Optional(Type.String()),
  isDemo: Type.Boolean(),
  madeAt: InstantSchema,
  dueAt: InstantSchema,
  doneAt: Type.Optional(InstantSchema),
}

const page = (found: readonly Sandboxed[], limit: number) => {
  const items = found.slice(0, limit)
  return { items: [...items], next: found.length > limit ? items.at(-1)?.id : undefined }
}

/** What was sent outside, and what would be sent where no provider is configured: `sandboxOf` names those channels. */
export function messageRoutes(
  http: Http,
  { now, sandboxOf }: { now(): number; readonly sandboxOf: () => Promise<readonly OutsideChannel[]> },
): void {
  http.route({
    method: 'GET',
    path: '/api/notify/messages',
    title: permissions.seeMessages.title,
    access: permissions.seeMessages,
    query: Type.Object({
      ...pageQuery,
      channel: Type.Optional(ChannelSchema),
      state: Type.Optional(Type.Enum([...messageStates])),
      about: Type.Optional(Type.String({ maxLength: 120 })),
    }),
    response: Type.Object({ items: Type.Array(Type.Object(line)), next: Type.Optional(IdSchema) }),
    handle: async ({ db, query: { limit = 30, ...filter } }) => {
      const { items, next } = page(await readMessages(db, { ...filter, limit: limit + 1 }), limit)
      return { items: items.map(({ title: _, text: __, link: ___, ...rest }) => rest), next }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/notify/messages/:id/again',
    title: permissions.sendAgain.title,
    access: permissions.sendAgain,
    params: Type.Object({ id: IdSchema }),
    handle: ({ db, params: { id }, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `message:${id}` })
        await sendAgain(tx, id, now())
      }),
  })
  http.route({
    method: 'GET',
    path: '/api/notify/sandbox',
    title: permissions.seeSandbox.title,
    access: permissions.seeSandbox,
    purpose: 'checking what people would be told before a provider is configured',
    query: Type.Object({ ...pageQuery, channel: Type.Optional(ChannelSchema) }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          ...line,
          title: Type.Optional(Type.String()),
          text: Type.Optional(Type.String()),
          link: Type.Optional(Type.String()),
        }),
      ),
      next: Type.Optional(IdSchema),
    }),
    handle: async ({ db, query: { limit = 30, ...filter }, audit }) => {
      const found = page(await readMessages(db, { ...filter, sandboxOf: await sandboxOf(), limit: limit + 1 }), limit)
      audit({ resource: 'notify:sandbox', facts: { shown: found.items.length } })
      return found
    },
  })
}
