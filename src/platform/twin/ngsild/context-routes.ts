import { badData, isCoreContext, isObject, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import type { KeptContext } from '../contexts/contexts.ts'
import { permissions } from '../permissions.ts'
import { type Answer, type Ask, flag, ngsiRoute } from './ask.ts'
import { root } from './paths.ts'
import type { NgsiServices } from './services.ts'

const kinds = ['Cached', 'Hosted', 'ImplicitlyCreated']

const detailsOf = (services: NgsiServices, kept: KeptContext): JsonObject => ({
  URL: services.contexts.addressOfKept(kept),
  localId: kept.id,
  kind: kept.kind,
  createdAt: kept.created_at,
  ...(kept.used_at !== null && { lastUsage: kept.used_at }),
  ...(kept.hits !== null && { numberOfHits: kept.hits }),
})

async function found(services: NgsiServices, asked: Ask): Promise<KeptContext> {
  const id = asked.params.id ?? ''
  const kept = await services.contexts.find(id)
  if (!kept) throw ngsiErrors.make('twin.notFound', { detail: `There is no @context ${id.slice(0, 200)}` })
  return kept
}

async function add(services: NgsiServices, asked: Ask): Promise<Answer> {
  const given = asked.body
  const context = isObject(given) && given['@context'] !== undefined ? given['@context'] : undefined
  if (context === undefined)
    throw ngsiErrors.make('twin.invalidRequest', { detail: 'The body must be an object with an @context' })
  const id = await services.contexts.host(context)
  return { status: 201, headers: { Location: `${root}/jsonldContexts/${id}` } }
}

async function list(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { kind } = asked.query
  if (kind !== undefined && !kinds.includes(kind)) throw badData(`kind is one of ${kinds.join(', ')}`)
  const all = await services.contexts.list(kind)
  const isDetailed = flag(asked, 'details')
  return {
    status: 200,
    plain: all.map((kept) => (isDetailed ? detailsOf(services, kept) : services.contexts.addressOfKept(kept))),
  }
}

async function serve(services: NgsiServices, asked: Ask): Promise<Answer> {
  const kept = await found(services, asked)
  services.contexts.told(kept)
  if (flag(asked, 'details')) return { status: 200, plain: detailsOf(services, kept) }
  if (kept.kind === 'Cached')
    throw ngsiErrors.make('twin.notSupported', {
      detail: `A cached @context is served where it came from: ${kept.url}`,
    })
  return { status: 200, plain: { '@context': kept.body } }
}

async function remove(services: NgsiServices, asked: Ask): Promise<Answer> {
  if (isCoreContext(asked.params.id ?? '')) {
    // It is built in: there is nothing to load, and nothing goes without it.
    if (!flag(asked, 'reload')) throw badData('The core @context cannot be deleted')
    return { status: 204 }
  }
  const kept = await found(services, asked)
  if (!flag(asked, 'reload')) await services.contexts.delete(kept.id)
  else if (kept.kind !== 'Cached' || kept.url === null) throw badData('Only a cached @context can be loaded anew')
  else await services.contexts.reload(kept.url)
  return { status: 204 }
}

/** Hosting of @contexts (clauses 6.29, 6.30). */
export function contextRoutes(http: Http, services: NgsiServices): void {
  const { read, write } = permissions
  ngsiRoute(http, services, {
    method: 'POST',
    path: '/jsonldContexts',
    title: { zh: '托管 @context', en: 'Host a @context' },
    access: write,
    body: true,
    isContext: true,
    handle: (asked) => add(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/jsonldContexts',
    title: { zh: '列出 @context', en: 'List @contexts' },
    access: read,
    query: ['details', 'kind'],
    handle: (asked) => list(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/jsonldContexts/:id',
    title: { zh: '读取 @context', en: 'Serve a @context' },
    access: read,
    query: ['details'],
    handle: (asked) => serve(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'DELETE',
    path: '/jsonldContexts/:id',
    title: { zh: '删除或重新载入 @context', en: 'Delete or reload a @context' },
    access: write,
    query: ['reload'],
    handle: (asked) => remove(services, asked),
  })
}
