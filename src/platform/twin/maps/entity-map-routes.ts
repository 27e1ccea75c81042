import { badData, isObject, readInstant } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { passingOf, staysHere } from '../federation/distribute.ts'
import type { Passed } from '../federation/passing.ts'
import { type Answer, type Ask, ngsiRoute } from '../ngsild/ask.ts'
import { inPath } from '../ngsild/paths.ts'
import { readPresentation } from '../ngsild/presentation.ts'
import { orderOf, partsOf, wantedOf } from '../ngsild/query-entities.ts'
import { filterQuery } from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { permissions } from '../permissions.ts'
import { dropMap, type EntityMap, endMap, mapInPath, mapPath, shownMap } from './entity-maps.ts'
import { makeMap } from './map-entities.ts'

const path = '/entityMaps'

/** A map that was made, with the header that names it (clauses 6.34.3, 6.35.3). */
export const madeMap = (map: EntityMap): Answer => ({
  status: 201,
  json: shownMap(map),
  headers: { 'NGSILD-EntityMap': mapPath(map.id) },
})

async function create(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { parts, query } = partsOf(asked)
  const { map } = asked.context
  const shown = readPresentation({ ...(query.join !== undefined && { join: query.join }) }, map, asked.accept)
  return madeMap(await makeMap(services, asked, wantedOf(asked, parts, shown), orderOf(query, map)))
}

/** What is done to a map is done to those that sources made for it, too. */
async function passOn(
  services: NgsiServices,
  asked: Ask,
  { linked }: EntityMap,
  operation: string,
  passed: Omit<Passed, 'path'>,
): Promise<void> {
  if (staysHere(asked)) return
  const passing = passingOf(asked)
  const concerned = await services.federation.concerned(passing, operation, {})
  await Promise.all(
    concerned
      .filter(({ id }) => linked[id] !== undefined)
      .map((one) =>
        services.federation.pass(passing, one, { ...passed, path: `${path}/${inPath(linked[one.id] ?? '')}` }),
      ),
  )
}

async function update(services: NgsiServices, asked: Ask): Promise<Answer> {
  const map = await mapInPath(services.base, asked)
  if (!isObject(asked.body)) throw badData('The body must be a fragment of an EntityMap')
  // All else in a map is said by the system alone (clause 5.14.2.4).
  const { expiresAt } = asked.body
  if (expiresAt === undefined) return { status: 204 }
  const at = readInstant(expiresAt)
  if (at === undefined) throw badData('expiresAt must be an instant such as 2026-11-20T08:00:00Z')
  await endMap(services.base, asked.tenant, map.id, at)
  await passOn(services, asked, map, 'updateEntityMap', { method: 'PATCH', body: { expiresAt: at } })
  return { status: 204 }
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  const map = await mapInPath(services.base, asked)
  await dropMap(services.base, asked.tenant, map.id)
  await passOn(services, asked, map, 'deleteEntityMap', { method: 'DELETE' })
  return { status: 204 }
}

/** Entity maps (clauses 6.32, 6.34). */
export function entityMapRoutes(http: Http, services: NgsiServices): void {
  const { read } = permissions
  const order = ['orderBy', 'orderFrom', 'orderGeometry', 'collation']
  for (const method of ['GET', 'POST'] as const)
    ngsiRoute(http, services, {
      method,
      path,
      title: { zh: '建立实体映射', en: 'Make an entity map' },
      access: read,
      body: method === 'POST',
      query:
        method === 'POST'
          ? ['entityMapLifetime']
          : [...filterQuery, ...order, 'entityMapLifetime', 'join', 'joinLevel'],
      handle: (asked) => create(services, asked),
    })
  ngsiRoute(http, services, {
    method: 'GET',
    path: `${path}/:id`,
    title: { zh: '读取实体映射', en: 'Retrieve an entity map' },
    access: read,
    handle: async (asked) => ({ status: 200, json: shownMap(await mapInPath(services.base, asked)) }),
  })
  // A map is a note of its maker's reading: who may read may end his own.
  ngsiRoute(http, services, {
    method: 'PATCH',
    path: `${path}/:id`,
    title: { zh: '延长或缩短实体映射', en: 'Change when an entity map ends' },
    access: read,
    body: true,
    handle: (asked) => update(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: `${path}/:id`,
    title: { zh: '删除实体映射', en: 'Delete an entity map' },
    access: read,
    handle: (asked) => remove(services, asked),
  })
}
