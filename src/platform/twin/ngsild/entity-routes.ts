import {
  badData,
  idOf,
  isObject,
  type JsonObject,
  ngsiErrors,
  readEntity,
  readInstant,
} from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { isProxy, passingOf, problem, spread, staysHere } from '../federation/distribute.ts'
import { gatherOne } from '../federation/gather-one.ts'
import { mergeGathered } from '../federation/gathered.ts'
import { matterOf } from '../federation/matter.ts'
import { hereInMap, namedMap } from '../maps/entity-maps.ts'
import { tellMap } from '../maps/map-entities.ts'
import { permissions } from '../permissions.ts'
import { type EntityFilter, findEntities } from '../query/entity-query.ts'
import type { StoredEntity } from '../store/rows.ts'
import { type Answer, type Ask, flag, ngsiRoute } from './ask.ts'
import { inPath, root } from './paths.ts'
import { mapQuery, present, presentationQuery, readFormat, readPresentation } from './presentation.ts'
import { bringing, creating, deleting, doOne, replacing, typesAsked, wholeDraft } from './provide.ts'
import { queryByBody, queryWith } from './query-entities.ts'
import { listOf } from './read-parts.ts'
import { checkDepth, checkWidth, filterQuery, pageQuery, partsOfUrl, readFilter } from './read-query.ts'
import type { NgsiServices } from './services.ts'

/** The id in the path. @throws BadRequestData */
export const pathId = ({ params }: Pick<Ask, 'params'>): string => idOf(params.id)

async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const draft = wholeDraft(readEntity(asked.body ?? null, asked.context.map))
  return spread(services.federation, asked, {
    operation: 'createEntity',
    id: draft.id,
    matter: { ids: [draft.id], types: draft.types.map((type) => [type]), names: Object.keys(draft.attributes) },
    passed: { method: 'POST', path: '/entities', body: asked.body },
    local: async (rest) => {
      const own = rest === asked.body ? draft : wholeDraft(readEntity(rest ?? null, asked.context.map))
      await doOne(services, asked.tenant, creating(asked, own))
      return { status: 201, headers: { Location: `${root}/entities/${inPath(draft.id)}` } }
    },
  })
}

async function retrieve(services: NgsiServices, asked: Ask): Promise<Answer> {
  const id = pathId(asked)
  const shown = readPresentation(asked.query, asked.context.map, asked.accept)
  const types = typesAsked(asked)
  const filter = { tenant: asked.tenant, sight: asked.sight, selectors: [{ ids: [id], types }] }
  const { entities } = await findEntities(services.base.db, filter, { limit: 1 }, services.observations)
  const names = shown.attrs && [...shown.attrs]
  const entry = (await namedMap(services.base, asked))?.entries.find((one) => one.id === id)
  const isKnown = ({ id: source }: { readonly id: string }) => entry?.sources.includes(source) ?? true
  const gathered = staysHere(asked)
    ? []
    : await gatherOne(services.federation, passingOf(asked), { ids: [id], types, names }, isKnown)
  const entity = mergeGathered(entities[0], gathered)
  const hasAny = !shown.attrs || Object.keys(entity?.attributes ?? {}).some((name) => shown.attrs?.has(name))
  if (entity === undefined || !hasAny)
    throw ngsiErrors.make('twin.notFound', {
      detail: `There is no entity ${id}${hasAny ? '' : ' with these attributes'}`,
    })
  const all = await present(services, asked, [entity], shown)
  if (Object.keys(all[0] ?? {}).length === 0)
    throw ngsiErrors.make('twin.notFound', { detail: `Of entity ${id} nothing is left that is to be shown` })
  const sources = [...(entities[0] ? [hereInMap] : []), ...gathered.map(({ from }) => from.id)]
  const told = await tellMap(services, asked, { id, sources, isTemporal: false, isNew: entry === undefined })
  // One entity that leads to none is no list of entities.
  return { ...told, json: all.length > 1 ? all : all[0] }
}

async function replace(services: NgsiServices, asked: Ask): Promise<Answer> {
  const id = pathId(asked)
  const isSimplified = readFormat(asked.query).format === 'simplified'
  const fragment = readEntity(asked.body ?? null, asked.context.map, { isFragment: true, isSimplified })
  if (fragment.id !== undefined && fragment.id !== id) throw badData('The id of the body is not that of the path')
  if (fragment.types.length === 0) throw badData('The entity has no type')
  return spread(services.federation, asked, {
    operation: 'replaceEntity',
    id,
    matter: { ids: [id], names: Object.keys(fragment.attributes) },
    passed: { method: 'PUT', path: `/entities/${inPath(id)}`, body: asked.body },
    local: async (rest) => {
      const own = readEntity(rest ?? null, asked.context.map, { isFragment: true, isSimplified })
      await doOne(services, asked.tenant, replacing(asked, wholeDraft(own, id), typesAsked(asked)))
      return { status: 204 }
    },
  })
}

async function merge(services: NgsiServices, asked: Ask): Promise<Answer> {
  const id = pathId(asked)
  const { lang, observedAt } = asked.query
  const at = observedAt === undefined ? undefined : readInstant(observedAt)
  if (observedAt !== undefined && at === undefined)
    throw badData('observedAt must be an instant such as 2026-11-20T08:00:00Z')
  const isSimplified = readFormat(asked.query).format === 'simplified'
  const fragment = readEntity(asked.body ?? null, asked.context.map, {
    isFragment: true,
    isMerge: true,
    isSimplified,
    lang,
  })
  if (fragment.id !== undefined && fragment.id !== id) throw badData('The id of the body is not that of the path')
  return spread(services.federation, asked, {
    operation: 'mergeEntity',
    id,
    matter: { ids: [id], names: Object.keys(fragment.attributes) },
    passed: { method: 'PATCH', path: `/entities/${inPath(id)}`, body: asked.body },
    local: async (rest) => {
      const own = readEntity(rest ?? null, asked.context.map, { isFragment: true, isMerge: true, isSimplified, lang })
      const how = { mode: 'merge', scopes: 'replace', lang, observedAt: at, types: typesAsked(asked) } as const
      await doOne(services, asked.tenant, bringing(asked, id, own, how))
      return { status: 204 }
    },
  })
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  const id = pathId(asked)
  return spread(services.federation, asked, {
    operation: 'deleteEntity',
    id,
    matter: { ids: [id], types: typesAsked(asked) },
    passed: { method: 'DELETE', path: `/entities/${inPath(id)}` },
    local: async () => {
      await doOne(services, asked.tenant, deleting(asked, id, typesAsked(asked)))
      return { status: 204 }
    },
  })
}

const purgedAtOnce = 500

/** Passes a purge on (clause 5.6.21): what went wrong elsewhere, or `all` when nothing of it is left for this city. */
async function purgeElsewhere(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
): Promise<readonly JsonObject[] | 'all'> {
  const passing = passingOf(asked)
  const concerned = (await services.federation.matching(passing, 'purgeEntity', matterOf(filter))).filter(
    (one) => one.source.mode !== 'auxiliary' && (one.isWilling || isProxy(one)),
  )
  const path = `/entities?${asked.request.url.split('?')[1] ?? ''}`
  const errors = await Promise.all(
    concerned.map(async (one) => {
      if (!one.isWilling)
        return problem(409, 'A registration stands in the way', 'Its source does not take such requests')
      const { answer, fault } = await services.federation.pass(passing, one, { method: 'DELETE', path })
      const status = answer?.status ?? 504
      if (status < 300 || status === 404 || status === 508) return undefined
      return problem(status, 'A source did not do it', fault ?? `It answered ${status}`)
    }),
  )
  const takesAll = concerned.some(({ source, names }) => source.mode === 'redirect' && !names)
  const failed = concerned.flatMap(({ id }, place) => {
    const error = errors[place]
    return error ? [{ registrationId: id, error }] : []
  })
  const [first] = failed
  if (takesAll && first && failed.length === concerned.length && failed.every(({ error }) => error.status === 409))
    throw ngsiErrors.make('twin.conflict', { detail: `${first.registrationId}: ${first.error.detail}` })
  return takesAll && failed.length === 0 ? 'all' : failed
}

/** Deletes, or strips of attributes, all that match (clause 5.6.21), batch after batch. */
async function purge(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { map } = asked.context
  const parts = partsOfUrl(asked)
  const filter = readFilter(asked, parts)
  checkWidth(filter, parts, flag(asked, 'local') || asked.query.type === '*')
  // A purge follows no relationships (clause 5.6.21.4).
  checkDepth(filter.q, { join: 'none', joinLevel: 0 })
  if ([asked.query.keep, asked.query.drop, asked.query.attrs].some((text) => text?.includes('{')))
    throw badData('A purge does not go into linked entities (clause 5.6.21.4)')
  const [keep, drop] = [listOf(asked.query.keep), listOf(asked.query.drop)]
  if (keep && drop) throw badData('Give keep or drop, not both')
  const kept = keep && new Set(keep.map((name) => map.expand(name)))
  const dropped = drop && new Set(drop.map((name) => map.expand(name)))
  const others = staysHere(asked) ? [] : await purgeElsewhere(services, asked, filter)
  if (others === 'all') return { status: 204 }
  const stripped = (now: StoredEntity) =>
    Object.fromEntries(Object.entries(now.attributes).filter(([name]) => (kept ? kept.has(name) : !dropped?.has(name))))
  let after = 0
  for (;;) {
    const { entities } = await findEntities(services.base.db, filter, { limit: purgedAtOnce, after })
    if (entities.length === 0)
      return others.length === 0 ? { status: 204 } : { status: 207, plain: { success: [], errors: [...others] } }
    after = entities.at(-1)?.key ?? after
    const done = await services.entities.change(
      asked.tenant,
      entities.map(({ id }) => ({
        id,
        apply: (now) =>
          now && (kept || dropped) && asked.sight.sees(now) ? { ...now, attributes: stripped(now) } : undefined,
      })),
    )
    for (const one of done) if ('error' in one) throw one.error
  }
}

/** Entities: create, retrieve, query, replace, merge, delete, purge (clauses 6.4, 6.5, 6.23). */
export function entityRoutes(http: Http, services: NgsiServices): void {
  const { read, write } = permissions
  const query = [...new Set([...filterQuery, ...pageQuery, ...presentationQuery])]
  ngsiRoute(http, services, {
    method: 'POST',
    path: '/entities',
    title: { zh: '新建实体', en: 'Create an entity' },
    access: write,
    body: true,
    makesTenant: true,
    bodyLimit: 8 * 1024 * 1024,
    handle: (asked) => create(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/entities',
    title: { zh: '查询实体', en: 'Query entities' },
    access: read,
    geo: true,
    tellsEntities: true,
    query,
    handle: (asked) => queryWith(services, asked, partsOfUrl(asked), asked.query),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: '/entities',
    title: { zh: '批量清除实体', en: 'Purge entities' },
    access: write,
    query: [...filterQuery, 'keep', 'drop', 'geometryProperty'],
    handle: (asked) => purge(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'POST',
    path: '/entityOperations/query',
    title: { zh: '以请求体查询实体', en: 'Query entities by a body' },
    access: read,
    body: true,
    geo: true,
    tellsEntities: true,
    query: [...pageQuery, 'format', 'options', 'geometryProperty', ...mapQuery],
    handle: (asked) => queryByBody(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/entities/:id',
    title: { zh: '读取实体', en: 'Retrieve an entity' },
    access: read,
    geo: true,
    tellsEntities: true,
    query: [...presentationQuery, 'type'],
    handle: (asked) => retrieve(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'PUT',
    path: '/entities/:id',
    title: { zh: '替换实体', en: 'Replace an entity' },
    access: write,
    body: true,
    query: ['type', 'format', 'options'],
    bodyLimit: 8 * 1024 * 1024,
    handle: (asked) => replace(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: '/entities/:id',
    title: { zh: '合并实体', en: 'Merge an entity' },
    access: write,
    body: true,
    query: ['type', 'format', 'options', 'lang', 'observedAt'],
    bodyLimit: 8 * 1024 * 1024,
    handle: (asked) => merge(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: '/entities/:id',
    title: { zh: '删除实体', en: 'Delete an entity' },
    access: write,
    query: ['type'],
    handle: (asked) => remove(services, asked),
  })
}

/** The id of a body, when it has one, must be that of the path. @throws BadRequestData */
export function checkBodyId(asked: Ask, id: string): void {
  if (isObject(asked.body) && asked.body.id !== undefined && asked.body.id !== id)
    throw badData('The id of the body is not that of the path')
}
