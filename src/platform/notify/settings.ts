import type { Config } from '../base/index.ts'
import { notifyErrors } from './errors.ts'

/** How this city reaches the outside. */
export type NotifySettings = {
  /** `smtp://user:password@host:port` (STARTTLS) or `smtps://…` (TLS from the first byte); without it e-mail goes to the sandbox. */
  readonly smtp?: string
  /** File of the authorities whose certificates the mail server may show, besides the public ones. */
  readonly mailCa?: string
  /** Sender of e-mails. */
  readonly mailFrom: string
  /** Hosts, `name` or `name:port`, that may be called though they lie inside. */
  readonly allowedHosts: ReadonlySet<string>
}

/** What the city's configuration says of it. @throws notify.setting */
export function notifySettings({ smtp, mailFrom, mailCa, outsideHosts }: Config): NotifySettings {
  const host = smtp === undefined ? 'localhost' : hostOf(smtp)
  return { smtp, mailCa, mailFrom: mailFrom ?? `Shudu <no-reply@${host}>`, allowedHosts: outsideHosts }
}

function hostOf(smtp: string): string {
  const url = URL.canParse(smtp) ? new URL(smtp) : undefined
  if (url && (url.protocol === 'smtp:' || url.protocol === 'smtps:') && url.hostname !== '') return url.hostname
  throw notifyErrors.make('notify.setting', {
    name: 'SMTP_URL',
    zh: '应如 smtps://用户:密码@主机:465',
    en: 'it should be like smtps://user:password@host:465',
  })
}
