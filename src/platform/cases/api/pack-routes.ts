import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { type PackDeclaration, sealPack } from '../../../kernel/pack/index.ts'
import type { Db, Http } from '../../base/index.ts'
import type { MigrationReport } from '../migrate-packs.ts'
import type { PackShelf } from '../packs.ts'
import { permissions } from './permissions.ts'
import { anyObject, words } from './schemas.ts'

/** What is installed, and each pack's whole declaration: the screens derive their forms from it. */
export function packRoutes(
  http: Http,
  db: Db,
  packs: PackShelf,
  migrate: (name: string, actor: Actor, apply: boolean) => Promise<MigrationReport>,
): void {
  publicRoutes(http, packs)
  usageRoute(http, db, packs)
  changeRoutes(http, db, packs, migrate)
}

function publicRoutes(http: Http, packs: PackShelf): void {
  http.route({
    method: 'GET',
    path: '/api/packs',
    title: { zh: '已安装的场景包', en: 'Packs that are installed' },
    access: permissions.packs,
    response: Type.Array(
      Type.Object({
        name: Type.String(),
        hash: Type.String(),
        title: words,
        about: words,
        area: Type.String(),
        owner: Type.String(),
        begunBy: Type.Optional(Type.Union([Type.Literal('system'), Type.Literal('staff')])),
      }),
    ),
    handle: () =>
      packs.current().map(({ name, hash, title, about, area, owner, begunBy }) => ({
        ...{ name, hash, title, about, area, owner },
        ...(begunBy && { begunBy }),
      })),
  })
  http.route({
    method: 'GET',
    path: '/api/packs/:name',
    title: { zh: '场景包的全部声明', en: 'The declaration of a pack' },
    access: permissions.packs,
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    response: anyObject,
    // A case asks for the content it is pinned to by hash; a new one for the current content by name.
    handle: async ({ params: { name } }) => ({
      ...(/^[0-9a-f]{64}$/.test(name) ? await packs.byHash(name) : packs.get(name)),
    }),
  })
}

type Usage = { name: string; hash: string; isCurrent: boolean; installedAt: string; installedBy: string; open: number }

/** Which content of which pack open cases are pinned to. */
function usageRoute(http: Http, db: Db, packs: PackShelf): void {
  http.route({
    method: 'GET',
    path: '/api/admin/packs',
    title: { zh: '场景包使用情况', en: 'How packs are used' },
    access: permissions.seePacks,
    response: Type.Array(
      Type.Object({
        ...{ name: Type.String(), hash: Type.String(), title: words, isCurrent: Type.Boolean() },
        ...{ installedAt: Type.String(), installedBy: Type.String(), open: Type.Integer() },
      }),
    ),
    handle: async () => {
      const { rows } = await sql<Usage>`
        select p.name, p.hash, c.hash is not null as "isCurrent", p.installed_at as "installedAt", p.installed_by as "installedBy",
          (select count(*)::int from cases.case k where k.hash = p.hash and k.status = 'open') as open
        from cases.pack p left join cases.current_pack c on c.hash = p.hash order by p.name, p.installed_at desc`.execute(
        db,
      )
      return Promise.all(rows.map(async (row) => ({ ...row, title: (await packs.byHash(row.hash)).title })))
    },
  })
}

/** Installing a pack from its JSON, and moving open cases to the current content. */
function changeRoutes(
  http: Http,
  db: Db,
  packs: PackShelf,
  migrate: (name: string, actor: Actor, apply: boolean) => Promise<MigrationReport>,
): void {
  http.route({
    method: 'POST',
    path: '/api/admin/packs',
    title: { zh: '安装场景包', en: 'Install a pack' },
    access: permissions.installPack,
    body: anyObject,
    status: 201,
    response: Type.Object({ name: Type.String(), hash: Type.String(), result: Type.String() }),
    handle: async ({ body, actor, audit }) => {
      const { hash: _, ...plain } = body
      // Sealing checks all that the engine relies on and names every fault.
      const pack = sealPack(plain as unknown as PackDeclaration)
      audit({ resource: `pack:${pack.name}`, facts: { hash: pack.hash } })
      const result = await db.tx((tx) => packs.install(tx, pack, actor.id))
      await packs.refresh()
      return { name: pack.name, hash: pack.hash, result }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/packs/:name/migrate',
    title: { zh: '迁移办理中的事项', en: 'Move open cases to the current content' },
    access: permissions.installPack,
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    body: Type.Object({ apply: Type.Boolean() }, { additionalProperties: false }),
    response: anyObject,
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `pack:${params.name}`, facts: { apply: body.apply } })
      return { ...(await migrate(params.name, actor, body.apply)) }
    },
  })
}
