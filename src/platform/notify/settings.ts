import { notifyErrors } from './errors.ts'

/** How this city reaches the outside, from the environment. */
export type NotifySettings = {
  /** `smtp://user:password@host:port` or `smtps://…` (`SMTP_URL`); without it e-mail goes to the sandbox. */
  readonly smtp?: string
  /** Sender of e-mails (`SHUDU_MAIL_FROM`), default `Shudu <no-reply@host of SMTP_URL>`. */
  readonly mailFrom: string
  /** Hosts, `name` or `name:port`, that may be called though they lie inside (`SHUDU_OUTSIDE_HOSTS`, separated by commas). */
  readonly allowedHosts: ReadonlySet<string>
}

/** Reads the settings. @throws notify.setting */
export function notifySettings(env: Readonly<Record<string, string | undefined>>): NotifySettings {
  const smtp = env.SMTP_URL?.trim() || undefined
  const host = smtp === undefined ? 'localhost' : hostOf(smtp)
  const hosts = (env.SHUDU_OUTSIDE_HOSTS ?? '').split(',').map((one) => one.trim().toLowerCase())
  return {
    smtp,
    mailFrom: env.SHUDU_MAIL_FROM?.trim() || `Shudu <no-reply@${host}>`,
    allowedHosts: new Set(hosts.filter((one) => one !== '')),
  }
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
