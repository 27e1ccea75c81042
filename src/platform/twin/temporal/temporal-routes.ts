import { badData, checkName, idOf, isObject, type Json, readAttribute, readEntity } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { spread, withQuery } from '../federation/distribute.ts'
import type { Passed } from '../federation/passing.ts'
import { madeMap } from '../maps/entity-map-routes.ts'
import { type Answer, type Ask, flag, ngsiRoute } from '../ngsild/ask.ts'
import { inPath, root } from '../ngsild/paths.ts'
import { mapQuery } from '../ngsild/presentation.ts'
import { filterQuery, pageQuery } from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import { makeTemporalMap } from './map-evolutions.ts'
import {
  appendTemporal,
  deleteInstance,
  deleteTemporal,
  deleteTemporalAttribute,
  deleteTemporalScope,
  patchInstance,
  upsertTemporal,
} from './provide-temporal.ts'
import { temporalQuery } from './question.ts'
import {
  evolutionParts,
  queryTemporal,
  readEvolutionQuery,
  retrieveTemporal,
  temporalSources,
} from './read-temporal.ts'

const path = '/temporal/entities'

const idIn = ({ params }: Ask): string => idOf(params.id)
/** @throws BadRequestData for what is no name (clauses 5.6.13.4 to 5.6.15.4) */
function nameIn({ params, context }: Ask): string {
  const { attr = '' } = params
  checkName(attr)
  return context.map.expand(attr)
}

/** Spreads a change of history over the sources it concerns (clauses 5.6.11 to 5.6.16); those of an instance go as they came. */
const spreadHere = (
  services: NgsiServices,
  asked: Ask,
  operation: string,
  id: string,
  { names, ...passed }: Passed & { readonly names?: readonly string[] },
  local: (rest: Json | undefined) => Promise<Answer>,
): Promise<Answer> => {
  const matter = { ids: [id], ...(names && { names }) }
  return spread(services.federation, asked, { operation, id, matter, passed, local })
}

const own = (id: string, ...rest: string[]): string => [path, inPath(id), ...rest].join('/')

async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const read = (body: Json | undefined) => readEntity(body ?? null, asked.context.map, { isTemporal: true })
  const whole = read(asked.body)
  const { id = '' } = whole
  const passed = { method: 'POST', path, body: asked.body, names: Object.keys(whole.attributes) } as const
  return spreadHere(services, asked, 'upsertTemporal', id, passed, async (rest) => {
    const isNew = await upsertTemporal(services, asked, read(rest))
    return isNew ? { status: 201, headers: { Location: root + own(id) } } : { status: 204 }
  })
}

async function append(services: NgsiServices, asked: Ask): Promise<Answer> {
  const read = (body: Json | undefined) =>
    readEntity(body ?? null, asked.context.map, { isTemporal: true, isFragment: true })
  const id = idIn(asked)
  const names = Object.keys(read(asked.body).attributes)
  const passed = { method: 'POST', path: own(id, 'attrs', ''), body: asked.body, names } as const
  return spreadHere(services, asked, 'appendAttrsTemporal', id, passed, async (rest) => {
    await appendTemporal(services, asked, id, read(rest))
    return { status: 204 }
  })
}

async function removeAttribute(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { datasetId } = asked.query
  const dataset = datasetId === undefined || datasetId === '@none' ? '' : idOf(datasetId)
  const which = { dataset, all: flag(asked, 'deleteAll') }
  const id = idIn(asked)
  const address = withQuery(asked, own(id, 'attrs', encodeURIComponent(asked.params.attr ?? '')))
  const passed = { method: 'DELETE', path: address, names: [nameIn(asked)] } as const
  return spreadHere(services, asked, 'deleteAttrsTemporal', id, passed, async () => {
    await (asked.params.attr === 'scope'
      ? deleteTemporalScope(services, asked, id)
      : deleteTemporalAttribute(services, asked, id, nameIn(asked), which))
    return { status: 204 }
  })
}

/** The instance of a body: `{ name: [ … ] }`, `{ name: { … } }` or the instance itself. */
function instanceBody(asked: Ask): Json {
  const { body, context, params } = asked
  if (!isObject(body)) throw badData('The body must be an instance of the attribute')
  const wrapped = Object.entries(body).find(
    ([name]) => name === params.attr || context.map.expand(name) === nameIn(asked),
  )?.[1]
  const given = wrapped ?? body
  return Array.isArray(given) ? (given[0] ?? null) : given
}

/** The address of an instance in another source. */
const instancePath = ({ params }: Ask, id: string): string =>
  own(id, 'attrs', encodeURIComponent(params.attr ?? ''), inPath(params.instance ?? ''))

async function patch(services: NgsiServices, asked: Ask): Promise<Answer> {
  const term = asked.params.attr ?? ''
  const given = instanceBody(asked)
  const [fragment] = readAttribute(term, given, asked.context.map, { isFragment: true })
  if (!fragment) throw badData('The body must be an instance of the attribute')
  const id = idIn(asked)
  const body = { [term]: [given] }
  const passed = { method: 'PATCH', path: instancePath(asked, id), body, names: [nameIn(asked)] } as const
  return spreadHere(services, asked, 'updateAttrInstanceTemporal', id, passed, async () => {
    await patchInstance(services, asked, id, nameIn(asked), asked.params.instance ?? '', fragment)
    return { status: 204 }
  })
}

async function removeInstance(services: NgsiServices, asked: Ask): Promise<Answer> {
  const id = idIn(asked)
  const passed = { method: 'DELETE', path: instancePath(asked, id), names: [nameIn(asked)] } as const
  return spreadHere(services, asked, 'deleteAttrInstanceTemporal', id, passed, async () => {
    await deleteInstance(services, asked, id, nameIn(asked), asked.params.instance ?? '')
    return { status: 204 }
  })
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  const id = idIn(asked)
  return spreadHere(services, asked, 'deleteTemporal', id, { method: 'DELETE', path: own(id) }, async () => {
    await deleteTemporal(services, asked, id)
    return { status: 204 }
  })
}

/** A map of evolutions (clauses 5.14.5, 6.35). */
async function createMap(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { parts, query } = evolutionParts(asked)
  const { reading } = readEvolutionQuery(asked, parts, query)
  const others = await temporalSources(services, asked, reading, query)
  return madeMap(await makeTemporalMap(services, asked, { reading, query, others }))
}

/** Evolutions of entities (clauses 6.18 to 6.22, 6.24). */
export function temporalRoutes(http: Http, services: NgsiServices): void {
  const { read, write } = permissions
  const query = [...new Set([...filterQuery, ...pageQuery, ...temporalQuery, ...mapQuery])]
  ngsiRoute(http, services, {
    method: 'POST',
    path,
    title: { zh: '新建或补充实体的历史', en: 'Create or add to the evolution of an entity' },
    access: write,
    body: true,
    makesTenant: true,
    bodyLimit: 16 * 1024 * 1024,
    handle: (asked) => create(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path,
    title: { zh: '查询实体的历史', en: 'Query evolutions of entities' },
    access: read,
    query,
    tellsEntities: true,
    handle: (asked) => queryTemporal(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'POST',
    path: '/temporal/entityOperations/query',
    title: { zh: '以请求体查询实体的历史', en: 'Query evolutions by a body' },
    access: read,
    body: true,
    query: [...pageQuery, 'format', 'options', ...mapQuery],
    tellsEntities: true,
    handle: (asked) => queryTemporal(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: `${path}/:id`,
    title: { zh: '读取实体的历史', en: 'Retrieve the evolution of an entity' },
    access: read,
    query: [...temporalQuery, ...mapQuery],
    tellsEntities: true,
    handle: (asked) => retrieveTemporal(services, asked, idIn(asked)),
  })
  for (const method of ['GET', 'POST'] as const)
    ngsiRoute(http, services, {
      method,
      path: '/temporal/entityMaps',
      title: { zh: '建立历史的实体映射', en: 'Make an entity map of evolutions' },
      access: read,
      body: method === 'POST',
      query:
        method === 'POST'
          ? ['entityMapLifetime']
          : [...new Set([...filterQuery, ...temporalQuery]), 'orderBy', 'entityMapLifetime'],
      handle: (asked) => createMap(services, asked),
    })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id`,
    title: { zh: '删除实体的历史', en: 'Delete the evolution of an entity' },
    access: write,
    handle: (asked) => remove(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'POST',
    path: `${path}/:id/attrs`,
    title: { zh: '补充属性的历史', en: 'Add attributes to an evolution' },
    access: write,
    body: true,
    bodyLimit: 16 * 1024 * 1024,
    handle: (asked) => append(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id/attrs/:attr`,
    title: { zh: '删除属性的历史', en: 'Delete an attribute from an evolution' },
    access: write,
    query: ['datasetId', 'deleteAll'],
    handle: (asked) => removeAttribute(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: `${path}/:id/attrs/:attr/:instance`,
    title: { zh: '修改历史中的一个值', en: 'Change an instance of an evolution' },
    access: write,
    body: true,
    handle: (asked) => patch(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id/attrs/:attr/:instance`,
    title: { zh: '删除历史中的一个值', en: 'Delete an instance of an evolution' },
    access: write,
    handle: (asked) => removeInstance(services, asked),
  })
}
