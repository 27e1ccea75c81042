import { setTimeout } from 'node:timers/promises'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  badData,
  draftsOf,
  type Entity,
  idOf,
  type JsonObject,
  meetsQuery,
  parseQuery,
  queriedNames,
  readEntity,
  stamped,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { type Answer, type Ask, ngsiRoute } from '../ngsild/ask.ts'
import { inPath, root } from '../ngsild/paths.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import { fillSnapshot } from './fill-snapshot.ts'
import type { StillWanted } from './fillings.ts'
import { changedSettings, priorityOf, readSnapshot, shownSnapshot, snapshotExpiry } from './read-snapshot.ts'
import { tenantOfSnapshot } from './snapshot-tenant.ts'
import {
  allSnapshots,
  changeSnapshot,
  copySnapshot,
  dropSnapshot,
  findSnapshot,
  keepSnapshot,
  makeRoom,
  type SnapshotRow,
} from './snapshots.ts'
import { tellSnapshot } from './tell-snapshot.ts'

const path = '/snapshots'

/** Keeps a new snapshot, still without what it is to hold. */
async function keep(services: NgsiServices, asked: Ask, body: JsonObject): Promise<SnapshotRow> {
  const { base, outside } = services
  if (typeof body.endpoint === 'string') outside.check(body.endpoint)
  const { id = `urn:ngsi-ld:Snapshot:${uuidv7()}`, type: _, ...rest } = body
  const now = new Date(base.now()).toISOString()
  const times = { created_at: now, modified_at: now, last_used_at: now, expires_at: snapshotExpiry(body, base.now()) }
  const row = {
    tenant: asked.tenant,
    id: String(id),
    body: rest,
    priority: priorityOf(body),
    status: 'preparing',
    ...times,
  } as const
  await keepSnapshot(base, asked.actor.id, row)
  for (const gone of await makeRoom(base, asked.tenant, row.id)) await tellSnapshot(services, gone, now)
  return row
}

const made = ({ id }: SnapshotRow): Answer => ({ status: 201, headers: { Location: `${root}${path}/${inPath(id)}` } })

/** It is answered for at once, and its queries are asked afterwards. */
async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const body = readSnapshot(asked.body, 'create')
  const row = await keep(services, asked, body)
  const tenant = tenantOfSnapshot(row.tenant, row.id)
  void services.fillings.begin(row, (still) => fillSnapshot(services, asked, body, { tenant, still }))
  return made(row)
}

const inThePath = (services: NgsiServices, asked: Ask): Promise<SnapshotRow> =>
  findSnapshot(services.base, asked, idOf(asked.params.id))

const patience = 100

/** A snapshot when it is filled; it is, or is lost, sooner or later. @throws ResourceNotFound when it went */
async function whenFilled(
  { base }: NgsiServices,
  asked: Ask,
  from: SnapshotRow,
  still: StillWanted,
): Promise<SnapshotRow> {
  let row = from
  while (row.status === 'preparing') {
    await setTimeout(patience)
    await still(base.db)
    row = await findSnapshot(base, asked, from.id)
  }
  return row
}

/** What is filled is copied before the answer, so that the first one may go; what is not, afterwards. */
async function clone(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { base, fillings } = services
  const from = await inThePath(services, asked)
  const given = readSnapshot(asked.body, 'clone')
  const { id: _, endpoint: __, receiverInfo: ___, ...kept } = from.body
  const row = await keep(services, asked, { ...kept, ...given })
  const copied = fillings.begin(row, async (still) => {
    const { status, body, ...rest } = await whenFilled(services, asked, from, still)
    await base.db.tx(async (tx) => {
      await still(tx)
      await copySnapshot(tx, { ...rest, status, body }, row)
    })
    const { snapshotQueriesDetails: now, snapshotTemporalQueriesDetails: before } = body
    return {
      status,
      ...(now !== undefined && { snapshotQueriesDetails: now }),
      ...(before !== undefined && { snapshotTemporalQueriesDetails: before }),
    }
  })
  if (from.status !== 'preparing') await copied
  return made(row)
}

async function update(services: NgsiServices, asked: Ask): Promise<Answer> {
  const fragment = readSnapshot(asked.body, 'update')
  const changed = await changeSnapshot(services.base, asked, idOf(asked.params.id), (row) => {
    const body = changedSettings(row.body, fragment)
    if (typeof body.endpoint === 'string') services.outside.check(body.endpoint)
    const expires_at =
      fragment.snapshotLifetime === undefined ? row.expires_at : snapshotExpiry(body, services.base.now())
    return { body, priority: priorityOf(body), expires_at }
  })
  await tellSnapshot(services, changed)
  return { status: 200, json: shownSnapshot(changed) }
}

const asked = [
  'snapshotLifetime',
  'snapshotPriority',
  'endpoint',
  'snapshotStatus',
  'expiresAt',
  'lastUsedAt',
  'createdAt',
  'modifiedAt',
]

/** A snapshot as an entity, so that a query can be asked of its members. */
function asEntity(row: SnapshotRow, map: TermMap): Entity {
  const shown = shownSnapshot(row)
  const members = Object.fromEntries(
    asked.flatMap((name) =>
      shown[name] === undefined || /At$/.test(name) ? [] : [[name, { type: 'Property', value: shown[name] }]],
    ),
  )
  const used = { type: 'Property', value: { '@type': 'DateTime', '@value': row.last_used_at } }
  const { attributes } = readEntity({ ...members, lastUsedAt: used }, map, { isFragment: true })
  return {
    id: row.id,
    types: ['Snapshot'],
    scope: [],
    attributes: stamped(draftsOf(attributes), undefined, row.modified_at, uuidv7),
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    expiresAt: row.expires_at,
    ...{ path: null, isOpen: false, division: null, title: null, source: null, lineage: null, isDemo: false },
  }
}

/** Removes the snapshots that meet a query (clause 5.16.7). */
async function purge(services: NgsiServices, { query: { q }, ...of }: Ask): Promise<Answer> {
  if (q === undefined) throw badData('q is missing: it says which snapshots go')
  const { map } = of.context
  const tree = parseQuery(q, { map })
  const known = new Set(['id', 'type', ...asked].flatMap((name) => [name, map.expand(name)]))
  const alien = queriedNames(tree).find((name) => !known.has(name))
  if (alien !== undefined)
    throw badData(`q: "${map.compact(alien).slice(0, 80)}" is nothing that can be asked of a snapshot`)
  for (const row of await allSnapshots(services.base, of))
    if (meetsQuery(asEntity(row, map), tree)) await dropSnapshot(services.base, row)
  return { status: 204 }
}

/** Snapshots (clauses 6.36 to 6.38). */
export function snapshotRoutes(http: Http, services: NgsiServices): void {
  const { read, subscribe } = permissions
  ngsiRoute(http, services, {
    method: 'POST',
    path,
    title: { zh: '建立快照', en: 'Make a snapshot' },
    access: subscribe,
    isOfSnapshots: true,
    body: true,
    handle: (of) => create(services, of),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path,
    title: { zh: '批量清除快照', en: 'Purge snapshots' },
    access: subscribe,
    isOfSnapshots: true,
    query: ['q'],
    handle: (of) => purge(services, of),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: `${path}/:id`,
    title: { zh: '查看快照状态', en: 'Retrieve how a snapshot stands' },
    access: read,
    isOfSnapshots: true,
    handle: async (of) => ({ status: 200, json: shownSnapshot(await inThePath(services, of)) }),
  })
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: `${path}/:id`,
    title: { zh: '更新快照设置', en: 'Update the settings of a snapshot' },
    access: subscribe,
    isOfSnapshots: true,
    body: true,
    handle: (of) => update(services, of),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id`,
    title: { zh: '删除快照', en: 'Delete a snapshot' },
    access: subscribe,
    isOfSnapshots: true,
    handle: async (of) => {
      await dropSnapshot(services.base, await inThePath(services, of))
      return { status: 204 }
    },
  })
  ngsiRoute(http, services, {
    method: 'POST',
    path: `${path}/:id/clone`,
    title: { zh: '复制快照', en: 'Clone a snapshot' },
    access: subscribe,
    isOfSnapshots: true,
    body: true,
    handle: (of) => clone(services, of),
  })
}
