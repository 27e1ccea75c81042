import { expect, test } from 'vitest'
import { responseCity } from './testing/response-city.ts'

const { as } = await responseCity()
const asked = (standing: string, sign = 'road-water-foreseen') =>
  `/api/response/proposals?sign=${sign}&standing=${standing}&division=310101`

test('a plan that names the sign is proposed with what it would order there, and nothing is started', async () => {
  const city = as('duty-officer', 'sh')
  const [plan, ...others] = (await city.get(asked('warning'))).json
  expect(others).toEqual([])
  expect(plan).toMatchObject({ plan: 'rainstorm', level: 'IV', area: { en: 'Division 310101' } })
  // Centres of the city, the district and its two streets, and the water authority; then the six grids.
  expect(plan.tasks.map((task: { offices: number }) => task.offices)).toEqual([5, 6])
  expect(plan.orders).toBe(11)
  expect((await city.get('/api/response/incidents')).json.items).toEqual([])

  const own = (await as('duty-officer', 'd101').get(asked('warning'))).json[0]
  expect(own.tasks.map((task: { offices: number }) => task.offices)).toEqual([3, 6])
})

test('the worse it stands, the graver the level; a sign that no plan names has none', async () => {
  const city = as('duty-officer', 'sh')
  expect((await city.get(asked('serious'))).json[0].level).toBe('III')
  expect((await city.get(asked('notice'))).json).toEqual([])
  expect((await city.get(asked('warning', 'humidity'))).json).toEqual([])
})
