import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A letter as the server got it. */
export type GotLetter = { readonly from: string; readonly to: string; readonly data: string }

/** A mail server (RFC 5321) on a free port of loopback, which answers a recipient as `answer` says. */
export type SmtpServer = {
  readonly url: string
  readonly letters: readonly GotLetter[]
  /** Answer to RCPT TO, by address; `250 ok` unless it says otherwise. */
  answer: (to: string) => string
  close(): Promise<void>
}

/** Starts a mail server. */
export async function smtpServer(): Promise<SmtpServer> {
  const letters: GotLetter[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    converse(socket, letters, (to) => made.answer(to))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // a TCP server that listens
  const made: SmtpServer = {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    answer: () => '250 ok',
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
  return made
}

function converse(socket: Socket, letters: GotLetter[], answer: (to: string) => string): void {
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  let [from, to, data] = ['', '', undefined as string[] | undefined]
  say('220 mail.test')
  createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (data) {
      if (line !== '.') return void data.push(line.replace(/^\.\./, '.'))
      letters.push({ from, to, data: data.join('\n') })
      data = undefined
      return say('250 taken')
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO' || verb === 'HELO' || verb === 'RSET' || verb === 'NOOP') return say('250 mail.test')
    if (verb === 'MAIL') {
      from = /<(.*?)>/.exec(line)?.[1] ?? ''
      return say('250 ok')
    }
    if (verb === 'RCPT') {
      to = /<(.*?)>/.exec(line)?.[1] ?? ''
      return say(answer(to))
    }
    if (verb === 'DATA') {
      data = []
      return say('354 go on')
    }
    if (verb === 'QUIT') return void socket.end('221 bye\r\n')
    say('502 not here')
  })
}
