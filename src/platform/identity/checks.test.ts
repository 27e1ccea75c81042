import { expect, test } from 'vitest'
import { identityCity } from './testing.ts'

test('the doctor is told whether somebody can administer the city', async () => {
  const city = await identityCity({ config: { demo: false } })
  const states = async () => (await city.identity.checks?.())?.map(({ state }) => state)
  expect(await states()).toEqual(['watch', 'watch']) // It waits to be set up.
  await city.enter({ name: '承办', posts: [{ office: 's11', role: 'clerk' }] })
  expect(await states()).toEqual(['ill', 'watch'])
  await city.enter({ name: '一', posts: [{ office: 'sh', role: 'administrator' }] })
  expect(await states()).toEqual(['watch', 'watch'])
  await city.enter({ name: '二', posts: [{ office: 'sh', role: 'administrator' }] })
  expect(await states()).toEqual(['well', 'watch'])
})
