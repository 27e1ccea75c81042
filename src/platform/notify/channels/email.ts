import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import type { Transporter } from 'nodemailer'
import { maskEmail } from '../../../kernel/codes/index.ts'
import type { NotifySettings } from '../settings.ts'
import type { Carrier, Outcome } from './channel.ts'

/** E-mail by SMTP (RFC 5321). What the server says for good of an address or a letter is final, everything else is tried again. */
export function emailCarrier({ smtp, mailFrom, mailCa }: NotifySettings): Carrier & { close(): void } {
  let transport: Transporter | undefined
  const shownTo: Carrier['shownTo'] = ({ email }) => (email === undefined ? undefined : maskEmail(email))
  if (smtp === undefined) return { shownTo, close: () => undefined }
  return {
    shownTo,
    close: () => transport?.close(),
    send: async ({ id, to, title, text, link }): Promise<Outcome> => {
      try {
        transport ??= await open(smtp, mailCa)
        const sent = await transport.sendMail({
          from: mailFrom,
          to: { name: to.name ?? '', address: to.email ?? '' },
          subject: title,
          text: link === undefined || text.includes(link) ? text : `${text}\n\n${link}`,
          // The same id at every attempt, so that a mailbox shows a repeated letter once.
          messageId: `<${id}@shudu>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { kind: 'sent', providerId: sent.messageId }
      } catch (cause) {
        return outcomeOf(cause)
      }
    },
  }
}

/** The library is loaded with the first letter: most cities that are only looked at never send one. */
async function open(smtp: string, ca: string | undefined): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
  const { protocol, password } = new URL(smtp)
  return createTransport({
    ...{ url: smtp, pool: true, maxConnections: 2, ...timeouts },
    // A password is told over TLS or not at all, whatever somebody on the way makes of the server's offer (RFC 8314).
    requireTLS: protocol === 'smtp:' && password !== '',
    ...(ca !== undefined && { tls: { ca: [...rootCertificates, await readFile(ca, 'utf8')] } }),
  })
}

/** Steps of the protocol at which a refusal is about this address or this letter, and not about how the city is set up. */
const aboutLetter = new Set(['RCPT TO', 'DATA'])
/** "Authentication required" (RFC 4954) is said at any step. */
const mustSignIn = 530

function outcomeOf(cause: unknown): Outcome {
  const code = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : undefined
  // The server's words may repeat the address: only its code is kept.
  const name = cause instanceof Error && 'code' in cause ? String(cause.code) : 'error'
  const fault = code === undefined ? `SMTP ${name}` : `SMTP ${code}`
  const step = cause instanceof Error && 'command' in cause ? String(cause.command) : ''
  const isFinal = code !== undefined && code >= 500 && code !== mustSignIn && aboutLetter.has(step)
  return { kind: isFinal ? 'refused' : 'failed', fault }
}
