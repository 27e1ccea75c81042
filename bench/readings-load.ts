import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'

/**
 * The load of the ingest benchmarks, in a process of its own: `node readings-load.ts`, told by IPC. By MQTT every connection is a
 * device; it keeps a window of messages on their way and sends the next when one is acknowledged. By HTTP a device has as many connections
 * as the window is wide, and each sends the next request when the last one is answered. It writes and reads bytes by itself, so that the generator does not limit what is measured.
 */
export type LoadTask = {
  readonly by: 'mqtt' | 'http'
  readonly port: number
  readonly devices: readonly { readonly id: string; readonly secret: string }[]
  readonly messages: number
  /** Readings a message. */
  readonly rows: number
  /** Messages of a device on their way at once: over one connection by MQTT, over as many by HTTP. */
  readonly window: number
  /** Instant of the first reading, epoch ms; each further one of a device is a millisecond later. */
  readonly first: number
}

/** What it found: milliseconds from the first message to the last acknowledgement, and its own processor time. */
export type LoadDone = { readonly ms: number; readonly acknowledged: number; readonly cpuMs: number }

/** The value that a device sends as its n-th reading: hundredths, so that sums are exact. */
export const readingOf = (device: number, n: number): number => ((device * 7 + n * 13) % 4_000) / 100

const row = (at: number, value: number) => `{"at":${at},"temperature":${value}}`

function payloadOf(task: LoadTask, device: number, n: number): string {
  const at = task.first + n * task.rows
  return task.rows === 1
    ? row(at, readingOf(device, n))
    : `[${Array.from({ length: task.rows }, (_, i) => row(at + i, readingOf(device, n * task.rows + i))).join(',')}]`
}

function messageOf(task: LoadTask, device: number, id: string, n: number, messageId: number): Buffer {
  const payload = payloadOf(task, device, n)
  const topic = `things/${id}/readings`
  const length = 2 + topic.length + 2 + payload.length
  const head = [0x32]
  for (let left = length; ; ) {
    const byte = left % 128
    left = Math.floor(left / 128)
    head.push(left > 0 ? byte | 128 : byte)
    if (left === 0) break
  }
  const bytes = Buffer.allocUnsafe(head.length + length)
  bytes.set(head)
  let to = head.length
  to = bytes.writeUInt16BE(topic.length, to)
  to += bytes.write(topic, to, 'latin1')
  to = bytes.writeUInt16BE(messageId, to)
  bytes.write(payload, to, 'latin1')
  return bytes
}

async function open({ port }: LoadTask, id: string, secret: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: id,
      keepalive: 0,
      username: id,
      password: Buffer.from(secret),
    }),
  )
  await new Promise<void>((done, failed) => {
    socket.once('data', (answer) => (answer[3] === 0 ? done() : failed(new Error(`refused with ${answer[3]}`))))
    socket.once('error', failed)
  })
  return socket
}

function drive(task: LoadTask, socket: Socket, device: number, id: string, acknowledged: () => void): Promise<void> {
  return new Promise((done, failed) => {
    let [sent, acked, left] = [0, 0, 0]
    const send = (count: number) => {
      const pieces: Buffer[] = []
      for (; count > 0 && sent < task.messages; count--)
        pieces.push(messageOf(task, device, id, sent, (sent++ % 65_535) + 1))
      if (pieces.length > 0) socket.write(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)) // one piece is there
    }
    socket.on('data', (chunk) => {
      // Acknowledgements are four bytes each.
      left += chunk.length
      const count = Math.floor(left / 4)
      left -= count * 4
      acked += count
      for (let i = 0; i < count; i++) acknowledged()
      if (acked === task.messages) done()
      else send(count)
    })
    socket.on('error', failed)
    socket.on('close', () => failed(new Error(`${id} was cut off after ${acked}`)))
    send(task.window)
  })
}

async function connected({ port }: LoadTask): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise<void>((done, failed) => {
    socket.once('connect', done)
    socket.once('error', failed)
  })
  return socket
}

/**
 * One request after the other over one connection: every so many-th message of the device, from `lane` on. Anything but 200 with every
 * reading taken ends the run.
 */
function post(
  task: LoadTask,
  socket: Socket,
  device: number,
  { id, secret }: LoadTask['devices'][number],
  lane: number,
  acknowledged: () => void,
): Promise<void> {
  if (lane >= task.messages) return Promise.resolve()
  const head = `POST /things/v1/readings HTTP/1.1\r\nHost: 127.0.0.1:${task.port}\r\nContent-Type: application/json\r\nAuthorization: Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}\r\nContent-Length: `
  return new Promise((done, failed) => {
    let [next, answer] = [lane, '']
    const send = () => {
      const body = payloadOf(task, device, next)
      next += task.window
      socket.write(`${head}${body.length}\r\n\r\n${body}`, 'latin1')
    }
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      const bodyAt = answer.indexOf('\r\n\r\n') + 4
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1])
      if (bodyAt < 4 || answer.length < bodyAt + length) return
      if (!answer.startsWith('HTTP/1.1 200') || !answer.includes(`"taken":${task.rows},`))
        return failed(new Error(answer))
      answer = ''
      acknowledged()
      if (next >= task.messages) done()
      else send()
    })
    socket.on('error', failed)
    socket.on('close', () => failed(new Error(`${id} was cut off`)))
    send()
  })
}

async function run(task: LoadTask): Promise<LoadDone> {
  const lanes = task.by === 'mqtt' ? 1 : task.window
  const sockets: Socket[] = []
  for (const { id, secret } of task.devices)
    for (let lane = 0; lane < lanes; lane++)
      sockets.push(await (task.by === 'mqtt' ? open(task, id, secret) : connected(task)))
  let acknowledged = 0
  const count = () => void acknowledged++
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await Promise.all(
    sockets.map((socket, i) => {
      const index = Math.floor(i / lanes)
      const device = task.devices[index] as LoadTask['devices'][number] // each socket was opened for one
      return task.by === 'mqtt'
        ? drive(task, socket, index, device.id, count)
        : post(task, socket, index, device, i % lanes, count)
    }),
  )
  const ms = performance.now() - begun
  const { user, system } = process.cpuUsage(cpu)
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
  return { ms, acknowledged, cpuMs: (user + system) / 1_000 }
}

process.on('message', (task: LoadTask) => {
  run(task).then(
    (done) => process.send?.(done),
    (cause: unknown) => {
      process.stderr.write(`${cause}\n`)
      process.exit(1)
    },
  )
})
