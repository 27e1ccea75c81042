import { badData, idOf, isObject, type Json, readAttribute, readEntity } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { type Answer, type Ask, flag, ngsiRoute } from '../ngsild/ask.ts'
import { filterQuery, pageQuery } from '../ngsild/read-query.ts'
import { inPath, type NgsiServices, root } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import {
  appendTemporal,
  deleteInstance,
  deleteTemporal,
  deleteTemporalAttribute,
  patchInstance,
  upsertTemporal,
} from './provide-temporal.ts'
import { temporalQuery } from './question.ts'
import { queryTemporal, queryTemporalByBody, retrieveTemporal } from './read-temporal.ts'

const path = '/temporal/entities'

const idIn = ({ params }: Ask): string => idOf(params.id)
const nameIn = ({ params, context }: Ask): string => context.map.expand(params.attr ?? '')

async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const fragment = readEntity(asked.body ?? null, asked.context.map, { isTemporal: true })
  const isNew = await upsertTemporal(services, asked, fragment)
  if (!isNew) return { status: 204 }
  return { status: 201, headers: { Location: `${root}${path}/${inPath(fragment.id ?? '')}` } }
}

async function append(services: NgsiServices, asked: Ask): Promise<Answer> {
  const fragment = readEntity(asked.body ?? null, asked.context.map, { isTemporal: true, isFragment: true })
  await appendTemporal(services, asked, idIn(asked), fragment)
  return { status: 204 }
}

async function removeAttribute(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { datasetId } = asked.query
  const dataset = datasetId === undefined || datasetId === '@none' ? '' : idOf(datasetId)
  await deleteTemporalAttribute(services, asked, idIn(asked), nameIn(asked), { dataset, all: flag(asked, 'deleteAll') })
  return { status: 204 }
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

async function patch(services: NgsiServices, asked: Ask): Promise<Answer> {
  const [fragment] = readAttribute(asked.params.attr ?? '', instanceBody(asked), asked.context.map, {
    isFragment: true,
  })
  if (!fragment) throw badData('The body must be an instance of the attribute')
  await patchInstance(services, asked, idIn(asked), nameIn(asked), asked.params.instance ?? '', fragment)
  return { status: 204 }
}

/** Evolutions of entities (clauses 6.18 to 6.22, 6.24). */
export function temporalRoutes(http: Http, services: NgsiServices): void {
  const { read, write } = permissions
  const query = [...new Set([...filterQuery, ...pageQuery, ...temporalQuery])]
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
    handle: (asked) => queryTemporal(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'POST',
    path: '/temporal/entityOperations/query',
    title: { zh: '以请求体查询实体的历史', en: 'Query evolutions by a body' },
    access: read,
    body: true,
    query: [...pageQuery, 'format', 'options'],
    handle: (asked) => queryTemporalByBody(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: `${path}/:id`,
    title: { zh: '读取实体的历史', en: 'Retrieve the evolution of an entity' },
    access: read,
    query: [...temporalQuery],
    handle: (asked) => retrieveTemporal(services, asked, idIn(asked)),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id`,
    title: { zh: '删除实体的历史', en: 'Delete the evolution of an entity' },
    access: write,
    handle: async (asked) => {
      await deleteTemporal(services, asked, idIn(asked))
      return { status: 204 }
    },
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
    handle: async (asked) => {
      await deleteInstance(services, asked, idIn(asked), nameIn(asked), asked.params.instance ?? '')
      return { status: 204 }
    },
  })
}
