import type { FastifyRequest } from 'fastify'
import { type TObject, Type } from 'typebox'
import { type Language, say, type Words } from '../../../kernel/words.ts'
import { type Base, type Ctx, type Http, raw, takeForms } from '../../base/index.ts'
import { permissions } from '../api/permissions.ts'
import { keepPhoto, largestPhoto } from '../keep-photo.ts'
import { answerError } from './answer-error.ts'
import { serviceDefinition } from './definition.ts'
import { discovery } from './discovery.ts'
import { contentTypes, type Document, type Format, formats, list, write } from './document.ts'
import { open311Errors } from './errors.ts'
import { beginForm, finishForm, firstOf, mustBeUtf8, type Parameters, readPairs, Wrong } from './form.ts'
import { type IntakeParts, takeIn } from './new-request.ts'
import { numberOfCode, type RequestParts, readRequest, searchRequests } from './requests.ts'
import { allServices, getService, type Service, serviceList } from './services.ts'
import { readUpdates, takeUpdate, type UpdateParts } from './updates.ts'

/** What Open311 stands on. */
export type Open311Parts = IntakeParts &
  RequestParts &
  UpdateParts & { readonly base: Base; readonly jurisdiction: string }

const noParameters = Type.Object({})

const taken: Words = {
  zh: '已受理，将尽快分派办理。',
  en: 'It has been received and will be passed on to those responsible.',
}

/** A query as it was sent, values in order; the parts of a path are not among them. */
const queryOf = (request: FastifyRequest): Map<string, string[]> => readPairs(request.url.split('?')[1] ?? '')

/**
 * The Open311 interface: discovery, GeoReport v2, and FixMyStreet's update extension; see docs/open311.md for each rule of
 * the specification and its test.
 */
export function open311Routes(http: Http, parts: Open311Parts): void {
  http.inside(answerError, async (inside) => {
    const { fastify } = inside
    await takeForms(fastify)
    const form = 'application/x-www-form-urlencoded'
    if (fastify.hasContentTypeParser(form)) fastify.removeContentTypeParser(form)
    fastify.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) => done(null, body))
    fastify.addHook('preHandler', async (request) => useKey(request))
    for (const format of formats) addRoutes(inside, parts, format)
    addUnknown(inside)
  })
}

/** An `api_key` is a bearer token in another place: where no header carries one, it goes there. */
async function useKey(request: FastifyRequest): Promise<void> {
  if (request.headers.authorization !== undefined) return
  const sent = request.method === 'POST' ? (await beginForm(request)).fields : undefined
  const key = (sent && firstOf(sent, 'api_key')) ?? firstOf(queryOf(request), 'api_key')
  if (key !== undefined) request.headers.authorization = `Bearer ${key}`
}

type Asked = {
  readonly ctx: Ctx
  readonly parameters: Parameters
  readonly services: readonly Service[]
  readonly language: Language
  readonly wrong: Wrong
}

function addRoutes(http: Http, parts: Open311Parts, format: Format): void {
  const services = () => allServices(parts.shelf.current())

  /** Everything that all methods begin with. @throws open311.noJurisdiction */
  const asked = (ctx: Ctx, parameters: Parameters): Asked => {
    const wrong = new Wrong()
    mustBeUtf8(parameters, wrong)
    mustServe(parts, parameters)
    return { ctx, parameters, services: services(), language: ctx.language, wrong }
  }

  const get = <P extends TObject>(
    path: string,
    title: Words,
    answer: (one: Asked & { readonly params: Record<string, string> }) => Promise<Document> | Document,
    params?: P,
  ) =>
    http.route({
      method: 'GET',
      path: `${path}.${format}`,
      title,
      tag: 'open311',
      access: permissions.open311Read,
      rate: { perMinute: 600, burst: 200 },
      params: params ?? noParameters,
      response: raw(contentTypes[format].split(';')[0] ?? ''),
      handle: async (ctx) => {
        // The parts of a path are texts.
        const values = ctx.params as unknown as Record<string, string>
        const document = await answer({ ...asked(ctx as Ctx, queryOf(ctx.request)), params: values })
        // What anybody may read, a page of any site may.
        const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
        return { type: contentTypes[format], body: write(document, format), headers }
      },
    })

  const post = (path: string, title: Words, answer: (one: Asked, photos: readonly string[]) => Promise<Document>) =>
    http.route({
      method: 'POST',
      path: `${path}.${format}`,
      title,
      tag: 'open311',
      access: permissions.open311Submit,
      rate: { perMinute: 600, burst: 200 },
      // Four thousand characters take at most 36 kB when each byte is written as %XX.
      bodyLimit: 512 * 1024,
      uploads: largestPhoto,
      response: raw(contentTypes[format].split(';')[0] ?? ''),
      handle: async (ctx) => {
        const form = await beginForm(ctx.request)
        const photos = await finishForm(form, async (file) => (await keepPhoto(parts, file, ctx.actor.id)).id)
        const document = await answer(asked(ctx as Ctx, form.fields), photos)
        return { type: contentTypes[format], body: write(document, format) }
      },
    })

  get('/open311/discovery', { zh: 'Open311 服务发现', en: 'Open311 service discovery' }, ({ ctx, language }) =>
    discovery(parts.base, ctx.request, language),
  )
  get('/open311/v2/services', { zh: 'Open311 服务清单', en: 'Open311 service list' }, (one) =>
    serviceList(one.services, one.language),
  )
  get(
    '/open311/v2/services/:code',
    { zh: 'Open311 服务定义', en: 'Open311 service definition' },
    ({ services: all, params, language }) => serviceDefinition(getService(all, params.code ?? ''), language),
    Type.Object({ code: Type.String() }),
  )
  get('/open311/v2/requests', { zh: 'Open311 查询诉求', en: 'Open311 service requests' }, (one) =>
    searchRequests(parts, { ...one, actor: one.ctx.actor }),
  )
  get(
    '/open311/v2/requests/:id',
    { zh: 'Open311 查询一件诉求', en: 'Open311 service request' },
    async ({ ctx, params, services: all, language }) => {
      const document = await readRequest(parts, ctx.actor, params.id ?? '', all, language)
      return mustBeOne(document, params.id ?? '')
    },
    Type.Object({ id: Type.String() }),
  )
  get(
    '/open311/v2/tokens/:token',
    { zh: 'Open311 凭 token 查编号', en: 'Open311 request id from a token' },
    async ({ params }) => {
      const number = await numberOfCode(parts.db, params.token ?? '')
      if (number === undefined) throw open311Errors.make('open311.noToken')
      const node = list('request', [{ service_request_id: number, token: params.token ?? '' }])
      return { root: 'service_requests', node }
    },
    Type.Object({ token: Type.String() }),
  )
  get(
    '/open311/v2/servicerequestupdates',
    { zh: 'Open311 诉求进展（FixMyStreet 扩展）', en: 'Open311 updates of requests (FixMyStreet extension)' },
    (one) => readUpdates(parts, { ...one, actor: one.ctx.actor }),
  )
  post('/open311/v2/requests', { zh: 'Open311 提交诉求', en: 'Open311 new service request' }, async (one, photos) => {
    const { ctx, parameters, language, wrong } = one
    const code = firstOf(parameters, 'service_code')
    if (code === undefined) wrong.add('service_code', '必填', 'was not provided')
    if (code === undefined) wrong.throwIfAny()
    const service = getService(one.services, code ?? '')
    const begun = await takeIn(parts, { actor: ctx.actor, service, parameters, photos, language, wrong })
    ctx.audit({ resource: `case:${begun.id}`, facts: { service: service.code, isNew: begun.isNew } })
    const node = list('request', [
      { service_request_id: begun.number, service_notice: say(taken, language), account_id: null },
    ])
    return { root: 'service_requests', node }
  })
  post(
    '/open311/v2/servicerequestupdates',
    { zh: 'Open311 补充诉求（FixMyStreet 扩展）', en: 'Open311 update of a request (FixMyStreet extension)' },
    async (one) => {
      const { id, document } = await takeUpdate(parts, { ...one, actor: one.ctx.actor })
      one.ctx.audit({ resource: `case:${id}`, facts: { by: 'open311' } })
      return document
    },
  )
}

/** Everything else under /open311 does not exist, and is said so in the form of the specification. */
function addUnknown({ fastify }: Http): void {
  fastify.get('/open311', (_request, reply) => reply.redirect('/open311/discovery.xml', 302))
  fastify.all('/open311/*', () => {
    throw open311Errors.make('open311.noPath')
  })
}

/** One jurisdiction is served here, so its id may be left out; another one is not found. */
function mustServe({ base, jurisdiction }: Open311Parts, parameters: Parameters): void {
  const found = firstOf(parameters, 'jurisdiction_id')
  const host =
    base.config.publicUrl === undefined ? undefined : new URL(base.config.publicUrl).hostname.replace(/^www\./, '')
  if (found === undefined || found === jurisdiction || found === host) return
  throw open311Errors.make('open311.noJurisdiction', { found: found.slice(0, 80), ours: host ?? jurisdiction })
}

function mustBeOne(document: Document, number: string): Document {
  const { node } = document
  const isEmpty =
    typeof node === 'object' && node !== null && 'of' in node && Array.isArray(node.of) && node.of.length === 0
  if (isEmpty) throw open311Errors.make('open311.noRequest', { found: number.slice(0, 40) })
  return document
}
