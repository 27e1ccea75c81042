import { TLSSocket } from 'node:tls'

/** The certificate that a client showed. */
export type ShownCertificate = {
  /** SHA-256 over it, as lower-case hexadecimal. */
  readonly fingerprint: string
  /** Does it come from the authorities that the listener was given? */
  readonly isSigned: boolean
}

/** The certificate that the other end of a connection showed over TLS; none when it is not yet or no longer good at `now` (epoch ms). */
export function certificateOf(socket: unknown, now: number): ShownCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  // An empty object stands for "none shown".
  const shown: Partial<ReturnType<TLSSocket['getPeerCertificate']>> = socket.getPeerCertificate()
  if (shown.fingerprint256 === undefined) return undefined
  const isGood = now >= Date.parse(shown.valid_from ?? '') && now <= Date.parse(shown.valid_to ?? '')
  return isGood
    ? { fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(), isSigned: socket.authorized }
    : undefined
}
