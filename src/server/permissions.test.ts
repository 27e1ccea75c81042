import { describe, expect, test } from 'vitest'
import { type Actor, anonymous, type Grant, type Level, type Permission, roles } from '../kernel/access/index.ts'
import { uuidv7 } from '../kernel/codes/index.ts'
import { systemPermissions } from '../platform/base/index.ts'
import { testCity } from '../platform/base/testing.ts'
import { composeRooms } from './rooms.ts'

// Every declared route of every room, called as everybody there is, to a thing that is not there. Who may never, and who
// may whatever the thing, is read from the declarations; relations to things are tried beside each room.

let declared: readonly Permission[] = []
const city = await testCity({
  config: { demo: false },
  log: 'silent',
  rooms: (base) => {
    const { rooms } = composeRooms(base, { cases: 0 })
    declared = [...Object.values(systemPermissions), ...rooms.flatMap((room) => room.permissions ?? [])]
    return rooms
  },
})

type Operation = { readonly 'x-permission'?: string }
const { paths } = (await city.get('/openapi.json')).json as { paths: Record<string, Record<string, Operation>> } // as the edge writes it

const person = (id: string, ...posts: Actor['posts']): Actor => ({ ...anonymous, id, kind: 'person', name: id, posts })
const service = (id: string, scope: string): Actor => ({ ...anonymous, id, kind: 'service', name: id, scopes: [scope] })
const places: readonly (readonly [Level, string])[] = [
  ['city', '/sh'],
  ['street', '/sh/310101/310101002'],
]
const people: readonly Actor[] = [
  anonymous,
  person('citizen'),
  ...places.flatMap(([level, path]) =>
    roles.map((role) =>
      person(`${role} of a ${level}`, {
        office: path.split('/').at(-1) ?? '',
        path,
        level,
        role,
        title: { zh: '试', en: 'Trial' },
      }),
    ),
  ),
]

/** Is this grant for people like him at all, wherever the thing stands? */
function fits({ who, levels }: Grant, actor: Actor): boolean {
  if (who === 'anyone') return true
  if (who === 'signed-in') return actor.kind === 'person'
  if (who === 'service') return actor.kind === 'service'
  return actor.posts.some((post) => post.role === who && (levels === undefined || levels.includes(post.level)))
}

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) => {
    const permission = declared.find(({ action }) => action === operation['x-permission'])
    return permission
      ? [{ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, permission }]
      : []
  }),
)

async function ask(actor: Actor, method: string, path: string): Promise<readonly [number, string]> {
  const there = path.replace(/\{[^}]+\}/g, () => uuidv7())
  const caller = actor === anonymous ? city : city.as(actor)
  const { status, json } = await caller.call(method, there, method === 'GET' || method === 'DELETE' ? undefined : {})
  return [status, String(json?.code)]
}

test('there are routes to try', () => {
  expect(operations.length).toBeGreaterThan(200)
  expect(new Set(operations.map(({ permission }) => permission.action.split('.')[0])).size).toBeGreaterThan(8)
})

describe.each(operations)('$name', ({ method, path, permission }) => {
  test('is for nobody but those it is declared for', async () => {
    const others = people.filter((actor) => !permission.grants.some((grant) => fits(grant, actor)))
    for (const actor of [...others, service('a program without the scope', 'none-of-these')]) {
      if (actor.kind === 'service' && permission.grants.some(({ who }) => who === 'anyone')) continue
      const [status] = await ask(actor, method, path)
      // What does not fit or is not there is told before who may: it, too, leaves nothing done and nothing seen.
      expect([actor.id, status]).toEqual([actor.id, expect.toBeOneOf([401, 403, 404, 422])])
    }
  })

  test('is for everybody whom it is declared for whatever the thing', async () => {
    const free = permission.grants.filter(({ relation }) => relation === 'any')
    const all = [...people, service('a program', permission.scope)]
    for (const actor of method === 'GET' ? all.filter((one) => free.some((grant) => fits(grant, one))) : []) {
      const [status, code] = await ask(actor, method, path)
      expect([actor.id, code]).not.toEqual([actor.id, expect.stringMatching(/^base\.(forbidden|unauthenticated)$/)])
      expect([actor.id, status]).not.toEqual([actor.id, 500])
    }
  })
})
