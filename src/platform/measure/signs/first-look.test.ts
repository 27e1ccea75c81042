import { expect, it } from 'vitest'
import type { Sign } from '../../../kernel/signs/index.ts'
import { signedCity } from './testing/signed-city.ts'

const words = { zh: '积水', en: 'Water' }
const depth: Sign = {
  ...{ code: 'depth', class: 'water', title: words, definition: words, unit: { zh: '米', en: 'm' }, digits: 2 },
  ...{ period: 3_600, least: 0.5, basis: { kind: 'starting-point' }, answers: 'water' },
  source: { from: 'readings', profile: 'road-flood', measure: 'depth', within: 'last', window: 0, across: 'max' },
  settings: { bounds: [{ side: 'high', notice: 0.1 }], ease: 0.02, rises: 1, falls: 2 },
}
const river: Sign = {
  ...depth,
  code: 'river',
  source: { from: 'readings', profile: 'water-level', measure: 'level', within: 'last', window: 0, across: 'max' },
}
const cases: Sign = { ...depth, code: 'cases', source: { from: 'cases', count: 'open' } }
const outside: Sign = { ...depth, code: 'outside', source: { from: 'outside', needs: words } }

it('a sign is said to lack its devices only when they were looked for; until then it is being prepared, and when', async () => {
  const { clock, enrol, feed, compute, as, things } = await signedCity([depth, river, cases, outside])
  const officer = as('officer', 'duty-officer')
  const shown = async () => {
    const { signs, firstAt } = (await officer.get('/api/measure/signs')).json
    const kinds = signs.map((one: { code: string; isConnected: boolean; isPreparing: boolean }) => [
      one.code,
      one.isConnected ? 'connected' : one.isPreparing ? 'preparing' : 'absent',
    ])
    return { ...Object.fromEntries(kinds), firstAt }
  }
  clock.now += 12_345
  const soon = new Date((Math.floor(clock.now / 60_000) + 1) * 60_000).toISOString()
  expect(await shown()).toEqual({
    depth: 'preparing',
    river: 'preparing',
    cases: 'preparing',
    outside: 'absent',
    firstAt: soon,
  })
  expect((await officer.get('/api/measure/signs/depth')).json).toMatchObject({ isPreparing: true, firstAt: soon })

  clock.now += 60_000
  await compute()
  expect(await shown()).toEqual({
    depth: 'absent',
    river: 'absent',
    cases: 'connected',
    outside: 'absent',
    firstAt: null,
  })

  // Devices come: what was true a moment ago is so no longer, and is not said until the next look.
  await enrol('road-flood')
  expect(await shown()).toMatchObject({ depth: 'preparing', river: 'absent' })
  clock.now += 60_000
  await compute()
  expect(await shown()).toMatchObject({ depth: 'connected', river: 'absent', firstAt: null })
  const value = async () => (await officer.get('/api/measure/signs/depth')).json.now
  expect(await value()).toMatchObject({ value: null, reporting: 0, isSure: false })

  // They speak long before the hour of the sign is over: it is not left without a value until then.
  clock.now += 60_000
  await feed('road-flood-1', 'depth', [[0, 0.2]])
  const device = things.fleet.find('road-flood-1')
  if (device) device.heard = clock.now
  clock.now += 60_000
  await compute()
  expect(await value()).toMatchObject({ value: 0.2, reporting: 1 })
})
