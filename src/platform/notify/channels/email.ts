import type { Transporter } from 'nodemailer'
import { maskEmail } from '../../../kernel/codes/index.ts'
import type { NotifySettings } from '../settings.ts'
import type { Carrier, Outcome } from './channel.ts'

/** E-mail by SMTP (RFC 5321); replies 5xx are final, everything else is tried again. */
export function emailCarrier({ smtp, mailFrom }: NotifySettings): Carrier & { close(): void } {
  let transport: Transporter | undefined
  const shownTo: Carrier['shownTo'] = ({ email }) => (email === undefined ? undefined : maskEmail(email))
  if (smtp === undefined) return { shownTo, close: () => undefined }
  return {
    shownTo,
    close: () => transport?.close(),
    send: async ({ id, to, title, text, link }): Promise<Outcome> => {
      try {
        transport ??= await open(smtp)
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
async function open(smtp: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
  return createTransport({ url: smtp, pool: true, maxConnections: 2, ...timeouts })
}

function outcomeOf(cause: unknown): Outcome {
  const code = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : undefined
  // The server's words may repeat the address: only its code is kept.
  const name = cause instanceof Error && 'code' in cause ? String(cause.code) : 'error'
  const fault = code === undefined ? `SMTP ${name}` : `SMTP ${code}`
  return { kind: code !== undefined && code >= 500 ? 'refused' : 'failed', fault }
}
