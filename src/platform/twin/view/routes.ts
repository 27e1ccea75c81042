import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { LayerDeclaration } from '../../../kernel/twin/index.ts'
import { type Base, type Http, raw } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import { expanded, findLayer } from '../features/layer.ts'
import type { Observations } from '../observations/index.ts'
import { permissions } from '../permissions.ts'
import { sightOf } from '../sight.ts'
import type { Entities } from '../store/entity-store.ts'
import { boundsIn } from './bounds-in.ts'
import { entityPage, pastValues, seenEntity } from './entity-page.ts'
import { stateAt } from './state-at.ts'
import { thingsCsv } from './things-csv.ts'

/** What the pages stand on. */
export type ViewParts = {
  readonly base: Base
  readonly entities: Entities
  readonly observations: Observations
  readonly packs: readonly LayerDeclaration[]
  /** The codes that were given to a thing. */
  readonly codesOf: CodesOf | undefined
}

/** Codes that stand for a thing, by the scheme they are of. */
export type CodesOf = (thing: string) => Promise<readonly { readonly scheme: string; readonly code: string }[]>

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1_000 }) })
const open = Type.Object({}, { additionalProperties: true })
const dayMs = 86_400_000

const instantOf = (text: string): string => {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw twinErrors.make('twin.badParameter', { detail: `"${text}" is no instant` })
  return new Date(ms).toISOString()
}

/** Pages of entities, their history, and any past moment of a part of the city. */
export function viewRoutes(http: Http, { base, entities, observations, packs, codesOf }: ViewParts): void {
  http.route({
    method: 'GET',
    path: '/api/twin/entities/:id',
    title: { zh: '一个实体：状态、关系、归属', en: 'An entity: state, relations, what it belongs to' },
    access: permissions.read,
    params: Id,
    response: open,
    handle: async ({ params, actor }) => ({
      ...(await entityPage(base.db, entities, await sightOf(base.db, actor), params.id)),
      codes: ((await codesOf?.(params.id)) ?? []).map(({ scheme, code }) => ({ scheme, code })),
    }),
  })
  http.route({
    method: 'GET',
    path: '/api/twin/entities/:id/series',
    title: { zh: '一个实体的数值历史', en: 'Numbers of an entity over time' },
    access: permissions.read,
    params: Id,
    query: Type.Object({
      /** Term or expanded name of the attribute. */
      name: Type.String({ minLength: 1, maxLength: 400 }),
      dataset: Type.Optional(Type.String({ maxLength: 400 })),
      from: Type.Optional(Type.String({ maxLength: 40 })),
      till: Type.Optional(Type.String({ maxLength: 40 })),
      /** Seconds a step; single readings when absent. */
      step: Type.Optional(Type.Integer({ minimum: 60, maximum: 31_536_000 })),
    }),
    response: Type.Object({ unit: Type.Union([Type.String(), Type.Null()]), items: Type.Array(open) }),
    handle: async ({ params, query, actor }) => {
      const page = await entityPage(base.db, entities, await sightOf(base.db, actor), params.id)
      const found = page.series.find(
        ({ name, dataset }) => name === expanded(query.name) && dataset === (query.dataset ?? ''),
      )
      if (!found) throw twinErrors.make('twin.nothingThere', { detail: query.name })
      const till = query.till === undefined ? base.now() : Date.parse(instantOf(query.till))
      const from = query.from === undefined ? till - dayMs : Date.parse(instantOf(query.from))
      const items =
        query.step === undefined
          ? await observations.range({ series: found.series, from, till })
          : (await observations.steps({ series: [found.series], from, till, step: query.step })).map(
              ({ series: _, sum, count, ...rest }) => ({ ...rest, count, mean: count > 0 ? sum / count : null }),
            )
      return { unit: found.unit, items: items.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/twin/entities/:id/past',
    title: { zh: '一个实体的属性变更', en: 'What the attributes of an entity were' },
    access: permissions.read,
    params: Id,
    query: Type.Object({
      name: Type.Optional(Type.String({ maxLength: 400 })),
      before: Type.Optional(Type.String({ maxLength: 40 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    }),
    response: Type.Object({ items: Type.Array(open) }),
    handle: async ({ params, query, actor }) => {
      const { key } = await seenEntity(entities, await sightOf(base.db, actor), params.id)
      const before = query.before === undefined ? 'infinity' : instantOf(query.before)
      const name = query.name === undefined ? undefined : expanded(query.name)
      return { items: (await pastValues(base.db, key, name, before, query.limit ?? 100)).map((one) => ({ ...one })) }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/twin/state',
    title: { zh: '任一时刻的一片区域', en: 'A part of the city at any moment' },
    access: permissions.read,
    query: Type.Object({
      bbox: Type.String({ maxLength: 120 }),
      at: Type.Optional(Type.String({ maxLength: 40 })),
      layer: Type.Optional(Type.String({ maxLength: 60 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000, default: 5_000 })),
    }),
    response: open,
    handle: async ({ query, actor }) => {
      const id = query.layer ?? 'all'
      const layer = await findLayer(base.db, packs, id)
      if (!layer) throw twinErrors.make('twin.noLayer', { id })
      const at = query.at === undefined ? new Date(base.now()).toISOString() : instantOf(query.at)
      const sight = await sightOf(base.db, actor)
      const { things, hasMore } = await stateAt(base.db, observations, {
        layer,
        sight,
        bounds: boundsIn(query.bbox),
        at,
        limit: query.limit ?? 5_000,
      })
      return {
        type: 'FeatureCollection',
        at,
        hasMore,
        features: things.map(({ id: own, shape, title, types, values, readAt }) => ({
          type: 'Feature',
          id: own,
          geometry: shape,
          properties: { title, types, values, ...(readAt !== undefined && { readAt: new Date(readAt).toISOString() }) },
        })),
      }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/twin/layers/:layer/things.csv',
    title: { zh: '一片区域内图层的全部内容（CSV）', en: 'All of a layer in a part of the city, as CSV' },
    access: permissions.read,
    params: Type.Object({ layer: Type.String({ maxLength: 60 }) }),
    query: Type.Object({
      bbox: Type.String({ maxLength: 120 }),
      at: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    response: raw('text/csv'),
    handle: async ({ params, query, actor }) => {
      const layer = await findLayer(base.db, packs, params.layer)
      if (!layer) throw twinErrors.make('twin.noLayer', { id: params.layer })
      const at = query.at === undefined ? new Date(base.now()).toISOString() : instantOf(query.at)
      const sight = await sightOf(base.db, actor)
      const bounds = boundsIn(query.bbox)
      return {
        type: 'text/csv; charset=utf-8',
        body: Readable.from(thingsCsv({ on: base.db, observations }, { layer, sight, bounds, at })),
        headers: { 'content-disposition': `attachment; filename="${layer.id}.csv"` },
      }
    },
  })
}
