import fastify from 'fastify'
import { afterAll, describe, expect, test } from 'vitest'
import { CityError, type ErrorKind } from '../../../kernel/errors/index.ts'
import { answerError } from './answer-error.ts'

const words = { zh: '坏了', en: 'It broke' }

const server = fastify()
server.get('/fail.:format', (request) => {
  const { kind, code = 'test.any' } = request.query as { kind: ErrorKind; code?: string } // sent by the tests below
  throw new CityError(code, { kind, says: words, todo: { zh: '再试', en: 'Try again' } }, {}, { facts: { seconds: 7 } })
})
// Whatever is thrown by the route above is a CityError.
server.setErrorHandler((error, request, reply) => answerError(error as CityError, request, reply))
afterAll(() => server.close())

const ask = (query: string, language = 'en') =>
  server.inject({ url: `/fail.${query}`, headers: { 'accept-language': language } })

describe('the status of an error', () => {
  test.each<[ErrorKind, number]>([
    ['input', 400],
    ['conflict', 400],
    ['unauthenticated', 403],
    ['forbidden', 403],
    ['missing', 404],
    ['too-large', 413],
    ['limit', 429],
    ['unavailable', 503],
  ])('%s is %i, in header and body', async (kind, status) => {
    const answer = await ask(`json?kind=${kind}`)
    expect([answer.statusCode, answer.json()[0].code]).toEqual([status, status])
    expect(answer.json()[0].description).not.toBe('')
  })

  test('a fault of our own is 500', async () => {
    expect((await ask('json?kind=unavailable&code=base.failed')).statusCode).toBe(500)
  })

  test('says when to come again', async () => {
    expect((await ask('xml?kind=limit')).headers['retry-after']).toBe('7')
    expect((await ask('xml?kind=unavailable')).headers['retry-after']).toBe('5')
  })

  test('is told in the language asked for, Chinese first', async () => {
    expect((await ask('xml?kind=input')).body).toContain('It broke. Try again')
    expect((await ask('xml?kind=input', '')).body).toContain('坏了。再试')
  })
})
