import { setTimeout as rest } from 'node:timers/promises'
import type { IClientOptions } from 'mqtt'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { amended, type JsonObject } from '../../../kernel/twin/index.ts'
import type { Outside } from '../../base/index.ts'
import { contextLink } from '../contexts/context-link.ts'
import { joinedHeaders } from '../ngsild/joined-headers.ts'
import { snapshotOfTenant } from '../snapshots/snapshot-tenant.ts'
import type { Endpoint } from './subscription.ts'
import type { Live } from './subscriptions.ts'

/** How a notification ended: it got through, or why not. */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly fault: string }

const usualTimeout = 10_000
const mostTimeout = 60_000

/** The message (clause 5.3.1). */
export function notificationOf(
  { row, wanted, context }: Live,
  data: readonly JsonObject[],
  now: number,
  reason: string | null,
): JsonObject {
  const { accept } = wanted.endpoint
  const head = {
    id: `urn:ngsi-ld:Notification:${uuidv7()}`,
    // Clause 5.3.2 for news of registrations.
    type: reason === null ? 'Notification' : 'ContextSourceNotification',
    subscriptionId: row.id,
    notifiedAt: new Date(now).toISOString(),
    ...(reason !== null && { triggerReason: reason }),
  }
  const own: JsonObject = hasOwnContext(wanted.endpoint) ? { '@context': context.body } : {}
  if (accept === 'application/geo+json')
    return { ...head, data: { type: 'FeatureCollection', features: data, ...own }, ...own }
  const { version } = wanted
  const shown = version ? data.map((one) => amended(one, version, wanted.shown.format === 'simplified')) : data
  // Each entity brings its context as well: it is read by itself.
  return { ...head, data: shown.map((one) => ({ ...one, ...own })), ...own }
}

/** Does the message carry its context (clause 6.3.8)? GeoJSON does unless `Prefer: body=json` goes with it. */
function hasOwnContext({ accept, receiverInfo }: Endpoint): boolean {
  if (accept !== 'application/geo+json') return accept === 'application/ld+json'
  return !receiverInfo.some(({ key, value }) => key.toLowerCase() === 'prefer' && /\bbody\s*=\s*json\b/.test(value))
}

/** Headers that say in which tenant, and in which snapshot, a change was (clauses 6.3.14, 6.3.22). */
function whence(name: string): Record<string, string> {
  const snapshot = snapshotOfTenant(name)
  const { tenant } = snapshot ?? { tenant: name }
  return { ...(tenant !== '' && { 'NGSILD-Tenant': tenant }), ...(snapshot && { 'NGSILD-Snapshot': snapshot.id }) }
}

async function byHttp(live: Live, body: JsonObject, outside: Outside, timeout: number): Promise<Sent> {
  const { row, wanted, context } = live
  const { endpoint } = wanted
  const extra = Object.fromEntries(endpoint.receiverInfo.map(({ key, value }) => [key, value]))
  const answer = await outside.call(
    {
      method: 'POST',
      url: endpoint.uri,
      headers: joinedHeaders(
        extra,
        { 'Content-Type': endpoint.accept },
        hasOwnContext(endpoint) ? {} : { Link: contextLink(context.url) },
        whence(row.tenant),
      ),
      body: JSON.stringify(body),
    },
    timeout / 1_000,
  )
  if (answer.status >= 200 && answer.status < 300) return { ok: true }
  return { ok: false, fault: `HTTP ${answer.status}` }
}

const info = (live: Live, key: string): string | undefined =>
  live.wanted.endpoint.notifierInfo.find((one) => one.key === key)?.value

/** Clause 7.2: metadata and body in one JSON object, to the topic that the path of the address names. */
async function byMqtt(live: Live, body: JsonObject, outside: Outside, timeout: number): Promise<Sent> {
  const { endpoint } = live.wanted
  const url = new URL(endpoint.uri)
  const isSecure = url.protocol === 'mqtts:'
  const options: IClientOptions = {
    // The address that was checked, not the name: it may lead elsewhere by now.
    host: await outside.addressOf(url),
    port: url.port === '' ? (isSecure ? 8883 : 1883) : Number(url.port),
    protocol: isSecure ? 'mqtts' : 'mqtt',
    ...(isSecure && { servername: url.hostname }),
    protocolVersion: info(live, 'MQTT-Version') === 'mqtt3.1.1' ? 4 : 5,
    ...(url.username !== '' && {
      username: decodeURIComponent(url.username),
      ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    }),
    connectTimeout: timeout,
    reconnectPeriod: 0,
    clientId: `shudu-${uuidv7()}`,
  }
  const quality = Number(info(live, 'MQTT-QoS') ?? 0)
  const metadata = {
    ...Object.fromEntries(endpoint.receiverInfo.map(({ key, value }) => [key, value])),
    // What table 7.2-2 says nobody else says.
    'Content-Type': endpoint.accept,
    ...(!hasOwnContext(endpoint) && { Link: contextLink(live.context.url) }),
    ...whence(live.row.tenant),
  }
  // Loaded with the first such subscription.
  const { connectAsync } = await import('mqtt')
  const client = await connectAsync(options)
  try {
    const topic = decodeURIComponent(url.pathname.slice(1))
    await client.publishAsync(topic, JSON.stringify({ metadata, body }), {
      qos: quality === 2 ? 2 : quality === 1 ? 1 : 0,
    })
    // Quality 0 is answered by nobody: what was written must have left before the line is given up.
    const left = client.endAsync().then((): Sent => ({ ok: true }))
    const late = rest(timeout, undefined, { ref: false }).then(
      (): Sent => ({ ok: false, fault: `It was not taken within ${timeout} ms` }),
    )
    return await Promise.race([left, late])
  } finally {
    await client.endAsync(true)
  }
}

/** Sends a notification; a failure is an answer, not an exception. */
export async function send(live: Live, body: JsonObject, outside: Outside): Promise<Sent> {
  const timeout = Math.min(live.wanted.endpoint.timeout ?? usualTimeout, mostTimeout)
  try {
    return live.wanted.endpoint.uri.startsWith('mqtt')
      ? await byMqtt(live, body, outside, timeout)
      : await byHttp(live, body, outside, timeout)
  } catch (cause) {
    return { ok: false, fault: cause instanceof Error ? cause.message.slice(0, 500) : 'It did not get through' }
  }
}
