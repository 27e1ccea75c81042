import { badData, checkName, idOf, isObject, type Json, readAttribute, readEntity } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { spread, withQuery } from '../federation/distribute.ts'
import { permissions } from '../permissions.ts'
import { type Answer, type Ask, flag, ngsiRoute } from './ask.ts'
import { checkBodyId, pathId } from './entity-routes.ts'
import { inPath } from './paths.ts'
import { readFormat } from './presentation.ts'
import {
  type Brought,
  bringing,
  changingAttribute,
  deletingAttribute,
  deletingScope,
  doOne,
  typesAsked,
} from './provide.ts'
import { listOf } from './read-parts.ts'
import type { NgsiServices } from './services.ts'

/** Brings attributes in: append (clause 5.6.3) or update (5.6.2). 207 when some were left as they were. */
async function bring(
  services: NgsiServices,
  asked: Ask,
  keep: boolean,
  scopes: 'append' | 'replaceOld',
): Promise<Answer> {
  const id = pathId(asked)
  checkBodyId(asked, id)
  const whole = readEntity(asked.body ?? null, asked.context.map, { isFragment: true })
  const { method } = asked.request
  return spread(services.federation, asked, {
    operation: scopes === 'append' ? 'appendAttrs' : 'updateEntity',
    id,
    matter: { ids: [id], types: typesAsked(asked), names: Object.keys(whole.attributes) },
    passed: {
      method: method === 'POST' ? 'POST' : 'PATCH',
      path: withQuery(asked, `/entities/${inPath(id)}/attrs/`),
      body: asked.body,
    },
    local: (rest) => bringHere(services, asked, rest, keep, scopes),
  })
}

async function bringHere(
  services: NgsiServices,
  asked: Ask,
  body: Json | undefined,
  keep: boolean,
  scopes: 'append' | 'replaceOld',
): Promise<Answer> {
  const id = pathId(asked)
  const fragment = readEntity(body ?? null, asked.context.map, { isFragment: true })
  let brought: Brought = { updated: [], kept: [], isScopeKept: false }
  const told = (what: Brought) => {
    brought = what
  }
  const how = {
    mode: 'replace',
    keep,
    scopes: keep ? 'add' : scopes === 'append' ? 'replace' : scopes,
    types: typesAsked(asked),
  } as const
  await doOne(services, asked.tenant, bringing(asked, id, fragment, how, told))
  if (brought.kept.length === 0 && !brought.isScopeKept) return { status: 204 }
  const notUpdated = brought.kept.map((attributeName) => ({
    attributeName,
    reason: 'It is there already, and overwriting was not wanted',
  }))
  const noScope = { attributeName: 'scope', reason: 'The entity has no scope that could be replaced (clause 5.6.2.4)' }
  return {
    status: 207,
    plain: { updated: [...brought.updated], notUpdated: brought.isScopeKept ? [...notUpdated, noScope] : notUpdated },
  }
}

/** The one attribute of a body: `{ type, value, … }`, or `{ name: { … } }`, or a bare value. */
function attributeBody(asked: Ask, term: string): Json {
  const { body } = asked
  if (body === undefined) throw badData('The body is missing')
  if (!isObject(body)) return body
  const { '@context': _, ...rest } = body
  const names = Object.keys(rest)
  const [only] = names
  return names.length === 1 &&
    only !== undefined &&
    (only === term || asked.context.map.expand(only) === asked.context.map.expand(term))
    ? (rest[only] ?? null)
    : rest
}

async function change(services: NgsiServices, asked: Ask, partial: boolean): Promise<Answer> {
  const id = pathId(asked)
  const term = asked.params.attr ?? ''
  if (term === 'scope') throw badData('The scope of an entity is not changed as an attribute (clause 5.6.4.4)')
  const name = asked.context.map.expand(term)
  const fragments = {
    [name]: readAttribute(term, attributeBody(asked, term), asked.context.map, { isFragment: partial }),
  }
  return spread(services.federation, asked, {
    operation: partial ? 'updateAttrs' : 'replaceAttrs',
    id,
    matter: { ids: [id], types: typesAsked(asked), names: [name] },
    passed: {
      method: partial ? 'PATCH' : 'PUT',
      path: `/entities/${inPath(id)}/attrs/${encodeURIComponent(term)}`,
      body: asked.body,
    },
    local: async () => {
      await doOne(
        services,
        asked.tenant,
        changingAttribute(asked, id, name, fragments, { partial, mode: 'replace', types: typesAsked(asked) }),
      )
      return { status: 204 }
    },
  })
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { datasetId } = asked.query
  checkName(asked.params.attr ?? '')
  const dataset = datasetId === undefined || datasetId === '@none' ? '' : idOf(datasetId)
  const name = asked.context.map.expand(asked.params.attr ?? '')
  const which = { dataset, all: flag(asked, 'deleteAll'), types: typesAsked(asked) }
  const id = pathId(asked)
  const query = asked.request.url.split('?')[1]
  const path = `/entities/${inPath(id)}/attrs/${encodeURIComponent(asked.params.attr ?? '')}`
  return spread(services.federation, asked, {
    operation: 'deleteAttrs',
    id,
    matter: { ids: [id], types: typesAsked(asked), names: [name] },
    passed: { method: 'DELETE', path: query === undefined ? path : `${path}?${query}` },
    local: async () => {
      const isScope = asked.params.attr === 'scope'
      const work = isScope ? deletingScope(asked, id, which.types) : deletingAttribute(asked, id, name, which)
      await doOne(services, asked.tenant, work)
      return { status: 204 }
    },
  })
}

/** Attributes of an entity (clauses 6.6, 6.7). */
export function attributeRoutes(http: Http, services: NgsiServices): void {
  const access = permissions.write
  ngsiRoute(http, services, {
    method: 'POST',
    path: '/entities/:id/attrs',
    title: { zh: '追加属性', en: 'Append attributes' },
    access,
    body: true,
    query: ['type', 'options'],
    handle: (asked) => {
      readFormat(asked.query, ['noOverwrite'])
      return bring(services, asked, listOf(asked.query.options)?.includes('noOverwrite') ?? false, 'append')
    },
  })
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: '/entities/:id/attrs',
    title: { zh: '更新属性', en: 'Update attributes' },
    access,
    body: true,
    query: ['type'],
    handle: (asked) => bring(services, asked, false, 'replaceOld'),
  })
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: '/entities/:id/attrs/:attr',
    title: { zh: '部分更新一个属性', en: 'Update part of an attribute' },
    access,
    body: true,
    query: ['type'],
    handle: (asked) => change(services, asked, true),
  })
  ngsiRoute(http, services, {
    method: 'PUT',
    path: '/entities/:id/attrs/:attr',
    title: { zh: '替换一个属性', en: 'Replace an attribute' },
    access,
    body: true,
    query: ['type'],
    handle: (asked) => change(services, asked, false),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: '/entities/:id/attrs/:attr',
    title: { zh: '删除一个属性', en: 'Delete an attribute' },
    access,
    query: ['datasetId', 'deleteAll', 'type'],
    handle: (asked) => remove(services, asked),
  })
}
