import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Which part of the work this process does: answers requests, runs jobs and consumers. */
export type ProcessRole = 'api' | 'work'

/** Everything that can be set from outside, read once from the environment; nothing else reads `process.env`. */
export type Config = {
  /** Absolute folder of all state: database, files, secrets (`SHUDU_DATA`, default `.shudu` beside package.json). */
  readonly data: string
  /** Address to listen on (`SHUDU_HOST`, default 127.0.0.1). */
  readonly host: string
  /** Port to listen on, 0 for any free one (`SHUDU_PORT`, default 8080). */
  readonly port: number
  /** Is the demonstration city shown (`SHUDU_DEMO`, default yes; `0` means an empty city)? */
  readonly demo: boolean
  /** An outside PostgreSQL ≥ 15 instead of the embedded one (`DATABASE_URL`). */
  readonly databaseUrl: string | undefined
  /** The address under which people reach the city, when it is behind a proxy (`SHUDU_PUBLIC_URL`), without trailing `/`. */
  readonly publicUrl: string | undefined
  /** How many proxies in front may be believed for the caller's address (`SHUDU_PROXIES`, default 0). */
  readonly proxies: number
  /** Connections of this process to the database (`SHUDU_CONNECTIONS`, default 20). */
  readonly connections: number
  /**
   * Port for devices by MQTT (`SHUDU_MQTT_PORT`, default 1883; 0 means any free one; `off` none). Where the default is taken by
   * another program any free one is used.
   */
  readonly mqttPort: number | 'off' | undefined
  /** An outside MQTT broker that devices speak to instead (`MQTT_URL`, e.g. `mqtt://user:secret@host:1883`). */
  readonly mqttUrl: string | undefined
  /**
   * MQTT over TLS: port, key, certificate and the authorities of devices' certificates (`SHUDU_MQTTS_PORT`, `_KEY`, `_CERT`, `_CA`: files),
   * and the port where the same key serves HTTPS to devices that show certificates (`SHUDU_HTTPS_PORT`; none when absent).
   */
  readonly mqttTls:
    | {
        readonly port: number
        readonly key: string
        readonly cert: string
        readonly ca?: string
        readonly https?: number
      }
    | undefined
  /** Multiplies the limits on how often somebody may call (`SHUDU_RATE`, default 1; 0 means no limits, for load tests). */
  readonly rate: number
  /** How long a start waits for an outside database, seconds (`SHUDU_WAIT`, default 60). */
  readonly wait: number
  /** The user under whom the embedded database runs when Shudu runs as root (`SHUDU_DB_USER`). */
  readonly databaseUser: string | undefined
  /** Master secret shared by the machines of one city (`SHUDU_SECRET`); without it one is made and kept in SHUDU_DATA. */
  readonly secret: string | undefined
  /** The provider of e-mail, `smtps://user:password@host:465` (`SMTP_URL`); without it e-mail goes to the sandbox. */
  readonly smtp: string | undefined
  /** Sender of e-mails (`SHUDU_MAIL_FROM`, default `Shudu <no-reply@host of SMTP_URL>`). */
  readonly mailFrom: string | undefined
  /** File of the authorities whose certificates the mail server shows, besides the public ones (`SHUDU_MAIL_CA`). */
  readonly mailCa: string | undefined
  /** Hosts, `name` or `name:port`, that may be called though they lie inside (`SHUDU_OUTSIDE_HOSTS`, separated by commas). */
  readonly outsideHosts: ReadonlySet<string>
  /**
   * May programs of this machine and its private network read and write the twin by NGSI-LD without a token (`SHUDU_TWIN_OPEN=1`)? For
   * conformance suites that cannot send one; never together with `SHUDU_PUBLIC_URL` or `SHUDU_PROXIES`.
   */
  readonly openTwin: boolean
  /** Folder of @contexts that need no network: each file is named by the URL-encoded address of its context (`SHUDU_CONTEXTS`). */
  readonly contexts?: string
  /** Instances of one attribute in one answer of an evolution (`SHUDU_TEMPORAL_PAGE`, default 1000). */
  readonly temporalPage: number
  /** May anybody who reaches the port read `/metrics` (`SHUDU_METRICS=open`)? Otherwise the machine itself and a token. */
  readonly openMetrics: boolean
  readonly roles: ReadonlySet<ProcessRole>
  /** The version of the running code, shown in `x-shudu-version`. */
  readonly version: string
  /** Folder of the built web application. */
  readonly web: string
}

/** The folder that holds package.json. */
export const projectFolder: string = resolve(import.meta.dirname, '../../..')

const isOff = (text: string | undefined) => text !== undefined && /^(0|no|off|false)$/i.test(text.trim())

function wholeNumber(name: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined || text.trim() === '') return otherwise
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new ConfigError(`${name} must be a whole number from 0 to ${most}, not "${text}".`)
  return value
}

/** A setting from outside that cannot be used; its message names the variable and what would be right. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

function readRoles(text: string | undefined): ReadonlySet<ProcessRole> {
  if (text === undefined || text.trim() === '') return new Set(['api', 'work'])
  const roles = new Set<ProcessRole>()
  for (const name of text.split(',').map((part) => part.trim())) {
    if (name !== 'api' && name !== 'work') throw new ConfigError(`There is no role "${name}": use api, work or both.`)
    roles.add(name)
  }
  return roles
}

function readMqttTls(env: Readonly<Record<string, string | undefined>>): Config['mqttTls'] {
  const { SHUDU_MQTTS_PORT: port, SHUDU_MQTTS_KEY: key, SHUDU_MQTTS_CERT: cert, SHUDU_MQTTS_CA: ca } = env
  if (!key && !cert) return undefined
  if (!key || !cert) throw new ConfigError('MQTT over TLS needs both SHUDU_MQTTS_KEY and SHUDU_MQTTS_CERT.')
  const https = env.SHUDU_HTTPS_PORT ? wholeNumber('SHUDU_HTTPS_PORT', env.SHUDU_HTTPS_PORT, 8443, 65535) : undefined
  const ports = { port: wholeNumber('SHUDU_MQTTS_PORT', port, 8883, 65535), ...(https !== undefined && { https }) }
  return { ...ports, key, cert, ...(ca && { ca }) }
}

const readHosts = (text = ''): ReadonlySet<string> =>
  new Set(
    text
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== ''),
  )

function readOpenTwin(env: Readonly<Record<string, string | undefined>>): boolean {
  const { SHUDU_TWIN_OPEN: text, SHUDU_PUBLIC_URL: url, SHUDU_PROXIES: proxies } = env
  if (text === undefined || text.trim() === '' || isOff(text)) return false
  if (url || (proxies && proxies.trim() !== '0'))
    throw new ConfigError(
      'SHUDU_TWIN_OPEN lets programs write without a token: it is for trials, never together with SHUDU_PUBLIC_URL or SHUDU_PROXIES.',
    )
  return true
}

function readVersion(): string {
  // package.json is ours: its shape is known.
  const text = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string }
  const stamp = join(projectFolder, 'dist', 'web', 'build.txt')
  return existsSync(stamp) ? `${text.version}+${readFileSync(stamp, 'utf8').trim()}` : text.version
}

/**
 * Reads the settings from the environment.
 * @throws ConfigError when a value cannot be used.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  over: Partial<Config> = {},
): Config {
  const roles = readRoles(env.SHUDU_ROLES)
  return {
    data: resolve(env.SHUDU_DATA || join(projectFolder, '.shudu')),
    host: env.SHUDU_HOST || '127.0.0.1',
    // A process that only works in the background needs no address that anybody knows.
    port: wholeNumber('SHUDU_PORT', env.SHUDU_PORT, roles.has('api') ? 8080 : 0, 65535),
    demo: !isOff(env.SHUDU_DEMO),
    databaseUrl: env.DATABASE_URL || undefined,
    publicUrl: env.SHUDU_PUBLIC_URL?.replace(/\/+$/, '') || undefined,
    proxies: wholeNumber('SHUDU_PROXIES', env.SHUDU_PROXIES, 0, 16),
    connections: wholeNumber('SHUDU_CONNECTIONS', env.SHUDU_CONNECTIONS, 20, 500),
    mqttPort:
      isOff(env.SHUDU_MQTT_PORT) && env.SHUDU_MQTT_PORT !== '0'
        ? 'off'
        : env.SHUDU_MQTT_PORT
          ? wholeNumber('SHUDU_MQTT_PORT', env.SHUDU_MQTT_PORT, 1883, 65535)
          : undefined,
    mqttUrl: env.MQTT_URL || undefined,
    mqttTls: readMqttTls(env),
    rate: wholeNumber('SHUDU_RATE', env.SHUDU_RATE, 1, 1_000),
    wait: wholeNumber('SHUDU_WAIT', env.SHUDU_WAIT, 60, 86_400),
    databaseUser: env.SHUDU_DB_USER || undefined,
    secret: env.SHUDU_SECRET || undefined,
    smtp: env.SMTP_URL?.trim() || undefined,
    mailFrom: env.SHUDU_MAIL_FROM?.trim() || undefined,
    mailCa: env.SHUDU_MAIL_CA ? resolve(env.SHUDU_MAIL_CA) : undefined,
    outsideHosts: readHosts(env.SHUDU_OUTSIDE_HOSTS),
    openTwin: readOpenTwin(env),
    contexts: env.SHUDU_CONTEXTS ? resolve(env.SHUDU_CONTEXTS) : undefined,
    temporalPage: Math.max(1, wholeNumber('SHUDU_TEMPORAL_PAGE', env.SHUDU_TEMPORAL_PAGE, 1_000, 100_000)),
    openMetrics: env.SHUDU_METRICS?.trim() === 'open',
    roles,
    version: readVersion(),
    web: join(projectFolder, 'dist', 'web'),
    ...over,
  }
}
