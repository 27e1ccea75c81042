import { Type } from 'typebox'
import type { CityError } from '../../../kernel/errors/index.ts'
import { type Base, type Ctx, type Http, problemOf, type Raw, raw } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import type { Observations } from '../observations/index.ts'
import { permissions } from '../permissions.ts'
import { sightOf } from '../sight.ts'
import type { Entities } from '../store/entity-store.ts'
import { jsonBatch, multipartBatch } from './batch.ts'
import { StaError } from './error.ts'
import { parseExactly } from './exact.ts'
import { handle, type Serving } from './handle.ts'
import type { StaAnswer } from './request.ts'

const root = '/sta/v1.1'
const json = 'application/json; charset=utf-8'

/** What the interface stands on. */
export type StaParts = {
  readonly base: Base
  readonly entities: Entities
  readonly observations: Observations
  /** Where clients of MQTT find the city. */
  mqtt(host: string): readonly string[]
}

/** The error of the city that carries this one's status. */
function cityError(cause: StaError): CityError {
  const code = cause.status === 404 ? 'twin.nothingThere' : cause.status === 409 ? 'twin.cannotBe' : 'twin.badParameter'
  return twinErrors.make(code, { detail: cause.message }, { cause, facts: { status: cause.status } })
}

/** OGC SensorThings API 1.1 (OGC 18-088), sensing and tasking, at `/sta/v1.1`. */
export function sensorThingsRoutes(http: Http, parts: StaParts): void {
  http.inside(
    (error, request, reply) => {
      const problem = problemOf(error, 'en', request.id)
      const status =
        typeof error.facts.status === 'number' ? error.facts.status : error.kind === 'input' ? 400 : problem.status
      return reply
        .code(status)
        .header('content-type', json)
        .send(JSON.stringify({ code: status, type: 'error', message: problem.detail }))
    },
    (inside) => {
      inside.fastify.addContentTypeParser('multipart/mixed', { parseAs: 'string' }, (_request, body, done) =>
        done(null, body),
      )
      const safely = inside.fastify.getDefaultJsonParser('error', 'error')
      inside.fastify.addContentTypeParser<string>(
        ['application/json', 'application/json-patch+json'],
        { parseAs: 'string' },
        (request, text, done) => safely(request, text, (error, body) => done(error, error ? body : parseExactly(text))),
      )
      for (const path of [root, `${root}/*`]) {
        inside.route({
          method: 'GET',
          path,
          title: { zh: 'SensorThings：读取', en: 'SensorThings: read' },
          tag: 'sensorthings',
          access: permissions.read,
          response: raw('application/json', 'text/plain'),
          handle: (ctx) => answer(ctx, parts),
        })
      }
      for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'] as const) {
        inside.route({
          method,
          path: `${root}/*`,
          title: { zh: 'SensorThings：写入', en: 'SensorThings: write' },
          tag: 'sensorthings',
          access: permissions.write,
          bodyLimit: 32 * 1024 * 1024,
          ...(method !== 'DELETE' && { body: Type.Unknown() }),
          response: raw('application/json', 'multipart/mixed'),
          handle: (ctx) => answer(ctx, parts),
        })
      }
    },
  )
}

async function answer(
  { request, actor }: Pick<Ctx, 'request' | 'actor'>,
  { base, entities, observations, mqtt }: StaParts,
): Promise<Raw> {
  const sight = await sightOf(base.db, actor)
  const site = base.config.publicUrl ?? `${request.protocol}://${request.host}`
  const serving: Serving = {
    reading: { on: base.db, sight, root: `${site}${root}` },
    parts: { base, entities, observations },
    sight,
    mqtt: mqtt(new URL(site).hostname),
  }
  const url = request.url.slice(root.length)
  try {
    if (url.split('?')[0]?.replaceAll('/', '') === '$batch' && request.method === 'POST') {
      const type = request.headers['content-type'] ?? ''
      if (/^multipart\/mixed/i.test(type)) return await multipartBatch(serving, type, String(request.body))
      return { type: json, body: JSON.stringify(await jsonBatch(serving, request.body)) }
    }
    return sent(
      await handle(serving, {
        method: request.method === 'HEAD' ? 'GET' : request.method,
        url,
        body: request.body,
        isPatch: /^application\/json-patch\+json/i.test(request.headers['content-type'] ?? ''),
      }),
    )
  } catch (cause) {
    throw cause instanceof StaError ? cityError(cause) : cause
  }
}

function sent({ status, body, location, isText }: StaAnswer): Raw {
  return {
    status,
    type: body === undefined ? '' : isText ? 'text/plain; charset=utf-8' : json,
    body: body === undefined ? '' : isText ? String(body) : JSON.stringify(body),
    headers: { 'cache-control': 'no-store', ...(location && { location }) },
  }
}
