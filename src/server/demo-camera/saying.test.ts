import { expect, test } from 'vitest'
import { cameraCity } from '../../platform/camera/testing.ts'
import { person } from '../../platform/cases/testing.ts'
import { demoKey, dueBetween, isFresh, messageFor } from './saying.ts'

const { city, clock, camera } = await cameraCity()
const key = demoKey(Buffer.alloc(32, 5))
const id = 'demo-analytics'
await camera.register(
  { id, name: '演示', office: 'park', path: '/sh/east/park', note: '', publicKey: key.publicKey, isDemo: true },
  'test',
)

test('what the demonstration says is taken as from any other source, marked as what it is, once however often it is said', async () => {
  const hour = 3_600_000
  const due = dueBetween(clock.now - 4 * hour, clock.now)
  expect(due).toHaveLength(16)
  // A start a little later knows the same moments.
  expect(dueBetween(clock.now - 3 * hour, clock.now)).toEqual(due.slice(4))
  const said = due.filter((one) => isFresh(one, clock.now))
  expect(said.length).toBeGreaterThan(6)
  for (const turn of [1, 2])
    for (const one of said) {
      const message = await messageFor(one, id, key, clock.now + turn * 1_000)
      expect(await camera.hear(Buffer.from(message))).toBeUndefined()
    }
  const { json } = await city.as(person('dora', ['dispatcher', 'park'])).get('/api/camera/events?limit=100')
  expect(json.count).toBe(said.length)
  const events = json.items as { isDemo: boolean; mask: string; masked: number }[] // as the route declares
  expect(events.every(({ isDemo }) => isDemo)).toBe(true)
  // One of its cameras names no regions.
  expect(new Set(events.map(({ mask }) => mask))).toEqual(new Set(['regions', 'whole']))
  expect(events.every(({ mask, masked }) => (mask === 'regions') === masked > 0)).toBe(true)
})
