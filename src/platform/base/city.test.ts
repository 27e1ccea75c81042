import { sql } from 'kysely'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { Actor, Permission } from '../../kernel/access/index.ts'
import { type Base, enqueue, job, publish, type Room } from './index.ts'
import { testCity } from './testing.ts'

const read: Permission = {
  action: 'note.read',
  title: { zh: '查看记录', en: 'See a note' },
  scope: 'notes',
  grants: [{ who: 'clerk', relation: 'holds' }],
  grade: 'personal',
  changes: false,
}
const write: Permission = { ...read, action: 'note.write', grants: [{ who: 'clerk', relation: 'any' }], changes: true }

const clerk: Actor = {
  id: 'clerk-1',
  kind: 'person',
  name: '王一',
  posts: [{ office: 'o1', path: '/sh/o1', level: 'street', role: 'clerk', title: { zh: '承办人', en: 'Clerk' } }],
  scopes: ['*'],
}

const heard: string[] = []
const worked: number[] = []

const remember = job({
  name: 'note.remember',
  payload: Type.Object({ number: Type.Integer() }),
  run: async ({ number }) => void worked.push(number),
})

const room = ({ db }: Base): Room => ({
  name: 'note',
  permissions: [read, write],
  jobs: [remember],
  consumers: [{ type: 'note.written', name: 'note.hears', handle: async (event) => void heard.push(event.key) }],
  routes: (http) => {
    http.route({
      method: 'GET',
      path: '/api/notes/:id',
      title: read.title,
      access: read,
      purpose: 'handling',
      params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
      query: Type.Object({ tag: Type.Optional(Type.Array(Type.String())) }),
      response: Type.Object({ id: Type.Integer(), tags: Type.Array(Type.String()) }),
      resource: ({ params }) => ({ holders: [params.id === 1 ? '/sh/o1' : '/sh/o2'] }),
      handle: ({ params, query, audit }) => {
        audit({ resource: `note:${params.id}` })
        return { id: params.id, tags: query.tag ?? [], secret: 'not named in the schema' }
      },
    })
    http.route({
      method: 'POST',
      path: '/api/notes',
      title: write.title,
      access: write,
      purpose: 'handling',
      body: Type.Object(
        { text: Type.String({ minLength: 2 }), number: Type.Integer(), fail: Type.Optional(Type.Boolean()) },
        { additionalProperties: false },
      ),
      response: Type.Object({ ok: Type.Boolean() }),
      status: 201,
      handle: async ({ body }) =>
        db.tx(async (tx) => {
          await publish(tx, { type: 'note.written', key: body.text, payload: { text: body.text } })
          await enqueue(tx, remember, { number: body.number })
          if (body.fail) throw new Error('on purpose')
          return { ok: true }
        }),
    })
    http.route({
      method: 'POST',
      path: '/api/notes/counted',
      title: write.title,
      access: write,
      purpose: 'handling',
      response: Type.Object({ ok: Type.Boolean() }),
      handle: async ({ audit }) => {
        await db.tx((tx) => sql`select 1`.execute(tx))
        // Known only when everything is kept.
        audit({ resource: 'note:counted' })
        return { ok: true }
      },
    })
  },
})

const city = await testCity({ upTo: 'base', rooms: (base) => [room(base)], log: 'silent' })
const audit = async () => {
  const rows = await sql<{ action: string; outcome: string; resource: string | null; post: string | null }>`
    select action, outcome, resource, post from base.audit order by id`.execute(city.base.db)
  return rows.rows
}

describe('the pipeline of a request', () => {
  it('asks somebody unknown to sign in, and writes the denial down', async () => {
    const answer = await city.get('/api/notes/1', { 'accept-language': 'en' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.json).toMatchObject({ code: 'base.unauthenticated', title: 'Sign in' })
  })

  it('decides on the thing, not only on the action', async () => {
    expect((await city.as(clerk).get('/api/notes/2')).status).toBe(403)
    const answer = await city.as(clerk).get('/api/notes/1?tag=a')
    expect(answer.json).toEqual({ id: 1, tags: ['a'] })
    expect(await audit()).toContainEqual({
      action: 'note.read',
      outcome: 'done',
      resource: 'note:1',
      post: 'clerk@/sh/o1',
    })
  })

  it('writes down what is noted after the change was kept, too', async () => {
    expect((await city.as(clerk).post('/api/notes/counted', {})).status).toBe(200)
    expect(await audit()).toContainEqual({
      action: 'note.write',
      outcome: 'done',
      resource: 'note:counted',
      post: 'clerk@/sh/o1',
    })
  })

  it('names every field that is wrong', async () => {
    const answer = await city.as(clerk).post('/api/notes', { text: 'x', extra: 1 }, { 'accept-language': 'zh-CN' })
    expect(answer.status).toBe(422)
    expect(answer.json.errors).toEqual(
      expect.arrayContaining([
        { field: 'text', found: 'x', detail: '至少 2 个字' },
        { field: 'number', detail: '必填' },
        { field: 'extra', found: '1', detail: '没有这个字段' },
      ]),
    )
  })

  it('keeps change, event, job and audit together, or none of them', async () => {
    const before = (await audit()).length
    const failed = await city.as(clerk).post('/api/notes', { text: 'lost', number: 1, fail: true })
    expect(failed.status).toBe(500)
    expect(failed.text).not.toContain('on purpose')
    const done = await city.as(clerk).post('/api/notes', { text: 'kept', number: 2 })
    expect(done.status).toBe(201)
    await city.settle()
    expect(heard).toEqual(['kept'])
    expect(worked).toEqual([2])
    const since = (await audit()).slice(before).map(({ action, outcome }) => `${action} ${outcome}`)
    expect(since.toSorted()).toEqual(['note.write done', 'note.write failed'])
  })
})
