import { Agent, request } from 'node:http'

/** Sends requests as fast as so many connections can; started by twin-update in a process of its own. */
export type TwinLoad = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly count: number
  readonly connections: number
  readonly entities: number
  /** Entities in one request; 1 is a PATCH of one attribute. */
  readonly batch: number
}

const id = (n: number) => `urn:ngsi-ld:Bench:${n}`

function send(agent: Agent, load: TwinLoad, method: string, path: string, body: unknown): Promise<void> {
  const text = JSON.stringify(body)
  return new Promise((done, failed) => {
    const headers = { ...load.headers, 'content-length': Buffer.byteLength(text) }
    const call = request(`${load.url}/ngsi-ld/v1${path}`, { method, agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode === 204 ? done() : failed(new Error(`${method} ${path}: ${answer.statusCode}`)),
      )
    })
    call.once('error', failed)
    call.end(text)
  })
}

const one = (n: number) => ({
  type: 'Property',
  value: n + 0.5,
  observedAt: new Date(1_790_000_000_000 + n).toISOString(),
})

process.once('message', async (load: TwinLoad) => {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections })
  const begun = performance.now()
  let next = 0
  const hand = async () => {
    for (let n = next++; n < load.count; n = next++) {
      if (load.batch === 1) await send(agent, load, 'PATCH', `/entities/${id(n % load.entities)}/attrs/speed`, one(n))
      else {
        const items = Array.from({ length: load.batch }, (_, i) => ({
          id: id((n * load.batch + i) % load.entities),
          type: 'Bench',
          speed: one(n * load.batch + i),
        }))
        await send(agent, load, 'POST', '/entityOperations/update', items)
      }
    }
  }
  await Promise.all(Array.from({ length: load.connections }, hand))
  process.send?.({ ms: performance.now() - begun })
  agent.destroy()
  process.disconnect()
})
