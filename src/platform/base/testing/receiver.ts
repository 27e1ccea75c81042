import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A call as the receiver got it. */
export type GotCall = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

type TestReply = { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }

/** Another system: an HTTP server on a free port of loopback that answers as `answer` says. */
export type Receiver = {
  readonly host: string
  readonly url: string
  readonly calls: GotCall[]
  answer: (call: GotCall) => TestReply | Promise<TestReply>
  close(): Promise<void>
}

/** Starts a receiver. */
export async function receiver(): Promise<Receiver> {
  const calls: GotCall[] = []
  const server = createServer(async (request, reply) => {
    const { method = '', url = '', headers } = request
    const call = { method, url, headers, body: await text(request) }
    calls.push(call)
    const { status, body = '', headers: more } = await made.answer(call)
    reply.writeHead(status, more).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // a TCP server that listens
  const made: Receiver = {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    calls,
    answer: () => ({ status: 200 }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return made
}
