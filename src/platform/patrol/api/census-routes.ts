import { Type } from 'typebox'
import { datums } from '../../../kernel/place/index.ts'
import { bytesSource, type Http } from '../../base/index.ts'
import { findComponent, findComponents, putComponents } from '../census.ts'
import { readCensus } from '../census-file.ts'
import { patrolErrors } from '../errors.ts'
import type { PatrolParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { ComponentSchema, FaultSchema, gridCode, text } from './schemas.ts'
import { fileOf } from './table-routes.ts'

/** Largest file of the census, bytes. */
const largest = 32 * 1024 * 1024
/** Components written by one statement. */
const batch = 1_000

/** The census of components: the nearest, by grid, one by its code; files in. */
export function censusRoutes(http: Http, parts: PatrolParts): void {
  const { db } = parts.base

  http.route({
    method: 'GET',
    path: '/api/patrol/components',
    title: { zh: '部件（可按距离）', en: 'Components, the nearest first' },
    access: permissions.look,
    query: Type.Object({
      near: Type.Optional(
        Type.String({ pattern: '^-?\\d{1,3}(\\.\\d+)?,-?\\d{1,2}(\\.\\d+)?$', description: 'lng,lat' }),
      ),
      grid: Type.Optional(gridCode),
      kind: Type.Optional(Type.String({ pattern: '^component:[0-9]{0,4}$' })),
      text: Type.Optional(text(60)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000 })),
    }),
    response: Type.Array(ComponentSchema),
    handle: async ({ query: { near, limit = 50, ...query } }) => {
      const [lng = 0, lat = 0] = near?.split(',').map(Number) ?? []
      return [...(await findComponents(db, { ...query, ...(near && { near: { lng, lat } }), limit }))]
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/components/:code',
    title: { zh: '一个部件', en: 'One component' },
    access: permissions.look,
    params: Type.Object({ code: Type.String({ pattern: '^[0-9]{16}$' }) }),
    response: ComponentSchema,
    handle: async ({ params }) => {
      const found = await findComponent(db, params.code)
      if (!found) throw patrolErrors.make('patrol.missing')
      return found
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/components/file',
    title: { zh: '导入部件普查文件', en: 'Bring in a file of the census' },
    access: permissions.census,
    uploads: largest,
    query: Type.Object({ datum: Type.Optional(Type.Enum([...datums])), isRehearsal: Type.Optional(Type.Boolean()) }),
    response: Type.Object({ read: Type.Integer(), imported: Type.Integer(), faults: Type.Array(FaultSchema) }),
    handle: async ({ actor, request, query, audit }) => {
      const { read, components, faults } = await readCensus(
        bytesSource(await fileOf(request, largest)),
        query.datum ?? 'wgs84',
      )
      const told = { read, imported: components.length, faults: faults.slice(0, 200).map((one) => ({ ...one })) }
      if (query.isRehearsal) return told
      for (let at = 0; at < components.length; at += batch) {
        const some = components.slice(at, at + batch)
        const announce = await db.tx((tx) => putComponents(tx, parts, some, { source: 'census', byName: actor.name }))
        announce()
      }
      audit({ facts: { imported: components.length, refused: faults.length } })
      return told
    },
  })
}
