import { Type } from 'typebox'
import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { Http } from '../../base/index.ts'
import { cameraErrors } from '../errors.ts'
import type { CameraParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import {
  closeSource,
  getSource,
  listSources,
  refusalsOf,
  registerSource,
  revokeKey,
  rotateKey,
  type Source,
} from '../sources/sources.ts'
import { RefusalSchema, reasonText, type SourceRow, SourceSchema, sourceId } from './schemas.ts'

const pem = Type.String({ minLength: 60, maxLength: 2_000 })
const bySource = Type.Object({ id: sourceId })
const kidAnswer = Type.Object({ kid: Type.String() })

/** Analytics systems, their keys, and what of theirs was not taken. */
export function sourceRoutes(http: Http, parts: CameraParts): void {
  const { base } = parts
  const { db } = base
  const shown = (actor: Actor, { path, ...source }: Source): SourceRow => ({
    ...source,
    officeTitle: parts.office(source.office)?.title ?? { zh: source.office, en: source.office },
    mayKeep: decide(actor, permissions.keep, { holders: [path] }).allowed,
  })
  const resource = async ({ params }: { readonly params: { readonly id: string } }) => ({
    holders: [(await getSource(db, params.id)).path],
  })

  http.route({
    method: 'GET',
    path: '/api/camera/sources',
    title: { zh: '视频分析来源', en: 'Analytics sources' },
    access: permissions.sources,
    response: Type.Object({ items: Type.Array(SourceSchema), mayRegister: Type.Boolean() }),
    handle: async ({ actor }) => ({
      items: (await listSources(db)).map((one) => shown(actor, one)),
      mayRegister: decide(actor, permissions.keep, { holders: actor.posts.map(({ path }) => path) }).allowed,
    }),
  })

  http.route({
    method: 'POST',
    path: '/api/camera/sources',
    title: { zh: '登记视频分析来源', en: 'Register an analytics source' },
    access: permissions.keep,
    resource: ({ body }) => {
      const path = parts.office(body.office)?.path
      return path === undefined ? {} : { holders: [path] }
    },
    body: Type.Object({
      id: sourceId,
      name: Type.String({ minLength: 2, maxLength: 80 }),
      office: Type.String({ minLength: 1, maxLength: 60 }),
      note: Type.Optional(Type.String({ maxLength: 500 })),
      publicKey: pem,
    }),
    status: 201,
    response: kidAnswer,
    handle: async ({ actor, body, audit }) => {
      const office = parts.office(body.office)
      if (!office) throw cameraErrors.make('camera.noOffice', { office: body.office })
      const { note = '', ...wanted } = body
      const kid = await registerSource(
        db,
        { ...wanted, note, office: office.office, path: office.path, isDemo: false },
        actor.id,
        base.now(),
      )
      audit({ resource: `camera-source:${body.id}`, facts: { kid } })
      return { kid }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/sources/:id/keys',
    title: { zh: '增加公钥（更换密钥）', en: 'Add a key, to change over to it' },
    access: permissions.keep,
    params: bySource,
    resource,
    body: Type.Object({ publicKey: pem }),
    status: 201,
    response: kidAnswer,
    handle: async ({ actor, params, body, audit }) => {
      const kid = await rotateKey(db, params.id, body.publicKey, actor.id, base.now())
      audit({ resource: `camera-source:${params.id}`, facts: { kid } })
      return { kid }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/sources/:id/keys/:kid/revoke',
    title: { zh: '吊销公钥', en: 'Revoke a key' },
    access: permissions.keep,
    params: Type.Object({ id: sourceId, kid: Type.String({ pattern: '^[A-Za-z0-9_-]{1,43}$' }) }),
    resource,
    body: Type.Object({ reason: reasonText }),
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `camera-source:${params.id}`, facts: { kid: params.kid } })
      await revokeKey(db, { source: params.id, kid: params.kid, reason: body.reason }, actor.id, base.now())
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/sources/:id/close',
    title: { zh: '停用来源', en: 'Close a source' },
    access: permissions.keep,
    params: bySource,
    resource,
    body: Type.Object({ reason: reasonText }),
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `camera-source:${params.id}` })
      await closeSource(db, params.id, body.reason, actor.id, base.now())
    },
  })

  http.route({
    method: 'GET',
    path: '/api/camera/sources/:id/refusals',
    title: { zh: '来源被拒收的内容', en: 'What was not taken of a source' },
    access: permissions.sources,
    params: bySource,
    response: Type.Array(RefusalSchema),
    handle: async ({ params }) => [...(await refusalsOf(db, params.id))],
  })
}
