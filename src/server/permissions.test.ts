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

type Schema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema | readonly Schema[]
  readonly minItems?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly format?: string
  readonly pattern?: string
}
type Operation = {
  readonly 'x-permission'?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}

/** Texts for the patterns that routes ask for. */
const texts = [
  uuidv7(),
  'x',
  '310101002',
  '2026-11-20',
  '1',
  '3101010020010001',
  '310101002000001',
  'event:0107',
  'component:0501',
  'zh',
  'a@b.cn',
  'aaaaaaaaaaaa',
]

/** The least that fits a schema, so that it is who asks that decides. */
function sample(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sample(schema.anyOf[0] ?? {})
  if (schema.type === 'object' || schema.properties)
    return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {})]))
  if (schema.type === 'array') {
    const { items = {}, minItems = 0 } = schema
    // A tuple names each of its parts.
    return 'length' in items ? items.map(sample) : Array.from({ length: minItems }, () => sample(items))
  }
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1)
  if (schema.type === 'boolean') return true
  if (schema.format === 'date-time') return '2026-11-20T08:00:00.000Z'
  if (schema.format === 'uuid') return uuidv7()
  const pattern = schema.pattern
  if (pattern !== undefined) return texts.find((text) => new RegExp(pattern).test(text)) ?? ''
  return 'x'.repeat(Math.max(schema.minLength ?? 1, 1))
}

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
  Object.entries(methods).flatMap(([verb, operation]) => {
    const permission = declared.find(({ action }) => action === operation['x-permission'])
    const method = verb.toUpperCase()
    return permission ? [{ name: `${method} ${path}`, method, path, permission, operation }] : []
  }),
)

async function ask(
  actor: Actor,
  method: string,
  path: string,
  operation: Operation,
): Promise<readonly [number, string]> {
  const given = (operation.parameters ?? []).map((one) => ({ ...one, text: String(sample(one.schema)) }))
  const there = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(given.find((one) => one.in === 'path' && one.name === name)?.text ?? uuidv7()),
  )
  const query = given.filter((one) => one.in === 'query' && one.required).map(({ name, text }) => [name, text])
  const schema = operation.requestBody?.content?.['application/json']?.schema
  const caller = actor === anonymous ? city : city.as(actor)
  const { status, json } = await caller.call(method, `${there}?${new URLSearchParams(query)}`, schema && sample(schema))
  return [status, String(json?.code)]
}

test('there are routes to try', () => {
  expect(operations.length).toBeGreaterThan(200)
  expect(new Set(operations.map(({ permission }) => permission.action.split('.')[0])).size).toBeGreaterThan(8)
})

describe.each(operations)('$name', ({ method, path, permission, operation }) => {
  test('is for nobody but those it is declared for', async () => {
    const others = people.filter((actor) => !permission.grants.some((grant) => fits(grant, actor)))
    // Where it matters how one stands to the thing, a thing that is not there is said to be missing.
    const isOfThing = permission.grants.some(({ relation }) => relation !== 'any')
    for (const actor of [...others, service('a program without the scope', 'none-of-these')]) {
      if (actor.kind === 'service' && permission.grants.some(({ who }) => who === 'anyone')) continue
      const [status] = await ask(actor, method, path, operation)
      expect([actor.id, status]).toEqual([actor.id, expect.toBeOneOf(isOfThing ? [401, 403, 404] : [401, 403])])
    }
  })

  test('is for everybody whom it is declared for whatever the thing', async () => {
    const free = permission.grants.filter(({ relation }) => relation === 'any')
    const all = [...people, service('a program', permission.scope)]
    for (const actor of method === 'GET' ? all.filter((one) => free.some((grant) => fits(grant, one))) : []) {
      const [status, code] = await ask(actor, method, path, operation)
      expect([actor.id, code]).not.toEqual([actor.id, expect.stringMatching(/^base\.(forbidden|unauthenticated)$/)])
      expect([actor.id, status]).not.toEqual([actor.id, 500])
    }
  })
})
