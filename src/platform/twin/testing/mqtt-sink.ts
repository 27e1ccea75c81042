import { type AddressInfo, createServer } from 'node:net'
import { generate, parser } from 'mqtt-packet'

/** What came to a topic. */
export type Published = {
  readonly topic: string
  readonly payload: string
  readonly qos: number
  /** Of the protocol: 4 is MQTT 3.1.1, 5 is MQTT 5. */
  readonly version: number
}

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
    // What came with quality 2 is the receiver's once the sender let go of it (MQTT 5 §4.3.3).
    const held = new Map<number | undefined, Published>()
    const send = (packet: Parameters<typeof generate>[0]) =>
      socket.write(generate(packet, { protocolVersion: version }))
    reading.on('packet', (packet) => {
      if (packet.cmd === 'connect') {
        version = packet.protocolVersion ?? 4
        send({ cmd: 'connack', sessionPresent: false, ...(version === 5 ? { reasonCode: 0 } : { returnCode: 0 }) })
      }
      if (packet.cmd === 'publish') {
        const one = { topic: packet.topic, payload: String(packet.payload), qos: packet.qos, version }
        if (packet.qos === 2) held.set(packet.messageId, one)
        else published.push(one)
        if (packet.qos > 0) send({ cmd: packet.qos === 1 ? 'puback' : 'pubrec', messageId: packet.messageId })
      }
      if (packet.cmd === 'pubrel') {
        const one = held.get(packet.messageId)
        held.delete(packet.messageId)
        if (one) published.push(one)
        send({ cmd: 'pubcomp', messageId: packet.messageId })
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
