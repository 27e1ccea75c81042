import { Type } from 'typebox'
import { expect, test } from 'vitest'
import type { Permission } from '../../../kernel/access/index.ts'
import { baseErrors } from '../errors.ts'
import type { Room } from '../index.ts'
import { testCity } from '../testing.ts'

const open: Permission = {
  action: 'plain.write',
  title: { zh: '纯文本', en: 'Plain text' },
  scope: 'public',
  grants: [{ who: 'anyone', relation: 'any' }],
  grade: 'public',
  changes: false,
}

const room: Room = {
  name: 'base',
  routes: (http) => {
    http.inside(
      (error, _request, reply) => reply.code(418).type('text/plain').send(error.code),
      (inside) => {
        inside.fastify.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) =>
          done(null, body),
        )
        inside.route({
          method: 'POST',
          path: '/other/echo',
          title: open.title,
          access: open,
          response: Type.Object({ body: Type.String() }),
          handle: ({ request }) => {
            if (request.body === 'bad') throw baseErrors.make('base.missing')
            return { body: String(request.body) }
          },
        })
      },
    )
    http.route({ method: 'POST', path: '/api/echo', title: open.title, access: open, handle: () => undefined as never })
  },
}

const city = await testCity({ rooms: () => [room], upTo: 'base' })
const csv = { 'content-type': 'text/csv' }

test('routes of another protocol have their own parsers and answer errors in their own form', async () => {
  expect((await city.post('/other/echo', 'a,b', csv)).json).toEqual({ body: 'a,b' })
  const bad = await city.post('/other/echo', 'bad', csv)
  expect([bad.status, bad.text]).toEqual([418, 'base.missing'])
})

test('what they set does not hold for the routes beside them', async () => {
  const answer = await city.post('/api/echo', 'a,b', csv)
  expect([answer.status, answer.json.code]).toEqual([415, 'base.unsupportedType'])
})

test('they stand in the description of the API like all others', async () => {
  expect((await city.get('/openapi.json')).json.paths).toHaveProperty(['/other/echo'])
})
