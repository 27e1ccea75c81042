import { once } from 'node:events'
import { createServer } from 'node:net'
import { generate, parser } from 'mqtt-packet'
import { expect, onTestFinished, test, vi } from 'vitest'
import { MqttClient } from './client.ts'

/** A broker that gives everybody who comes the same message, until somebody takes it. */
async function insistentBroker(): Promise<number> {
  const settings = { protocolVersion: 5 }
  const server = createServer((socket) => {
    const reading = parser(settings)
    reading.on('packet', ({ cmd }) => {
      if (cmd !== 'connect') return
      socket.write(generate({ cmd: 'connack', sessionPresent: false, reasonCode: 0 }, settings))
      const publish = {
        cmd: 'publish',
        topic: 'a',
        payload: 'x',
        qos: 1,
        dup: false,
        retain: false,
        messageId: 1,
      } as const
      socket.write(generate(publish, settings))
    })
    socket.on('data', (chunk) => reading.parse(chunk))
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as { port: number }).port // a server that listens on TCP
}

test('what cannot be kept is asked for less and less often, though the broker is there each time', async () => {
  const port = await insistentBroker()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  let down = Promise.withResolvers<void>()
  const client = new MqttClient({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: 'c',
    onMessage: (_topic, _payload, _qos, _id, line) => line.failed(),
    onDown: () => down.resolve(),
  })
  for (const wait of [100, 200, 400, 800]) {
    await down.promise
    // It is told before the next attempt is set.
    await Promise.resolve()
    down = Promise.withResolvers<void>()
    vi.advanceTimersByTime(wait - 1)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1)
    expect(vi.getTimerCount()).toBe(0)
  }
  await down.promise
  await client.stop()
})
