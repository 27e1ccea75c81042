import { type AddressInfo, createServer } from 'node:net'
import { generate, parser } from 'mqtt-packet'

/** What came to a topic. */
export type Published = { readonly topic: string; readonly payload: string; readonly qos: number }

/** A broker that takes everything and passes on nothing. */
export async function mqttSink(): Promise<{
  readonly port: number
  readonly published: Published[]
  close(): Promise<void>
}> {
  const published: Published[] = []
  const server = createServer((socket) => {
    const reading = parser()
    let version = 4
    const send = (packet: Parameters<typeof generate>[0]) =>
      socket.write(generate(packet, { protocolVersion: version }))
    reading.on('packet', (packet) => {
      if (packet.cmd === 'connect') {
        version = packet.protocolVersion ?? 4
        send({ cmd: 'connack', sessionPresent: false, ...(version === 5 ? { reasonCode: 0 } : { returnCode: 0 }) })
      }
      if (packet.cmd === 'publish') {
        published.push({ topic: packet.topic, payload: String(packet.payload), qos: packet.qos })
        if (packet.qos === 1) send({ cmd: 'puback', messageId: packet.messageId })
      }
      if (packet.cmd === 'disconnect') socket.end()
    })
    socket.on('data', (data: Buffer) => reading.parse(data))
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // a TCP server that listens
  return { port, published, close: () => new Promise((done) => server.close(() => done())) }
}
