import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  badData,
  isObject,
  type JsonObject,
  ngsiErrors,
  parseScopes,
  queriedNames,
  readInstant,
} from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { type Answer, type Ask, ngsiRoute } from '../ngsild/ask.ts'
import { listLinks } from '../ngsild/page-links.ts'
import { inPath, root } from '../ngsild/paths.ts'
import { readFormat } from '../ngsild/presentation.ts'
import { listOf, readGeo, readQ, readSelector } from '../ngsild/read-parts.ts'
import { filterQuery, readPage } from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import { type RegistrationRow, registrationColumns } from './federation.ts'
import { fittingInfo, readCsf, type SourceQuestion, sourceTime } from './match-source.ts'
import { readSource } from './registration.ts'
import { checkConflicts } from './registration-conflicts.ts'
import { registrationInContext, renamedRegistration } from './shown-registration.ts'

const path = '/csourceRegistrations'
const readOnly = new Set([
  'status',
  'timesSent',
  'timesFailed',
  'lastSuccess',
  'lastFailure',
  'createdAt',
  'modifiedAt',
  '@context',
])

function bodyOf(asked: Ask): JsonObject {
  if (!isObject(asked.body)) throw badData('The body must be a ContextSourceRegistration')
  return Object.fromEntries(Object.entries(asked.body).filter(([name]) => !readOnly.has(name)))
}

function expiry(body: JsonObject, now: number): string | null {
  if (body.expiresAt === undefined) return null
  const at = readInstant(body.expiresAt)
  if (at === undefined) throw badData('expiresAt must be an instant such as 2026-11-20T08:00:00Z')
  if (Date.parse(at) <= now) throw badData('expiresAt lies in the past')
  return at
}

async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const body = bodyOf(asked)
  const source = readSource(body, asked.context.map)
  services.outside.check(source.endpoint)
  await checkConflicts(services, asked, source, undefined, true)
  const now = services.base.now()
  const id = typeof body.id === 'string' ? body.id : `urn:ngsi-ld:ContextSourceRegistration:${uuidv7()}`
  const at = new Date(now).toISOString()
  const { rows } =
    await sql`insert into twin.registration (tenant, id, body, context, expires_at, created_at, modified_at)
    values (${asked.tenant}, ${id}, ${JSON.stringify({ ...body, id })}::jsonb, ${JSON.stringify(asked.givenContext ?? null)}::jsonb, ${expiry(body, now)}::timestamptz,
      ${at}::timestamptz, ${at}::timestamptz) on conflict do nothing returning id`.execute(services.base.db)
  if (rows.length === 0) throw ngsiErrors.make('twin.alreadyExists', { detail: `Registration ${id} exists already` })
  await services.federation.changed(services.base.db)
  await services.notices.changed(asked.tenant, undefined, await rowOf(services, asked.tenant, id))
  services.remote.registrationCame(asked.tenant)
  return { status: 201, headers: { Location: `${root}${path}/${inPath(id)}` } }
}

async function find(services: NgsiServices, asked: Ask): Promise<RegistrationRow> {
  const id = asked.params.id ?? ''
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(id)) throw badData(`"${id.slice(0, 80)}" is not a URI`)
  const row = await rowOf(services, asked.tenant, id)
  const isOver = row?.expires_at && Date.parse(row.expires_at) <= services.base.now()
  if (!row || isOver) throw ngsiErrors.make('twin.notFound', { detail: `There is no registration ${id}` })
  return row
}

async function rowOf(services: NgsiServices, tenant: string, id: string): Promise<RegistrationRow | undefined> {
  const { rows } =
    await sql<RegistrationRow>`select ${registrationColumns} from twin.registration where tenant = ${tenant} and id = ${id}`.execute(
      services.base.db,
    )
  return rows[0]
}

async function shown(services: NgsiServices, asked: Ask, row: RegistrationRow): Promise<JsonObject> {
  const own = await services.contexts.resolve(row.context)
  const document = renamedRegistration(row.body, (name) => asked.context.map.compact(own.map.expand(name)))
  const isFailed = row.last_failure !== null && (row.last_success === null || row.last_failure > row.last_success)
  return {
    ...document,
    ...(row.times_sent > 0 && {
      status: isFailed ? 'failed' : 'ok',
      timesSent: row.times_sent,
      timesFailed: row.times_failed,
    }),
    ...(row.last_success !== null && { lastSuccess: row.last_success }),
    ...(row.last_failure !== null && { lastFailure: row.last_failure }),
    ...(readFormat(asked.query).sysAttrs && { createdAt: row.created_at, modifiedAt: row.modified_at }),
  }
}

/** What a query looks for (clause 5.10.2). @throws BadRequestData */
function questionOf(asked: Ask): SourceQuestion {
  const { query, context } = asked
  const { map } = context
  const { georel, geometry, coordinates, geoproperty, type, idPattern } = query
  const ids = listOf(query.id)
  const names = listOf(query.attrs)?.map((name) => map.expand(name))
  const geo = readGeo({ georel, geometry, coordinates, geoproperty }, map)
  const q = query.q === undefined ? undefined : readQ(query.q, map)
  if ([type, names, q, geo, ids, idPattern].every((one) => one === undefined))
    throw badData(
      'Say at least a type, attrs, q, a place, an id or an idPattern: the query is too wide (clause 5.10.2.4)',
    )
  // Attributes of conditions are looked for as those that are listed are.
  const looked = [...(names ?? []), ...(q ? queriedNames(q) : [])]
  const isSelecting = type !== undefined || ids !== undefined || idPattern !== undefined
  return {
    selectors: isSelecting ? [readSelector({ ids, idPattern, type }, map)] : [],
    ...(looked.length > 0 && { names: new Set(looked) }),
    geo,
    ...(query.scopeQ !== undefined && { scopes: parseScopes(query.scopeQ) }),
    csf: readCsf(query.csf, map),
    time: sourceTime(query),
  }
}

async function list(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { page, isCounted } = readPage(asked)
  const { rows } =
    await sql<RegistrationRow>`select ${registrationColumns} from twin.registration where tenant = ${asked.tenant}
    and (expires_at is null or expires_at > ${new Date(services.base.now()).toISOString()}::timestamptz) order by created_at, id`.execute(
      services.base.db,
    )
  const all: RegistrationRow[] = []
  const question = questionOf(asked)
  for (const row of rows) {
    const { map } = await services.contexts.resolve(row.context)
    if (fittingInfo(row.body, readSource(row.body, map), map, question).length > 0) all.push(row)
  }
  const { offset = 0, limit } = page
  return {
    status: 200,
    json: await Promise.all(all.slice(offset, offset + limit).map((row) => shown(services, asked, row))),
    headers: isCounted ? { 'NGSILD-Results-Count': String(all.length) } : {},
    links: listLinks(asked, page, all.length > offset + limit),
  }
}

async function update(services: NgsiServices, asked: Ask): Promise<Answer> {
  const row = await find(services, asked)
  const patch = bodyOf(asked)
  const now = services.base.now()
  if (patch.id !== undefined && patch.id !== row.id) throw badData('The id of a registration cannot change')
  // What stays as it was means what it meant, in whatever context the change comes.
  const own = asked.givenContext === undefined ? undefined : (await services.contexts.resolve(row.context)).map
  const body: JsonObject = own
    ? { ...registrationInContext(row.body, (name) => asked.context.map.compact(own.expand(name))) }
    : { ...row.body }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === 'urn:ngsi-ld:null') delete body[name]
    else body[name] = value
  }
  const context = asked.givenContext ?? row.context
  const source = readSource(body, (await services.contexts.resolve(context)).map)
  services.outside.check(source.endpoint)
  await checkConflicts(services, asked, source, row.id, patch.mode !== undefined || patch.information !== undefined)
  const expiresAt = patch.expiresAt === undefined ? row.expires_at : expiry(body, now)
  await services.remote.registrationLeaving(asked.tenant, row.id)
  await sql`update twin.registration set body = ${JSON.stringify(body)}::jsonb, context = ${JSON.stringify(context ?? null)}::jsonb,
    expires_at = ${expiresAt}::timestamptz, modified_at = ${new Date(now).toISOString()}::timestamptz where tenant = ${asked.tenant} and id = ${row.id}`.execute(
    services.base.db,
  )
  await services.federation.changed(services.base.db)
  await services.notices.changed(asked.tenant, row, await rowOf(services, asked.tenant, row.id))
  services.remote.registrationCame(asked.tenant)
  return { status: 204 }
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  const row = await find(services, asked)
  await services.remote.registrationLeaving(asked.tenant, row.id)
  await sql`delete from twin.registration where tenant = ${asked.tenant} and id = ${row.id}`.execute(services.base.db)
  await services.federation.changed(services.base.db)
  await services.notices.changed(asked.tenant, row, undefined)
  return { status: 204 }
}

function identity(services: NgsiServices, asked: Ask, startedAt: number): Answer {
  const seconds = Math.floor((services.base.now() - startedAt) / 1_000)
  return {
    status: 200,
    json: {
      id: `urn:ngsi-ld:ContextSourceIdentity:${services.federation.alias(asked.tenant)}`,
      type: 'ContextSourceIdentity',
      contextSourceAlias: services.federation.alias(asked.tenant),
      contextSourceUptime: `PT${Math.max(0, seconds)}S`,
      contextSourceTimeAt: new Date(services.base.now()).toISOString(),
      contextSourceExtras: { name: 'Shudu', version: services.base.config.version },
    },
  }
}

/** Registrations of other sources (clauses 6.8, 6.9) and who this one is (6.33). */
export function registrationRoutes(http: Http, services: NgsiServices): void {
  const { read, write } = permissions
  const startedAt = services.base.now()
  ngsiRoute(http, services, {
    method: 'POST',
    path,
    title: { zh: '登记信息来源', en: 'Register a source' },
    access: write,
    body: true,
    makesTenant: true,
    handle: (asked) => create(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path,
    title: { zh: '查询信息来源', en: 'Query sources' },
    access: read,
    query: [
      ...filterQuery,
      'limit',
      'offset',
      'count',
      'options',
      'timerel',
      'timeAt',
      'endTimeAt',
      'timeproperty',
      'lang',
    ],
    handle: (asked) => list(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: `${path}/:id`,
    title: { zh: '读取信息来源', en: 'Retrieve a source' },
    access: read,
    query: ['options'],
    handle: async (asked) => ({ status: 200, json: await shown(services, asked, await find(services, asked)) }),
  })
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: `${path}/:id`,
    title: { zh: '更新信息来源', en: 'Update a source' },
    access: write,
    body: true,
    handle: (asked) => update(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id`,
    title: { zh: '删除信息来源', en: 'Delete a source' },
    access: write,
    handle: (asked) => remove(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/info/sourceIdentity',
    title: { zh: '本信息来源', en: 'This source' },
    access: read,
    anyTenant: true,
    handle: async (asked) => identity(services, asked, startedAt),
  })
}
