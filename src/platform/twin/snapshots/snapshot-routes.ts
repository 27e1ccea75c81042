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
  type SnapshotStatus,
} from './snapshots.ts'
import { tellSnapshot } from './tell-snapshot.ts'

const path = '/snapshots'

/** Keeps a new snapshot, fills it, and tells of it. One that cannot be filled for a fault of ours is not left half done. */
async function make(
  services: NgsiServices,
  asked: Ask,
  body: JsonObject,
  fill: (row: SnapshotRow) => Promise<JsonObject & { readonly status: SnapshotStatus }>,
): Promise<Answer> {
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
  try {
    const { status, ...details } = await fill(row)
    const filled = await changeSnapshot(base, { ...row, status, body: { ...rest, ...details } })
    if (filled) await tellSnapshot(services, filled)
  } catch (error) {
    await dropSnapshot(base, row)
    throw error
  }
  return { status: 201, headers: { Location: `${root}${path}/${inPath(row.id)}` } }
}

const create = (services: NgsiServices, asked: Ask): Promise<Answer> => {
  const body = readSnapshot(asked.body, 'create')
  return make(services, asked, body, async ({ tenant, id }) => ({
    ...(await fillSnapshot(services, asked, body, tenantOfSnapshot(tenant, id))),
  }))
}

const inThePath = (services: NgsiServices, asked: Ask): Promise<SnapshotRow> =>
  findSnapshot(services.base, asked, idOf(asked.params.id))

async function clone(services: NgsiServices, asked: Ask): Promise<Answer> {
  const from = await inThePath(services, asked)
  const { id: _, ...own } = from.body
  const given = readSnapshot(asked.body, 'clone')
  const { endpoint: __, receiverInfo: ___, ...kept } = own
  const { status } = from
  return make(services, asked, { ...kept, ...given }, async (row) => {
    await copySnapshot(services.base, from, row)
    return { status }
  })
}

async function update(services: NgsiServices, asked: Ask): Promise<Answer> {
  const fragment = readSnapshot(asked.body, 'update')
  const row = await inThePath(services, asked)
  const body = changedSettings(row.body, fragment)
  if (typeof body.endpoint === 'string') services.outside.check(body.endpoint)
  const expires_at =
    fragment.snapshotLifetime === undefined ? row.expires_at : snapshotExpiry(body, services.base.now())
  const changed = await changeSnapshot(services.base, { ...row, body, priority: priorityOf(body), expires_at })
  if (changed) await tellSnapshot(services, changed)
  return { status: 200, json: shownSnapshot(changed ?? row) }
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
