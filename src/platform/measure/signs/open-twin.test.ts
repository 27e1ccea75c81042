import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { signs } from '../../../packs/city/signs/index.ts'
import { signedCity } from './testing/signed-city.ts'

it('a trial city whose twin is open keeps no signs in it, and computes them all the same', async () => {
  const { city, clock, enrol, feed, compute } = await signedCity(signs, { config: { openTwin: true } })
  await enrol('road-flood')
  clock.now += 5 * 60_000
  await feed('road-flood-1', 'depth', [[0, 0.2]])
  await compute()
  const { rows } = await sql<{ told: number; kept: number }>`select
    (select count(*)::int from twin.entity where array_to_string(types, ' ') like '%VitalSign') as told,
    (select count(*)::int from measure.sign_now where value is not null) as kept`.execute(city.base.db)
  expect(rows[0]?.told).toBe(0)
  expect(rows[0]?.kept).toBeGreaterThan(0)
})
