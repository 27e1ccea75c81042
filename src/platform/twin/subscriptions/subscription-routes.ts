import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { badData, isObject, type Json, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { viaOf } from '../federation/federation.ts'
import { readCsf, sourceTime } from '../federation/match-source.ts'
import { type Answer, type Ask, ngsiRoute } from '../ngsild/ask.ts'
import { listLinks } from '../ngsild/page-links.ts'
import { inPath, root } from '../ngsild/paths.ts'
import { readFormat } from '../ngsild/presentation.ts'
import { readPage } from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import { inContext, keptBody, readExpiry, readWanted, type SubscriptionRow, shownSubscription } from './subscription.ts'
import { subscriptionColumns } from './subscriptions.ts'

/** What a collection of subscriptions is about: entities (clause 5.8) or registrations (5.11). */
type About = SubscriptionRow['about']

const pathOf: Readonly<Record<About, string>> = { entity: '/subscriptions', source: '/csourceSubscriptions' }

const missing = (id: string) => ngsiErrors.make('twin.notFound', { detail: `There is no subscription ${id}` })

/** Who sees everything sees all subscriptions of the tenant; others their own. */
const mine = (asked: Ask) => (asked.sight.isWhole ? sql`true` : sql`actor ->> 'id' = ${asked.actor.id}`)

function bodyOf(asked: Ask): JsonObject {
  if (!isObject(asked.body)) throw badData('The body must be a Subscription')
  return keptBody(asked.body)
}

/** Checks a subscription whole: its form, its context, its endpoint. @throws BadRequestData */
async function check(
  services: NgsiServices,
  body: JsonObject,
  context: Json | undefined,
  about: About,
): Promise<Json | undefined> {
  const own = typeof body.jsonldContext === 'string' ? body.jsonldContext : context
  const { map } = await services.contexts.resolve(own)
  const wanted = readWanted(body, map)
  if (typeof body.csf === 'string') readCsf(body.csf, map)
  if (about === 'source' && isObject(body.temporalQ)) sourceTime(body.temporalQ)
  const url = new URL(wanted.endpoint.uri)
  if (url.protocol.startsWith('http')) services.outside.check(wanted.endpoint.uri)
  return own
}

const nextAt = (body: JsonObject, now: number): string | null =>
  typeof body.timeInterval === 'number' ? new Date(now + body.timeInterval * 1_000).toISOString() : null

async function create(services: NgsiServices, asked: Ask, about: About): Promise<Answer> {
  const body = bodyOf(asked)
  const now = services.base.now()
  const context = await check(services, body, asked.givenContext, about)
  const expiresAt = readExpiry(body, now)
  const id = typeof body.id === 'string' ? body.id : `urn:ngsi-ld:Subscription:${uuidv7()}`
  const at = new Date(now).toISOString()
  const { rows } =
    await sql`insert into twin.subscription (tenant, id, body, context, actor, about, is_active, expires_at, created_at, modified_at, next_at, via)
    values (${asked.tenant}, ${id}, ${JSON.stringify({ ...body, id })}::jsonb, ${JSON.stringify(context ?? null)}::jsonb, ${JSON.stringify(asked.actor)}::jsonb,
      ${about}, ${body.isActive !== false}, ${expiresAt ?? null}, ${at}, ${at}, ${nextAt(body, now)}, ${[...viaOf(asked.request.headers.via)]}::text[])
    on conflict do nothing returning id`.execute(services.base.db)
  if (rows.length === 0) throw ngsiErrors.make('twin.alreadyExists', { detail: `Subscription ${id} exists already` })
  await services.subscriptions.changed(services.base.db)
  await tellSources(services, asked.tenant, id, about)
  if (about === 'entity') services.remote.subscribed(asked.tenant, id, false)
  return { status: 201, headers: { Location: `${root}${pathOf[about]}/${inPath(id)}` } }
}

/** Who subscribes to registrations, or changes what he asks for, is told at once of all that match (clause 5.11.7). */
async function tellSources(services: NgsiServices, tenant: string, id: string, about: About): Promise<void> {
  if (about !== 'source') return
  const { rows } = await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription
    where tenant = ${tenant} and id = ${id}`.execute(services.base.db)
  if (rows[0]) await services.notices.current(rows[0], 'newlyMatching')
}

async function find(services: NgsiServices, asked: Ask, about: About): Promise<SubscriptionRow> {
  const id = asked.params.id ?? ''
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(id)) throw badData(`"${id.slice(0, 80)}" is not a URI`)
  const { rows } = await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription
    where tenant = ${asked.tenant} and id = ${id} and about = ${about} and ${mine(asked)}`.execute(services.base.db)
  if (!rows[0]) throw missing(id)
  return rows[0]
}

async function shown(services: NgsiServices, asked: Ask, row: SubscriptionRow): Promise<JsonObject> {
  const own = await services.contexts.resolve(row.context)
  // One that was written out by the client is told by the address it is kept under (clause 5.13.1).
  const implicit = row.body.jsonldContext === undefined && services.contexts.isImplicit(own) ? own.url : undefined
  const { sysAttrs } = readFormat(asked.query)
  return shownSubscription(row, own.map, asked.context.map, sysAttrs, services.base.now(), implicit)
}

async function list(services: NgsiServices, asked: Ask, about: About): Promise<Answer> {
  const { page, isCounted } = readPage(asked)
  const where = sql`tenant = ${asked.tenant} and about = ${about} and ${mine(asked)}`
  const { rows } = await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription where ${where}
    order by created_at, id limit ${page.limit + 1} offset ${page.offset ?? 0}`.execute(services.base.db)
  const counted = isCounted
    ? await sql<{ count: number }>`select count(*) from twin.subscription where ${where}`.execute(services.base.db)
    : undefined
  const some = rows.slice(0, page.limit)
  return {
    status: 200,
    json: await Promise.all(some.map((row) => shown(services, asked, row))),
    headers: counted ? { 'NGSILD-Results-Count': String(counted.rows[0]?.count ?? 0) } : {},
    links: listLinks(asked, page, rows.length > page.limit),
  }
}

const merged = (before: JsonObject, patch: JsonObject): JsonObject => {
  const next: JsonObject = { ...before }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === 'urn:ngsi-ld:null') delete next[name]
    else next[name] = value
  }
  return next
}

async function update(services: NgsiServices, asked: Ask, about: About): Promise<Answer> {
  const row = await find(services, asked, about)
  const patch = bodyOf(asked)
  const now = services.base.now()
  if (patch.id !== undefined && patch.id !== row.id) throw badData('The id of a subscription cannot change')
  if (patch.type !== undefined && patch.type !== 'Subscription') throw badData('type must be "Subscription"')
  // What stays as it was means what it meant, in whatever context the change comes.
  const own = asked.givenContext === undefined ? undefined : (await services.contexts.resolve(row.context)).map
  const body = merged(own ? inContext(row.body, own, asked.context.map) : row.body, patch)
  const context = await check(services, body, asked.givenContext ?? row.context, about)
  const expiresAt = patch.expiresAt === undefined ? row.expires_at : (readExpiry(body, now) ?? null)
  await sql`update twin.subscription set body = ${JSON.stringify(body)}::jsonb, context = ${JSON.stringify(context ?? null)}::jsonb,
      is_active = ${body.isActive !== false}, expires_at = ${expiresAt}::timestamptz, modified_at = ${new Date(now).toISOString()}::timestamptz,
      next_at = ${nextAt(body, now)}::timestamptz, failures = 0, rests_till = null
    where tenant = ${asked.tenant} and id = ${row.id}`.execute(services.base.db)
  await services.subscriptions.changed(services.base.db)
  await tellSources(services, asked.tenant, row.id, about)
  if (about === 'entity') services.remote.subscribed(asked.tenant, row.id, true)
  return { status: 204 }
}

async function remove(services: NgsiServices, asked: Ask, about: About): Promise<Answer> {
  const row = await find(services, asked, about)
  if (about === 'entity') await services.remote.leaving(asked.tenant, row.id)
  await sql`delete from twin.subscription where tenant = ${asked.tenant} and id = ${row.id}`.execute(services.base.db)
  await services.subscriptions.changed(services.base.db)
  return { status: 204 }
}

/** Subscriptions to entities (clauses 6.10, 6.11) and to registrations (6.12, 6.13). */
export function subscriptionRoutes(http: Http, services: NgsiServices): void {
  const { subscribe, read } = permissions
  for (const about of ['entity', 'source'] as const) {
    const path = pathOf[about]
    ngsiRoute(http, services, {
      method: 'POST',
      path,
      title: { zh: '新建订阅', en: 'Create a subscription' },
      access: subscribe,
      body: true,
      makesTenant: true,
      // A copy that came round stays here and goes no further (clause 6.3.18).
      endsCircles: true,
      handle: (asked) => create(services, asked, about),
    })
    ngsiRoute(http, services, {
      method: 'GET',
      path,
      title: { zh: '列出订阅', en: 'List subscriptions' },
      access: read,
      query: ['limit', 'offset', 'count', 'options'],
      handle: (asked) => list(services, asked, about),
    })
    ngsiRoute(http, services, {
      method: 'GET',
      path: `${path}/:id`,
      title: { zh: '读取订阅', en: 'Retrieve a subscription' },
      access: read,
      query: ['options'],
      handle: async (asked) => {
        // A receiver may ask at once how the notification that he just answered stands.
        await services.delivered(asked.tenant, asked.params.id ?? '')
        return { status: 200, json: await shown(services, asked, await find(services, asked, about)) }
      },
    })
    ngsiRoute(http, services, {
      method: 'PATCH',
      path: `${path}/:id`,
      title: { zh: '更新订阅', en: 'Update a subscription' },
      access: subscribe,
      body: true,
      handle: (asked) => update(services, asked, about),
    })
    ngsiRoute(http, services, {
      method: 'DELETE',
      path: `${path}/:id`,
      title: { zh: '删除订阅', en: 'Delete a subscription' },
      access: subscribe,
      handle: (asked) => remove(services, asked, about),
    })
  }
}
