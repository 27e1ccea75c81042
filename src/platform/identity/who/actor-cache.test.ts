import { expect, test } from 'vitest'
import { ActorCache } from './actor-cache.ts'
import type { Known } from './actor-store.ts'

const known = (id: string, until = Number.POSITIVE_INFINITY): Known => ({
  actor: { id, kind: 'person', name: id, posts: [], scopes: ['*'] },
  until,
})

function counting(answer: Known | undefined) {
  const source = {
    reads: 0,
    read: async () => {
      source.reads += 1
      return answer
    },
  }
  return source
}

test('somebody known is not read again for a minute', async () => {
  let now = 1_000
  const cache = new ActorCache(() => now)
  cache.live()
  const source = counting(known('a'))
  await cache.get('k', source.read)
  now += 59_999
  expect((await cache.get('k', source.read))?.actor.id).toBe('a')
  expect(source.reads).toBe(1)
  now += 1
  await cache.get('k', source.read)
  expect(source.reads).toBe(2)
})

test('nobody is kept past the moment at which his posts change by themselves', async () => {
  let now = 1_000
  const cache = new ActorCache(() => now)
  cache.live()
  const source = counting(known('a', 1_500))
  await cache.get('k', source.read)
  now = 1_500
  await cache.get('k', source.read)
  expect(source.reads).toBe(2)
})

test('nothing is kept while changes are not heard', async () => {
  const cache = new ActorCache(() => 0)
  const source = counting(known('a'))
  await cache.get('k', source.read)
  await cache.get('k', source.read)
  expect(source.reads).toBe(2)
  cache.live()
  await cache.get('k', source.read)
  expect(cache.size).toBe(1)
  cache.deaf()
  expect(cache.size).toBe(0)
})

test('what was read before a change and arrives after it is not kept', async () => {
  const cache = new ActorCache(() => 0)
  cache.live()
  const { promise, resolve } = Promise.withResolvers<Known>()
  const asked = cache.get('k', () => promise)
  cache.forgetPerson('a')
  resolve(known('a'))
  await asked
  expect(cache.size).toBe(0)
})

test('a person is forgotten under every credential, others stay', async () => {
  const cache = new ActorCache(() => 0)
  cache.live()
  await cache.get('k1', async () => known('a'))
  await cache.get('k2', async () => known('a'))
  await cache.get('k3', async () => known('b'))
  cache.forgetPerson('a')
  expect(cache.size).toBe(1)
  cache.forgetKey('k3')
  expect(cache.size).toBe(0)
})

test('nobody found is asked for again', async () => {
  const cache = new ActorCache(() => 0)
  cache.live()
  const source = counting(undefined)
  expect(await cache.get('k', source.read)).toBeUndefined()
  await cache.get('k', source.read)
  expect(source.reads).toBe(2)
})
