import { expect, test } from 'vitest'
import { responseCity } from '../testing/response-city.ts'

const { city, as } = await responseCity()
const command = as('duty-officer', 'd101')
const { id } = (
  await command.post('/api/response/incidents', {
    ...{
      plan: 'typhoon',
      level: 'III',
      title: '台风',
      divisions: ['310101'],
      reason: '区指挥部决定',
      isExercise: false,
    },
  })
).json
const path = `/api/response/incidents/${id}/live`

/** Listens to an incident as somebody. */
async function listen(role: Parameters<typeof as>[0], office: string) {
  as(role, office)
  const stop = new AbortController()
  const answer = await fetch(city.url + path, {
    signal: stop.signal,
    headers: { 'x-test-actor': `${role}@${office}` },
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  if (!answer.body) throw new Error('no stream')
  const parts = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    /** Waits until it is told that the log goes so far. */
    until: async (seq: number): Promise<number> => {
      for (;;) {
        const told = Number([...text.matchAll(/^data: \{"seq":(\d+)\}$/gm)].at(-1)?.[1] ?? 0)
        if (told >= seq) return told
        const { value, done } = await parts.read()
        if (done) throw new Error(`the stream ended: ${text}`)
        text += value
      }
    },
    hangUp: () => stop.abort(),
  }
}

const seq = async (): Promise<number> => (await command.get(`/api/response/incidents/${id}`)).json.log.at(-1).seq
const draw = (office: string, label: string) =>
  as('dispatcher', office).post(`/api/response/incidents/${id}/drawings`, {
    ...{ label, shape: { type: 'Point', coordinates: [121.47, 31.23] } },
  })

test('everybody of an incident hears at once of what several draw at the same time; nothing of it is lost', async () => {
  const before = await seq()
  const all = [await listen('duty-officer', 'd101'), await listen('dispatcher', 's101-1')]
  for (const one of all) expect(await one.until(before)).toBe(before)
  const drawAll = async (office: string) => {
    for (let i = 0; i < 6; i++) expect((await draw(office, `${office}-${i}`)).status).toBe(201)
  }
  await Promise.all(['s101-1', 's101-2'].map(drawAll))
  for (const one of all) expect(await one.until(before + 12)).toBe(before + 12)
  const drawn = (await command.get(`/api/response/incidents/${id}/drawings`)).json
  expect(new Set(drawn.map(({ label }: { label: string }) => label)).size).toBe(12)
  for (const one of all) one.hangUp()
})

test('somebody cut off sees when he is back that he missed something', async () => {
  const first = await listen('dispatcher', 's101-1')
  const before = await first.until(1)
  first.hangUp()
  expect((await draw('s101-2', '断线期间')).status).toBe(201)
  const again = await listen('dispatcher', 's101-1')
  expect(await again.until(1)).toBe(before + 1)
  expect((await draw('s101-2', '恢复之后')).status).toBe(201)
  expect(await again.until(before + 2)).toBe(before + 2)
  again.hangUp()
})

test('nobody beside it hears that anything happened', async () => {
  expect((await as('dispatcher', 'd115').get(path)).status).toBe(403)
  expect((await as('clerk', 's115-1').get(path)).status).toBe(403)
  expect((await city.get(path)).status).toBe(401)
})
