import { expect, test } from 'vitest'
import { anonymous, decide, type Role, roles } from '../../kernel/access/index.ts'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { permissions } from './permissions.ts'
import { notifyCity } from './testing/notify-city.ts'

const city = await notifyCity()
const id = uuidv7()
const sms = { adapter: { method: 'GET', url: 'https://sms.example.com/', encoding: 'none' } }

/** Every route of the room, with its permission and a body that is right. */
const routes = [
  ['GET', '/api/notify/inbox', permissions.seeInbox],
  ['GET', '/api/notify/inbox/count', permissions.seeInbox],
  ['POST', '/api/notify/inbox/read', permissions.markRead, {}],
  ['GET', '/api/notify/preference', permissions.seeInbox],
  ['PUT', '/api/notify/preference', permissions.changePreference, { channels: [], muted: [] }],
  ['GET', '/api/notify/messages', permissions.seeMessages],
  ['POST', `/api/notify/messages/${id}/again`, permissions.sendAgain],
  ['GET', '/api/notify/sandbox', permissions.seeSandbox],
  ['GET', '/api/notify/channels', permissions.seeChannels],
  ['PUT', '/api/notify/channels/sms', permissions.changeChannel, sms],
  ['DELETE', '/api/notify/channels/sms', permissions.changeChannel],
  ['POST', '/api/notify/channels/webhook/test', permissions.changeChannel, {}],
  ['GET', '/api/notify/hooks', permissions.seeHooks],
  ['POST', '/api/notify/hooks', permissions.changeHook, { title: 'x', url: 'https://example.com/', types: ['case.*'] }],
  ['PATCH', `/api/notify/hooks/${id}`, permissions.changeHook, {}],
  ['DELETE', `/api/notify/hooks/${id}`, permissions.changeHook],
  ['POST', `/api/notify/hooks/${id}/secret`, permissions.changeHook],
  ['POST', `/api/notify/hooks/${id}/test`, permissions.changeHook],
  ['GET', `/api/notify/hooks/${id}/deliveries`, permissions.seeHooks],
  ['POST', `/api/notify/hooks/${id}/deliveries/${id}/retry`, permissions.changeHook],
  ['GET', '/api/notify/places', permissions.seePlaces],
  ['POST', '/api/notify/places', permissions.changePlaces, { title: '家', lng: 121.4, lat: 31.2, agrees: true }],
  ['DELETE', `/api/notify/places/${id}`, permissions.changePlaces],
] as const

const posted = (role: Role, office: string) => ({ ...city.actor(uuidv7(), [role, office]), name: `${role}@${office}` })
const people = [
  { ...city.actor(uuidv7()), name: 'resident' },
  ...roles.map((role) => posted(role, 'sh')),
  ...(['administrator', 'auditor', 'clerk'] as const).map((role) => posted(role, 'd1')),
]

test.each(routes)(
  '%s %s is for those whom its permission names, and nobody else',
  async (method, path, permission, body?: object) => {
    expect((await city.call(method, path, body)).status).toBe(401)
    for (const actor of people) {
      const { allowed } = decide(actor, permission, { owner: actor.id })
      const { status } = await city.as(actor).call(method, path, body)
      expect(status === 403, `${actor.name}: ${status}`).toBe(!allowed)
      expect(status).toBeLessThan(500)
      const scoped = await city.as({ ...actor, id: uuidv7(), scopes: ['cases'] }).call(method, path, body)
      expect(scoped.status, 'a token without the scope').toBe(403)
    }
  },
)

test('every permission has a route, and denies whoever is not known', () => {
  expect(new Set<unknown>(routes.map(([, , permission]) => permission))).toEqual(new Set(Object.values(permissions)))
  for (const permission of Object.values(permissions)) expect(decide(anonymous, permission).allowed).toBe(false)
})
