import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TLSSocket } from 'node:tls'

/** A letter as the server got it: whether on a line that nobody could read, and who had signed in. */
export type GotLetter = {
  readonly from: string
  readonly to: string
  readonly data: string
  readonly isSecure: boolean
  readonly user: string
}

/** What the server asks for: TLS by STARTTLS (RFC 3207) or from the first byte, and a name with its password (RFC 4954). */
export type SmtpTerms = {
  readonly tls?: { readonly key: string; readonly cert: string; readonly isImplicit?: boolean }
  readonly login?: { readonly user: string; readonly password: string }
}

/** A mail server (RFC 5321) on a free port of loopback, which answers a recipient as `answer` says. */
export type SmtpServer = {
  readonly url: string
  readonly letters: readonly GotLetter[]
  /** Every line that was told before the line was secret. */
  readonly overheard: readonly string[]
  /** Answer to RCPT TO, by address; `250 ok` unless it says otherwise. */
  answer: (to: string) => string
  /** While it is away, connections end before a word is said. */
  isAway: boolean
  close(): Promise<void>
}

/** Starts a mail server. */
export async function smtpServer(terms: SmtpTerms = {}): Promise<SmtpServer> {
  const open = new Set<Socket>()
  const [letters, overheard]: [GotLetter[], string[]] = [[], []]
  const { tls, login } = terms
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // What a caller breaks off is seen by what he has of it.
    socket.on('error', () => socket.destroy())
    if (made.isAway) return void socket.destroy()
    converse(tls?.isImplicit ? secured(socket, terms) : socket, terms, { server: made, letters, overheard })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // a TCP server that listens
  const who = login ? `${login.user}:${encodeURIComponent(login.password)}@` : ''
  const made: SmtpServer = {
    url: `${tls?.isImplicit ? 'smtps' : 'smtp'}://${who}127.0.0.1:${port}`,
    ...{ letters, overheard, isAway: false },
    answer: () => '250 ok',
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
  return made
}

function secured(socket: Socket, { tls }: SmtpTerms): TLSSocket {
  const inside = new TLSSocket(socket, { isServer: true, key: tls?.key, cert: tls?.cert })
  // A caller who does not trust the certificate hangs up in the middle of it.
  inside.on('error', () => socket.destroy())
  return inside
}

type Kept = { readonly server: SmtpServer; readonly letters: GotLetter[]; readonly overheard: string[] }

function converse(socket: Socket, terms: SmtpTerms, kept: Kept): void {
  const { tls, login } = terms
  const isSecure = socket instanceof TLSSocket
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  let [from, to, user, data] = ['', '', '', undefined as string[] | undefined]
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })
  const offers = [tls && !isSecure ? 'STARTTLS' : [], login ? 'AUTH PLAIN' : []].flat()
  const answers: Readonly<Record<string, (line: string) => void>> = {
    EHLO: () => ['mail.test', ...offers].forEach((one, i) => void say(`250${i < offers.length ? '-' : ' '}${one}`)),
    HELO: () => say('250 mail.test'),
    RSET: () => say('250 ok'),
    STAR: () => {
      say('220 go on')
      lines.close()
      converse(secured(socket, terms), terms, kept)
    },
    AUTH: (line) => {
      const [, name = '', password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')
      if (name !== login?.user || password !== login.password) return say('535 not you')
      user = name
      say('235 welcome')
    },
    MAIL: (line) => {
      if (login && user === '') return say('530 sign in first')
      from = /<(.*?)>/.exec(line)?.[1] ?? ''
      say('250 ok')
    },
    RCPT: (line) => {
      to = /<(.*?)>/.exec(line)?.[1] ?? ''
      say(kept.server.answer(to))
    },
    DATA: () => {
      data = []
      say('354 go on')
    },
    QUIT: () => void socket.end('221 bye\r\n'),
  }
  // After STARTTLS the greeting was said already.
  if (!isSecure || tls?.isImplicit) say('220 mail.test')
  // What breaks the line breaks the talk; the caller has it as an error.
  lines.on('error', () => socket.destroy())
  lines.on('line', (line) => {
    if (!isSecure) kept.overheard.push(line)
    if (data === undefined) return (answers[line.slice(0, 4).toUpperCase()] ?? (() => say('502 not here')))(line)
    if (line !== '.') return void data.push(line.replace(/^\.\./, '.'))
    kept.letters.push({ from, to, data: data.join('\n'), isSecure, user })
    data = undefined
    say('250 taken')
  })
}

/** A letter's headers by their names in lower case, its subject and text as a person reads them (RFC 2045, 2047). */
export function readLetter({ data }: Pick<GotLetter, 'data'>): {
  readonly headers: Readonly<Record<string, string>>
  readonly subject: string
  readonly text: string
} {
  const end = data.indexOf('\n\n')
  const lines = data
    .slice(0, end)
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const quoted = (text: string) =>
    Buffer.from(
      text.replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    )
  const subject = (headers.subject ?? '')
    .replaceAll(/\?= =\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?(.*?)\?=/gi, (_, how: string, said: string) =>
      (how.toUpperCase() === 'B' ? Buffer.from(said, 'base64') : quoted(said.replaceAll('_', ' '))).toString(),
    )
  const body = data.slice(end + 2)
  const texts: Readonly<Record<string, () => string>> = {
    base64: () => Buffer.from(body, 'base64').toString(),
    'quoted-printable': () => quoted(body.replaceAll('=\n', '')).toString(),
  }
  return { headers, subject, text: (texts[headers['content-transfer-encoding'] ?? ''] ?? (() => body))().trim() }
}
