import { expect } from 'vitest'
import type { Walker } from './browser.ts'

/** An address of the showcase street that the city knows. */
export async function someAddress(city: string): Promise<string> {
  const answer = await fetch(`${city}/api/registry/reverse?lng=121.4725&lat=31.2358`)
  const { nearest } = (await answer.json()) as { nearest: { address: string } } // the route's own schema
  return nearest.address
}

/** The log of a case, as an official who may read it gets it: who did what, by which action. */
export async function logOf({ page }: Walker, id: string): Promise<readonly { type: string; action?: string }[]> {
  const answer = await page.request.get(`/api/cases/${id}`)
  return ((await answer.json()) as { events: { type: string; action?: string }[] }).events // the route's own schema
}

/** Sends a report past the screens, by the interface they use. @returns its id */
export async function reported({ page }: Walker, city: string, what: string): Promise<string> {
  const where = { address: await someAddress(city), point: [121.4725, 31.2358], division: '310101002' }
  const answer = await page.request.post('/api/cases', {
    headers: { origin: city },
    data: { pack: 'hotline', answers: { what, where } },
  })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return ((await answer.json()) as { id: string }).id // the route's own schema
}

/** Acts on a case past the screens. */
export async function act({ page }: Walker, city: string, id: string, data: object): Promise<void> {
  const answer = await page.request.post(`/api/cases/${id}/actions`, { headers: { origin: city }, data })
  expect(answer.status(), await answer.text()).toBe(200)
}

/** What a device sends over HTTP, all of it kept. */
export async function reportFrom(
  city: string,
  id: string,
  secret: string,
  reading: object,
  kept: number,
): Promise<void> {
  const answer = await fetch(`${city}/things/v1/readings`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(reading),
  })
  expect(answer.status, await answer.clone().text()).toBe(200)
  expect(await answer.json()).toMatchObject({ taken: kept, refused: 0 })
}
