import type { Actor } from '../../../kernel/access/index.ts'
import {
  badData,
  idOf,
  isObject,
  type Json,
  type JsonObject,
  parseProjection,
  parseScopes,
  type QueryTree,
  readInstant,
  readVersion,
  type ScopeSelection,
  type TermMap,
  type Version,
} from '../../../kernel/twin/index.ts'
import { type Joining, readJoin } from '../ngsild/linked.ts'
import { readDatasets, readGeo, readQ, readSelectors, text, texts } from '../ngsild/read-parts.ts'
import type { Selector } from '../query/entity-query.ts'
import type { GeoQuestion } from '../query/geo-sql.ts'

/** What sets off a notification (table 5.2.12-1). */
export const triggers = [
  'entityCreated',
  'entityUpdated',
  'entityDeleted',
  'attributeCreated',
  'attributeUpdated',
  'attributeDeleted',
] as const

/** One of `triggers`. */
export type Trigger = (typeof triggers)[number]

/** A row of twin.subscription. */
export type SubscriptionRow = {
  readonly tenant: string
  readonly id: string
  readonly body: JsonObject
  readonly context: Json
  readonly actor: Actor
  readonly about: 'entity' | 'source'
  readonly is_active: boolean
  readonly expires_at: string | null
  readonly created_at: string
  readonly modified_at: string
  readonly times_sent: number
  readonly times_failed: number
  readonly last_notification: string | null
  readonly last_success: string | null
  readonly last_failure: string | null
  readonly failures: number
  readonly rests_till: string | null
}

/** Where and how notifications go. */
export type Endpoint = {
  readonly uri: string
  readonly accept: 'application/json' | 'application/ld+json' | 'application/geo+json'
  readonly receiverInfo: readonly KeyValue[]
  readonly notifierInfo: readonly KeyValue[]
  /** Milliseconds. */
  readonly timeout?: number
  readonly cooldown?: number
}

type KeyValue = { readonly key: string; readonly value: string }

/** What a subscription asks for, names expanded. */
export type Wanted = {
  readonly selectors: readonly Selector[]
  readonly watched?: ReadonlySet<string>
  readonly triggers: ReadonlySet<Trigger>
  readonly q?: QueryTree
  readonly geo?: GeoQuestion
  readonly scopes?: ScopeSelection
  readonly shown: Joining
  readonly showChanges: boolean
  readonly endpoint: Endpoint
  /** Seconds. */
  readonly throttling?: number
  readonly timeInterval?: number
  /** The version of NGSI-LD that notifications are in. */
  readonly version?: Version
}

const formats = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
} as const
const accepted = ['application/json', 'application/ld+json', 'application/geo+json'] as const

function pairs(value: Json | undefined, name: string): readonly KeyValue[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw badData(`${name} must be an array of { key, value }`)
  return value.map((one: Json) => {
    if (
      !isObject(one) ||
      typeof one.key !== 'string' ||
      typeof one.value !== 'string' ||
      /[\r\n]/.test(one.key + one.value)
    )
      throw badData(`${name} must be an array of { key, value }`)
    return { key: one.key, value: one.value }
  })
}

function positive(value: Json | undefined, name: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !(value > 0)) throw badData(`${name} must be a number greater than 0`)
  return value
}

const truth = (value: Json | undefined, name: string): boolean => {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw badData(`${name} must be true or false`)
}

const mqttValues: Readonly<Record<string, readonly string[]>> = {
  'MQTT-QoS': ['0', '1', '2'],
  'MQTT-Version': ['mqtt3.1.1', 'mqtt5.0'],
}

/** Parameters of MQTT (table 7.2-1). @throws BadRequestData */
function checkMqtt(info: readonly KeyValue[]): void {
  for (const { key, value } of info) {
    const known = mqttValues[key]
    if (known && !known.includes(value)) throw badData(`notifierInfo: ${key} is one of ${known.join(', ')}`)
  }
}

/** The endpoint of a notification. Whether it may be called is asked of the way out. @throws BadRequestData */
export function readEndpoint(value: Json | undefined): Endpoint {
  if (!isObject(value) || typeof value.uri !== 'string') throw badData('notification.endpoint.uri is missing')
  const { uri, accept = 'application/json' } = value
  if (!URL.canParse(uri) || !/^(https?|mqtts?):$/.test(new URL(uri).protocol))
    throw badData('notification.endpoint.uri must be an address with http, https, mqtt or mqtts')
  const mime = accepted.find((one) => one === accept)
  if (mime === undefined) throw badData(`notification.endpoint.accept is one of ${accepted.join(', ')}`)
  const notifierInfo = pairs(value.notifierInfo, 'notifierInfo')
  if (uri.startsWith('mqtt')) checkMqtt(notifierInfo)
  return {
    uri,
    accept: mime,
    receiverInfo: pairs(value.receiverInfo, 'receiverInfo'),
    notifierInfo,
    timeout: positive(value.timeout, 'timeout'),
    cooldown: positive(value.cooldown, 'cooldown'),
  }
}

function readShown(notification: JsonObject, body: JsonObject, map: TermMap): Joining {
  const format = typeof notification.format === 'string' ? notification.format : 'normalized'
  if (!(format in formats)) throw badData('notification.format is normalized, concise, simplified or keyValues')
  const attributes = texts(notification.attributes, 'notification.attributes')
  if (attributes?.some((name) => name === 'id' || name === 'type' || name === 'scope'))
    throw badData('notification.attributes lists names of attributes: id, type and scope go into pick')
  if (attributes && (notification.pick !== undefined || notification.omit !== undefined))
    throw badData('notification.attributes goes with neither pick nor omit')
  const pick = texts(notification.pick, 'notification.pick')
  const omit = texts(notification.omit, 'notification.omit')
  const { join, joinLevel } = notification
  return {
    ...readJoin({
      ...(join !== undefined && { join: String(join) }),
      ...(joinLevel !== undefined && { joinLevel: String(joinLevel) }),
    }),
    format: formats[format as keyof typeof formats], // checked on the line above
    sysAttrs: truth(notification.sysAttrs, 'notification.sysAttrs'),
    attrs: attributes && new Set(attributes.map((name) => map.expand(name))),
    pick: pick && parseProjection(pick.join(','), map),
    omit: omit && parseProjection(omit.join(','), map),
    lang: typeof body.lang === 'string' ? body.lang : undefined,
    datasets: readDatasets(texts(body.datasetId, 'datasetId')?.join(',')),
  }
}

const written = ['subscriptionName', 'description', 'lang', 'q', 'scopeQ', 'expandValues', 'jsonKeys', 'csf'] as const

// Table 5.2.12-1.
const usualTriggers: readonly Trigger[] = ['attributeCreated', 'attributeUpdated']

function readTriggers(value: Json | undefined): ReadonlySet<Trigger> {
  const all = texts(value, 'notificationTrigger') ?? usualTriggers
  const chosen = all.flatMap((one): Trigger[] => {
    const found = triggers.find((trigger) => trigger === one)
    if (found === undefined)
      throw badData(`notificationTrigger: "${one.slice(0, 40)}" is none of ${triggers.join(', ')}`)
    return found === 'entityUpdated' ? ['attributeCreated', 'attributeUpdated', 'attributeDeleted'] : [found]
  })
  return new Set(chosen)
}

/** Reads what a subscription asks for (clause 5.2.12). @throws BadRequestData */
export function readWanted(body: JsonObject, map: TermMap): Wanted {
  if (body.type !== 'Subscription') throw badData('type must be "Subscription"')
  const { notification, geoQ } = body
  if (!isObject(notification)) throw badData('notification is missing')
  if (geoQ !== undefined && !isObject(geoQ)) throw badData('geoQ must be an object')
  const { q, scopeQ, expandValues } = Object.fromEntries(written.map((name) => [name, text(body[name], name)]))
  const watched = texts(body.watchedAttributes, 'watchedAttributes')
  const timeInterval = positive(body.timeInterval, 'timeInterval')
  const throttling = positive(body.throttling, 'throttling')
  const isLocal = truth(body.localOnly, 'localOnly')
  if (body.entities === undefined && watched === undefined && !isLocal)
    throw badData('Give entities or watchedAttributes')
  if (timeInterval !== undefined && (watched !== undefined || throttling !== undefined))
    throw badData('timeInterval goes with neither watchedAttributes nor throttling')
  if (timeInterval !== undefined && body.entities === undefined && !isLocal)
    throw badData('timeInterval needs entities')
  const shown = readShown(notification, body, map)
  const showChanges = truth(notification.showChanges, 'notification.showChanges')
  if (showChanges && shown.format === 'simplified') throw badData('showChanges cannot be told in simplified format')
  if (body.id !== undefined) idOf(body.id)
  truth(body.isActive, 'isActive')
  truth(body.splitEntities, 'splitEntities')
  const version = typeof body.ngsildConformance === 'string' ? readVersion(body.ngsildConformance) : undefined
  if (body.ngsildConformance !== undefined && version === undefined)
    throw badData('ngsildConformance is a version such as 1.5')
  return {
    selectors: readSelectors(body.entities, map),
    watched: watched && new Set(watched.map((name) => map.expand(name))),
    triggers: readTriggers(body.notificationTrigger),
    q: readQ(q, map, expandValues?.split(',')),
    geo:
      geoQ &&
      readGeo(
        { georel: geoQ.georel, geometry: geoQ.geometry, coordinates: geoQ.coordinates, geoproperty: geoQ.geoproperty },
        map,
      ),
    scopes: scopeQ === undefined ? undefined : parseScopes(scopeQ),
    shown,
    showChanges,
    endpoint: readEndpoint(notification.endpoint),
    throttling,
    timeInterval,
    ...(version && { version }),
  }
}

/** When a subscription ends, ISO instant. @throws BadRequestData for an instant that is none, or that is past */
export function readExpiry(body: JsonObject, now: number): string | undefined {
  if (body.expiresAt === undefined) return undefined
  const at = readInstant(body.expiresAt)
  if (at === undefined) throw badData('expiresAt must be an instant such as 2026-11-20T08:00:00Z')
  if (Date.parse(at) <= now) throw badData('expiresAt lies in the past')
  return at
}

// What a Subscription is (clause 5.2.12); anything else that a document brings is not kept.
const members = new Set([
  ...[
    'id',
    'type',
    'subscriptionName',
    'description',
    'entities',
    'watchedAttributes',
    'notificationTrigger',
    'timeInterval',
  ],
  ...[
    'q',
    'geoQ',
    'csf',
    'isActive',
    'notification',
    'expiresAt',
    'throttling',
    'temporalQ',
    'scopeQ',
    'lang',
    'jsonldContext',
  ],
  ...['datasetId', 'expandValues', 'jsonKeys', 'localOnly', 'splitEntities', 'ngsildConformance'],
])
const readOnly = new Set([
  'status',
  'createdAt',
  'modifiedAt',
  '@context',
  'timesSent',
  'timesFailed',
  'lastNotification',
  'lastSuccess',
  'lastFailure',
])

/** What is kept of a document: without what only the system says. */
export function keptBody(body: JsonObject): JsonObject {
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => members.has(name)))
  if (!isObject(rest.notification)) return rest
  return {
    ...rest,
    notification: Object.fromEntries(Object.entries(rest.notification).filter(([name]) => !readOnly.has(name))),
  }
}

/** A subscription as it stands: active, paused or expired. */
export function statusOf(
  row: Pick<SubscriptionRow, 'is_active' | 'expires_at'>,
  now: number,
): 'active' | 'paused' | 'expired' {
  if (row.expires_at !== null && Date.parse(row.expires_at) <= now) return 'expired'
  return row.is_active ? 'active' : 'paused'
}

const mapNames = (value: Json | undefined, rename: (name: string) => string): Json | undefined =>
  Array.isArray(value) ? value.map((one: Json) => (typeof one === 'string' ? rename(one) : one)) : value

/** Names of types and attributes in a document of one context as those of another. In conditions and projections they stay as they are. */
export function inContext(body: JsonObject, own: TermMap, map: TermMap): JsonObject {
  const rename = (name: string) => map.compact(own.expand(name))
  const told: JsonObject = { ...body }
  if (body.watchedAttributes !== undefined) told.watchedAttributes = mapNames(body.watchedAttributes, rename) ?? []
  if (Array.isArray(body.entities))
    told.entities = body.entities.map((one: Json) =>
      isObject(one) && typeof one.type === 'string' && one.type !== '*'
        ? { ...one, type: one.type.replace(/[^|;&(),]+/g, rename) }
        : one,
    )
  if (isObject(body.notification) && body.notification.attributes !== undefined)
    told.notification = { ...body.notification, attributes: mapNames(body.notification.attributes, rename) ?? [] }
  return told
}

/** The document of a subscription in another context: names expanded in its own, compacted in the reader's. */
export function shownSubscription(
  row: SubscriptionRow,
  own: TermMap,
  map: TermMap,
  sysAttrs: boolean,
  now: number,
  implicit?: string,
): JsonObject {
  const body = inContext(row.body, own, map)
  const notification = isObject(body.notification) ? body.notification : {}
  const shown: JsonObject = {
    ...body,
    id: row.id,
    ...(row.about === 'entity' &&
      body.timeInterval === undefined &&
      body.notificationTrigger === undefined && { notificationTrigger: [...usualTriggers] }),
    ...(implicit !== undefined && { jsonldContext: implicit }),
  }
  const told: JsonObject = { ...notification }
  if (row.times_sent > 0)
    told.status =
      row.last_failure !== null && (row.last_success === null || row.last_failure > row.last_success) ? 'failed' : 'ok'
  if (row.times_sent > 0) told.timesSent = row.times_sent
  if (row.times_failed > 0) told.timesFailed = row.times_failed
  if (row.last_notification !== null) told.lastNotification = row.last_notification
  if (row.last_success !== null) told.lastSuccess = row.last_success
  if (row.last_failure !== null) told.lastFailure = row.last_failure
  shown.notification = told
  shown.status = statusOf(row, now)
  if (sysAttrs) Object.assign(shown, { createdAt: row.created_at, modifiedAt: row.modified_at })
  return shown
}
