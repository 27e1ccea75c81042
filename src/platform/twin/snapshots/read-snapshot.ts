import { badData, idOf, isObject, type Json, type JsonObject } from '../../../kernel/twin/index.ts'
import { inMs } from '../maps/entity-maps.ts'
import { readEndpoint } from '../subscriptions/subscription.ts'
import { readDuration } from '../temporal/aggregate.ts'
import type { SnapshotRow } from './snapshots.ts'

const usual = 24 * 60 * 60_000
const longest = 7 * usual
const usualPriority = 5

// What the system says of a snapshot; what a client says of these is passed over (table 5.2.41-2).
const readOnly = new Set([
  ...['snapshotStatus', 'snapshotQueriesDetails', 'snapshotTemporalQueriesDetails'],
  ...['createdAt', 'modifiedAt', 'expiresAt', 'lastUsedAt', '@context'],
])
const queries = ['snapshotQueries', 'snapshotTemporalQueries'] as const
const settings = ['snapshotLifetime', 'snapshotPriority', 'endpoint', 'receiverInfo'] as const

function checkQueries(name: (typeof queries)[number], value: Json | undefined): void {
  if (value === undefined) return
  if (!Array.isArray(value) || value.length === 0) throw badData(`${name} must be an array of Query, not empty`)
  for (const one of value as readonly Json[]) {
    if (!isObject(one) || one.type !== 'Query') throw badData(`${name}: each must be a Query`)
    if ((one.temporalQ !== undefined) !== (name === 'snapshotTemporalQueries'))
      throw badData(`${name}: temporalQ belongs into snapshotTemporalQueries, and there into each`)
  }
}

function checkSettings(body: JsonObject): void {
  const { snapshotPriority: priority, snapshotLifetime: lifetime, endpoint, receiverInfo } = body
  if (priority !== undefined && !(Number.isInteger(priority) && Number(priority) >= 1 && Number(priority) <= 10))
    throw badData('snapshotPriority must be a whole number from 1 to 10')
  if (lifetime !== undefined) readDuration(String(lifetime))
  if (endpoint !== undefined || receiverInfo !== undefined)
    readEndpoint({ uri: endpoint ?? null, ...(receiverInfo !== undefined && { receiverInfo }) })
}

/** What a client says of a snapshot, checked. @throws BadRequestData */
export function readSnapshot(given: Json | undefined, way: 'create' | 'clone' | 'update'): JsonObject {
  if (!isObject(given)) throw badData('The body must be a Snapshot')
  const body = Object.fromEntries(Object.entries(given).filter(([name]) => !readOnly.has(name)))
  if (body.type !== 'Snapshot' && (way === 'create' || body.type !== undefined))
    throw badData('type must be "Snapshot"')
  const has = queries.some((name) => body[name] !== undefined)
  if (way === 'create' && !has) throw badData(`Give ${queries.join(' or ')}`)
  if (way !== 'create' && has) throw badData(`${queries.join(' and ')} are settled when a snapshot is made`)
  if (way === 'update' && body.id !== undefined) throw badData('The id of a snapshot cannot change')
  if (body.id !== undefined) idOf(body.id)
  for (const name of queries) checkQueries(name, body[name])
  if (way !== 'update') checkSettings(body)
  return body
}

/** What a change leaves of the settings of a snapshot (clause 5.16.4). @throws BadRequestData */
export function changedSettings(before: JsonObject, fragment: JsonObject): JsonObject {
  const body = { ...before }
  for (const name of settings) {
    const value = fragment[name]
    if (value === null || value === 'urn:ngsi-ld:null') delete body[name]
    else if (value !== undefined) body[name] = value
  }
  checkSettings(body)
  return body
}

/** When a snapshot ends: as was wished, a day from now unless said, a week at most. */
export function snapshotExpiry(body: JsonObject, now: number): string {
  const wish = body.snapshotLifetime === undefined ? usual : inMs(readDuration(String(body.snapshotLifetime)))
  return new Date(now + Math.min(Math.max(wish, 1_000), longest)).toISOString()
}

/** Which snapshots stay longest when there is too little room: 10 before 1. */
export const priorityOf = (body: JsonObject): number => Number(body.snapshotPriority ?? usualPriority)

/** A snapshot as it is shown. */
export const shownSnapshot = (row: SnapshotRow): JsonObject => ({
  ...row.body,
  id: row.id,
  type: 'Snapshot',
  snapshotPriority: row.priority,
  snapshotStatus: row.status,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
})
