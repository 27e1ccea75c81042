import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { LayerDeclaration } from '../../../kernel/twin/index.ts'
import { type Base, type Ctx, type Http, problemOf, type Raw, raw } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { sightOf } from '../sight.ts'
import {
  besideBounds,
  countItems,
  extentOfLayer,
  type Item,
  type ItemQuestion,
  readItems,
  termsOfLayer,
} from './items.ts'
import { findLayer, listLayers } from './layer.ts'
import { conformsTo, openApi } from './openapi.ts'
import { htmlPage } from './pages.ts'
import { BadParameter, parameterNames, readQuestion } from './question.ts'

const root = '/ogc/features'
const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
const jsonType = 'application/json'
const geoType = 'application/geo+json'
type Form = 'json' | 'html'
type Link = { readonly href: string; readonly rel: string; readonly type: string; readonly title: string }

/** OGC API – Features, Part 1: Core (OGC 17-069r4) at `/ogc/features`; a collection is a layer of the map. */
export function featureRoutes(http: Http, base: Base, packs: readonly LayerDeclaration[]): void {
  http.inside(
    (error, request, reply) => {
      const problem = problemOf(error, 'en', request.id)
      // A parameter that is not right is 400 here (/req/core/query-param-invalid), 422 elsewhere.
      const status = error.kind === 'input' ? 400 : problem.status
      return reply
        .code(status)
        .header('content-type', 'application/problem+json')
        .send(JSON.stringify({ ...problem, status }))
    },
    (inside) => {
      const service = { base, packs }
      landingRoutes(inside, service)
      collectionRoutes(inside, service)
      itemRoutes(inside, service)
    },
  )
}

type Service = { readonly base: Base; readonly packs: readonly LayerDeclaration[] }
type Asked = Pick<Ctx, 'request' | 'actor'>

const siteOf = ({ base }: Service, request: FastifyRequest): string =>
  base.config.publicUrl ?? `${request.protocol}://${request.host}`

const badParameter = (cause: Error) => twinErrors.make('twin.badParameter', { detail: cause.message }, { cause })

/** The form asked for: `f`, else what `Accept` prefers of HTML and JSON. @throws twin.badParameter */
function formOf(request: FastifyRequest, own: readonly string[] = ['f']): Form {
  // Fastify's parser gives text or lists of it by name.
  const query = request.query as Readonly<Record<string, unknown>>
  const unknown = Object.keys(query).find((name) => !own.includes(name))
  if (unknown !== undefined && own.length === 1)
    throw badParameter(new BadParameter(`There is no parameter "${unknown}"`))
  if (query.f !== undefined) {
    if (query.f !== 'json' && query.f !== 'html') throw badParameter(new BadParameter('f must be json or html'))
    return query.f
  }
  const accept = request.headers.accept ?? ''
  const html = accept.indexOf('text/html')
  const json = accept.search(/application\/(?:geo\+)?json/)
  return html >= 0 && (json < 0 || html < json) ? 'html' : 'json'
}

function answer(form: Form, title: string, body: Readonly<Record<string, unknown>>, type = jsonType): Raw {
  return form === 'html'
    ? { type: 'text/html; charset=utf-8', body: htmlPage(title, body) }
    : { type, body: JSON.stringify(body) }
}

/** The address of this answer and of the same in the other form. */
function selfLinks(here: string, form: Form, type: string): readonly Link[] {
  const plain = here
    .replace(/([?&])f=(?:json|html)(&|$)/, (_, before: string, after: string) => (after === '&' ? before : ''))
    .replace(/[?&]$/, '')
  const mark = plain.includes('?') ? '&' : '?'
  const other = form === 'json' ? 'html' : 'json'
  const typeOf = (one: Form) => (one === 'html' ? 'text/html' : type)
  return [
    { href: here, rel: 'self', type: typeOf(form), title: 'This document' },
    { href: `${plain}${mark}f=${other}`, rel: 'alternate', type: typeOf(other), title: `This document as ${other}` },
  ]
}

const forms = raw(jsonType, 'text/html', geoType)

function landingRoutes(http: Http, service: Service): void {
  const shared = { method: 'GET', access: permissions.read, response: forms, tag: 'ogc-features' } as const
  http.route({
    ...shared,
    path: root,
    title: { zh: 'OGC API 要素：入口', en: 'OGC API – Features: landing page' },
    handle: ({ request }) => {
      const form = formOf(request)
      const site = siteOf(service, request)
      const link = (path: string, rel: string, title: string, type = jsonType): Link => ({
        href: `${site}${root}${path}`,
        rel,
        type,
        title,
      })
      const body = {
        title: 'Shudu',
        description: 'Things of the city as features',
        links: [
          ...selfLinks(`${site}${request.url}`, form, jsonType),
          link('/api', 'service-desc', 'The API described', 'application/vnd.oai.openapi+json;version=3.0'),
          link('/api.html', 'service-doc', 'The API explained', 'text/html'),
          link('/conformance', 'conformance', 'Conformance classes'),
          link('/collections', 'data', 'Collections'),
        ],
      }
      return answer(form, 'Features of the city', body)
    },
  })
  http.route({
    ...shared,
    path: `${root}/conformance`,
    title: { zh: 'OGC API 要素：符合性', en: 'OGC API – Features: conformance' },
    handle: ({ request }) => {
      const form = formOf(request)
      return answer(form, 'Conformance', {
        conformsTo,
        links: selfLinks(`${siteOf(service, request)}${request.url}`, form, jsonType),
      })
    },
  })
  const describe = async ({ request, actor }: Asked) => {
    const layers = await listLayers(service.base.db, service.packs)
    const sight = await sightOf(service.base.db, actor)
    const collections = await Promise.all(
      layers.map(async (layer) => ({
        id: layer.id,
        terms: [...(await termsOfLayer(service.base.db, { layer, sight })).keys()],
      })),
    )
    return openApi(siteOf(service, request), collections)
  }
  http.route({
    ...shared,
    path: `${root}/api`,
    title: { zh: 'OGC API 要素：接口描述', en: 'OGC API – Features: OpenAPI' },
    response: raw('application/vnd.oai.openapi+json;version=3.0'),
    handle: async (ctx) => ({
      type: 'application/vnd.oai.openapi+json;version=3.0',
      body: JSON.stringify(await describe(ctx)),
    }),
  })
  http.route({
    ...shared,
    path: `${root}/api.html`,
    title: { zh: 'OGC API 要素：接口说明', en: 'OGC API – Features: the API explained' },
    response: raw('text/html'),
    handle: async (ctx) => ({
      type: 'text/html; charset=utf-8',
      body: htmlPage('The API', { ...(await describe(ctx)) }),
    }),
  })
}

function collectionOf(
  service: Service,
  layer: LayerDeclaration,
  site: string,
  extent: Awaited<ReturnType<typeof extentOfLayer>>,
) {
  const here = `${site}${root}/collections/${layer.id}`
  return {
    id: layer.id,
    title: layer.title.en,
    description: layer.title.zh,
    itemType: 'feature',
    crs: [crs84],
    ...(extent && {
      extent: {
        spatial: { bbox: [extent.box], crs: crs84 },
        temporal: {
          interval: [[extent.from, extent.till]],
          trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
        },
      },
    }),
    links: [
      { href: here, rel: 'self', type: jsonType, title: layer.title.en },
      { href: `${here}/items?f=json`, rel: 'items', type: geoType, title: 'Features as GeoJSON' },
      { href: `${here}/items?f=html`, rel: 'items', type: 'text/html', title: 'Features as a page' },
      {
        href: `${service.base.config.publicUrl ?? site}/tiles/${layer.id}`,
        rel: 'describedby',
        type: jsonType,
        title: 'Vector tiles (TileJSON)',
      },
    ],
  }
}

function collectionRoutes(http: Http, service: Service): void {
  const shared = { method: 'GET', access: permissions.read, response: forms, tag: 'ogc-features' } as const
  http.route({
    ...shared,
    path: `${root}/collections`,
    title: { zh: 'OGC API 要素：集合', en: 'OGC API – Features: collections' },
    handle: async ({ request, actor }) => {
      const form = formOf(request)
      const site = siteOf(service, request)
      const sight = await sightOf(service.base.db, actor)
      const layers = await listLayers(service.base.db, service.packs)
      const collections: object[] = []
      for (const layer of layers) {
        const extent = await extentOfLayer(service.base.db, { layer, sight })
        // A layer of which one may see nothing is not spoken of.
        if (extent || sight.isWhole || layer.id === 'all') collections.push(collectionOf(service, layer, site, extent))
      }
      return answer(form, 'Collections', { links: selfLinks(`${site}${request.url}`, form, jsonType), collections })
    },
  })
  http.route({
    ...shared,
    path: `${root}/collections/:collection`,
    title: { zh: 'OGC API 要素：一个集合', en: 'OGC API – Features: one collection' },
    params: Type.Object({ collection: Type.String({ maxLength: 100 }) }),
    handle: async ({ request, actor, params }) => {
      const form = formOf(request)
      const layer = await layerOf(service, params.collection)
      const sight = await sightOf(service.base.db, actor)
      const body = collectionOf(
        service,
        layer,
        siteOf(service, request),
        await extentOfLayer(service.base.db, { layer, sight }),
      )
      return answer(form, layer.title.en, {
        ...body,
        links: [...body.links, ...selfLinks(`${siteOf(service, request)}${request.url}`, form, jsonType).slice(1)],
      })
    },
  })
}

async function layerOf({ base, packs }: Service, id: string): Promise<LayerDeclaration> {
  const found = await findLayer(base.db, packs, id)
  if (!found) throw twinErrors.make('twin.noLayer', { id })
  return found
}

// Pages behind the first count again no more than this: the standard lets them leave `numberMatched` out.
const mostCountedAgain = 10_000

function itemRoutes(http: Http, service: Service): void {
  const { base } = service
  const shared = { method: 'GET', access: permissions.read, response: forms, tag: 'ogc-features' } as const
  http.route({
    ...shared,
    path: `${root}/collections/:collection/items`,
    title: { zh: 'OGC API 要素：要素', en: 'OGC API – Features: features' },
    params: Type.Object({ collection: Type.String({ maxLength: 100 }) }),
    handle: async ({ request, actor, params, reply }) => {
      const layer = await layerOf(service, params.collection)
      const sight = await sightOf(base.db, actor)
      const asked = await questionOf(service, request, layer, actor)
      const form = asked.form ?? formOf(request, [])
      const { limit, after, form: _, ...rest } = asked
      const wide: ItemQuestion = { layer, sight, ...rest }
      const question = { ...wide, without: await besideBounds(base.db, wide) }
      const [{ items, hasMore }, numberMatched] = await Promise.all([
        readItems(base.db, question, after, limit),
        countItems(base.db, question, after > 0 ? mostCountedAgain : undefined),
      ])
      const site = siteOf(service, request)
      const here = `${site}${request.url}`
      const last = items.at(-1)
      const links = [
        ...selfLinks(here, form, geoType),
        ...(hasMore && last
          ? [
              {
                href: nextPage(here, last.key),
                rel: 'next',
                type: form === 'html' ? 'text/html' : geoType,
                title: 'Next page',
              },
            ]
          : []),
        { href: `${site}${root}/collections/${layer.id}`, rel: 'collection', type: jsonType, title: layer.title.en },
      ]
      reply.header('content-crs', `<${crs84}>`)
      const body = {
        type: 'FeatureCollection',
        features: items.map((item) => featureOf(item)),
        links,
        timeStamp: new Date(base.now()).toISOString(),
        ...(numberMatched !== undefined && { numberMatched }),
        numberReturned: items.length,
      }
      return answer(form, layer.title.en, body, geoType)
    },
  })
  http.route({
    ...shared,
    path: `${root}/collections/:collection/items/:feature`,
    title: { zh: 'OGC API 要素：一个要素', en: 'OGC API – Features: one feature' },
    params: Type.Object({ collection: Type.String({ maxLength: 100 }), feature: Type.String({ maxLength: 1_000 }) }),
    handle: async ({ request, actor, params, reply }) => {
      const form = formOf(request)
      const layer = await layerOf(service, params.collection)
      const { items } = await readItems(
        base.db,
        { layer, sight: await sightOf(base.db, actor), id: params.feature },
        0,
        1,
      )
      const [item] = items
      if (!item) throw twinErrors.make('twin.missing', { id: params.feature })
      const site = siteOf(service, request)
      reply.header('content-crs', `<${crs84}>`)
      const links = [
        ...selfLinks(`${site}${request.url}`, form, geoType),
        { href: `${site}${root}/collections/${layer.id}`, rel: 'collection', type: jsonType, title: layer.title.en },
      ]
      return answer(form, item.id, { ...featureOf(item), links }, geoType)
    },
  })
}

const featureOf = ({ id, geometry, properties }: Item) => ({ type: 'Feature', id, geometry, properties })

function nextPage(here: string, key: number): string {
  const url = new URL(here)
  url.searchParams.set('after', String(key))
  return url.href
}

async function questionOf({ base }: Service, request: FastifyRequest, layer: LayerDeclaration, actor: Actor) {
  // Fastify's parser gives text or lists of it by name.
  const query = request.query as Readonly<Record<string, unknown>>
  try {
    const terms = Object.keys(query).every((name) => parameterNames.includes(name))
      ? new Map<string, readonly string[]>()
      : await termsOfLayer(base.db, { layer, sight: await sightOf(base.db, actor) })
    return readQuestion(query, terms)
  } catch (cause) {
    if (cause instanceof BadParameter) throw badParameter(cause)
    throw cause
  }
}
