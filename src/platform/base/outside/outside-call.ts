import { lookup as lookupName } from 'node:dns/promises'
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP } from 'node:net'
import { isPublicAddress } from './address-guard.ts'

/** Finds the addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** A call to another system. */
export type OutsideCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** The most that is read of the answer, in bytes; 64 KiB when not said. */
  readonly mostBytes?: number
}

/** Its answer; the body is cut where `mostBytes` says. */
export type OutsideAnswer = { readonly status: number; readonly body: string; readonly headers: IncomingHttpHeaders }

/** Makes the error for an address that is refused, saying why in both languages. */
export type Refusal = (host: string, zh: string, en: string) => Error

/** How a way out differs from the plain one. */
export type OutsideOptions = {
  readonly resolve?: Resolve
  /** Plain http to public addresses is allowed as well, on any port. */
  readonly allowPlain?: boolean
}

/** Calls other systems, and nothing inside the house. */
export type Outside = {
  /**
   * Checks the form of an address without calling it.
   * @throws what `refuse` makes
   */
  check(url: string): URL
  /**
   * Calls it: the name is resolved once, each address must be public, and the connection goes to the address that was
   * checked. Redirects are not followed. The whole takes at most `seconds`.
   * @throws what `refuse` makes; Error when it does not get through
   */
  call(call: OutsideCall, seconds?: number): Promise<OutsideAnswer>
  /**
   * The address to which a connection that is no HTTP call may go; it must be used as it is, not looked up again.
   * @throws what `refuse` makes
   */
  addressOf(url: URL): Promise<string>
}

const mostBytes = 64 * 1024

const resolveBySystem: Resolve = async (host) =>
  (await lookupName(host, { all: true, verbatim: true })).map(({ address }) => address)

/** The way out, past the hosts that the operator allowed though they lie inside. */
export function outsideThrough(
  allowedHosts: ReadonlySet<string>,
  refuse: Refusal,
  { resolve = resolveBySystem, allowPlain = false }: OutsideOptions = {},
): Outside {
  const isAllowed = ({ hostname, host }: URL): boolean => allowedHosts.has(hostname) || allowedHosts.has(host)

  function check(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (!url) throw refuse(text.slice(0, 80), '不是完整的网址', 'it is no complete address')
    if (url.username !== '' || url.password !== '')
      throw refuse(url.host, '网址中不能含用户名和密码', 'an address carries no name and password')
    if (isAllowed(url) && (url.protocol === 'http:' || url.protocol === 'https:')) return url
    const isPlain = allowPlain && url.protocol === 'http:'
    if (url.protocol !== 'https:' && !isPlain)
      throw refuse(url.host, '须以 https:// 开头', 'it must begin with https://')
    const port = url.port === '' ? (isPlain ? 80 : 443) : Number(url.port)
    if (port !== 443 && !(isPlain && port === 80) && port < 1024)
      throw refuse(url.host, '端口须为 443 或 1024 以上', 'its port is 443, or 1024 and above')
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) !== 0 && !isPublicAddress(literal))
      throw refuse(url.host, '不是公网地址', 'it is not on the public internet')
    return url
  }

  async function addressOf(url: URL): Promise<string> {
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    const found = isIP(literal) === 0 ? await resolve(literal) : [literal]
    const [first] = found
    if (first === undefined) throw new Error(`No address for ${url.hostname}`)
    if (!isAllowed(url) && !found.every(isPublicAddress))
      throw refuse(url.host, '域名指向内网地址', 'its name leads inside')
    return first
  }

  return {
    check,
    addressOf,
    call: async (call, seconds = 10) => {
      const url = check(call.url)
      const signal = AbortSignal.timeout(seconds * 1000)
      return exchange(url, await addressOf(url), call, signal)
    },
  }
}

function exchange(url: URL, address: string, call: OutsideCall, signal: AbortSignal): Promise<OutsideAnswer> {
  const family = isIP(address)
  return new Promise((done, failed) => {
    const options = {
      method: call.method,
      headers: { 'user-agent': 'Shudu', ...call.headers },
      signal,
      agent: false as const,
      // Pinned: whatever the name says by now, the connection goes where the check looked.
      lookup: (
        _host: string,
        asked: { all?: boolean },
        back: (fault: null, found: string | { address: string; family: number }[], family?: number) => void,
      ) => (asked.all ? back(null, [{ address, family }]) : back(null, address, family)),
    }
    const heard = (answer: IncomingMessage): void => {
      read(answer, call.mostBytes ?? mostBytes).then(
        (body) => done({ status: answer.statusCode ?? 0, body, headers: answer.headers }),
        failed,
      )
    }
    const send: ClientRequest =
      url.protocol === 'https:' ? requestSecure(url, options, heard) : requestPlain(url, options, heard)
    send.once('error', failed)
    send.end(call.body)
  })
}

async function read(answer: IncomingMessage, most: number): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of answer) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= most) {
      answer.destroy()
      break
    }
  }
  return Buffer.concat(pieces).subarray(0, most).toString('utf8')
}
