import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { JsonObject } from '../../../kernel/twin/index.ts'
import type { Base, Outside } from '../../base/index.ts'
import { readEndpoint } from '../subscriptions/subscription.ts'
import type { SnapshotRow } from './snapshots.ts'

const timeout = 10

/** What telling of snapshots needs. */
export type Teller = { readonly base: Base; readonly outside: Outside }

/** Tells the endpoint of a snapshot how it stands (clauses 5.3.4, 5.16.6). It is told once: who misses it reads the snapshot. */
export async function tellSnapshot(
  { base, outside }: Teller,
  row: SnapshotRow,
  expiresAt = row.expires_at,
): Promise<void> {
  const { endpoint, receiverInfo, snapshotQueriesDetails, snapshotTemporalQueriesDetails } = row.body
  if (typeof endpoint !== 'string') return
  const { receiverInfo: extra } = readEndpoint({ uri: endpoint, ...(receiverInfo !== undefined && { receiverInfo }) })
  const body: JsonObject = {
    id: `urn:ngsi-ld:SnapshotNotification:${uuidv7()}`,
    type: 'SnapshotNotification',
    notifiedAt: new Date(base.now()).toISOString(),
    snapshotId: row.id,
    snapshotStatus: row.status,
    snapshotPriority: row.priority,
    expiresAt,
    ...(snapshotQueriesDetails !== undefined && { snapshotQueriesDetails }),
    // The name that table 5.3.4-1 gives it.
    ...(snapshotTemporalQueriesDetails !== undefined && {
      temporalSnapshotQueriesDetails: snapshotTemporalQueriesDetails,
    }),
  }
  try {
    const headers = {
      ...Object.fromEntries(extra.map(({ key, value }) => [key.toLowerCase(), value])),
      'content-type': 'application/json',
      ...(row.tenant !== '' && { 'NGSILD-Tenant': row.tenant }),
    }
    const { status } = await outside.call(
      { method: 'POST', url: endpoint, headers, body: JSON.stringify(body) },
      timeout,
    )
    if (status >= 300) base.log.warn('nobody took what a snapshot told', { snapshot: row.id, status })
  } catch (cause) {
    base.log.warn('nobody took what a snapshot told', { snapshot: row.id, cause })
  }
}
