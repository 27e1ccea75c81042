import { Type } from 'typebox'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Http, Outside } from '../../base/index.ts'
import { AdapterSchema, checkAdapter } from '../channels/adapter.ts'
import { type AdapterChannel, dropAdapter, findAdapter, keepAdapter, mergeSecrets } from '../channels/carriers.ts'
import type { Carrier } from '../channels/channel.ts'
import { notifyErrors } from '../errors.ts'
import type { OutsideChannel } from '../model.ts'
import { permissions } from '../permissions.ts'
import { ChannelSchema, closed, InstantSchema } from './schemas.ts'

/** What the routes of channels stand on. */
export type ChannelParts = {
  readonly key: Buffer
  readonly outside: Outside
  readonly hasSmtp: boolean
  carrier(channel: OutsideChannel): Promise<Carrier>
}

const adapterChannels: readonly AdapterChannel[] = ['sms', 'webhook']
const params = Type.Object({ channel: Type.Enum([...adapterChannels]) })

const Kept = Type.Object({
  adapter: AdapterSchema,
  secretNames: Type.Array(Type.String()),
  changedBy: Type.String(),
  changedAt: InstantSchema,
})

/** How the city reaches the outside: seen, set up and tried by administrators. */
export function channelRoutes(http: Http, parts: ChannelParts): void {
  const { key, outside, hasSmtp } = parts
  http.route({
    method: 'GET',
    path: '/api/notify/channels',
    title: permissions.seeChannels.title,
    access: permissions.seeChannels,
    response: Type.Object({
      items: Type.Array(
        Type.Object({ channel: ChannelSchema, goesTo: Type.Enum(['provider', 'sandbox']), kept: Type.Optional(Kept) }),
      ),
    }),
    handle: async ({ db }) => {
      const kept = await Promise.all(
        adapterChannels.map(async (channel) => ({ channel, kept: await findAdapter(db, channel, key) })),
      )
      const email = { channel: 'email' as const, goesTo: hasSmtp ? ('provider' as const) : ('sandbox' as const) }
      const others = kept.map((one) => ({
        channel: one.channel,
        goesTo: one.kept ? ('provider' as const) : ('sandbox' as const),
        kept: one.kept && { ...one.kept, secretNames: [...one.kept.secretNames] },
      }))
      return { items: [email, ...others] }
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/notify/channels/:channel',
    title: permissions.changeChannel.title,
    access: permissions.changeChannel,
    params,
    body: closed({
      adapter: AdapterSchema,
      // A text sets a secret, null removes it; those not named stay.
      secrets: Type.Optional(
        Type.Record(
          Type.String({ pattern: '^\\w{1,64}$' }),
          Type.Union([Type.String({ maxLength: 4000 }), Type.Null()]),
        ),
      ),
    }),
    response: Type.Object({ secretNames: Type.Array(Type.String()) }),
    handle: ({ db, actor, params: { channel }, body, audit }) =>
      db.tx(async (tx) => {
        const secrets = await mergeSecrets(tx, channel, body.secrets ?? {}, key)
        checkAdapter(body.adapter, secrets, outside)
        audit({ resource: `channel:${channel}`, facts: { secrets: Object.keys(body.secrets ?? {}) } })
        await keepAdapter(tx, channel, { adapter: body.adapter, secrets, by: actor.id }, key)
        return { secretNames: Object.keys(secrets).sort() }
      }),
  })
  http.route({
    method: 'DELETE',
    path: '/api/notify/channels/:channel',
    title: { zh: '停用发送通道（改入沙箱）', en: 'Send a channel to the sandbox again' },
    access: permissions.changeChannel,
    params,
    handle: ({ db, params: { channel }, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `channel:${channel}` })
        await dropAdapter(tx, channel)
      }),
  })
  testRoute(http, parts)
}

function testRoute(http: Http, { carrier }: ChannelParts): void {
  http.route({
    method: 'POST',
    path: '/api/notify/channels/:channel/test',
    title: { zh: '试发一条消息', en: 'Send a message to try a channel' },
    access: permissions.changeChannel,
    rate: { perMinute: 6, burst: 3 },
    params: Type.Object({ channel: ChannelSchema }),
    body: closed({
      phone: Type.Optional(Type.String({ pattern: '^\\+?[0-9]{3,20}$' })),
      email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
    }),
    response: Type.Object({ goesTo: Type.Enum(['provider', 'sandbox']), providerId: Type.Optional(Type.String()) }),
    handle: async ({ db, actor, params: { channel }, body, language, audit }) => {
      const way = await carrier(channel)
      await db.tx(async () => audit({ resource: `channel:${channel}`, facts: { test: true } }))
      if (!way.send) return { goesTo: 'sandbox' as const }
      const letter = { zh: '这是一条来自数都的测试消息', en: 'This is a message from Shudu to try the channel' }
      const sent = await way.send({
        id: uuidv7(),
        to: { id: actor.id, kind: 'official', language, name: actor.name, phone: body.phone, email: body.email },
        title: letter[language],
        text: letter[language],
      })
      if (sent.kind !== 'sent') throw notifyErrors.make('notify.unreachable', { fault: sent.fault })
      return { goesTo: 'provider' as const, providerId: sent.providerId }
    },
  })
}
