import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { Actor, Post } from '../../../kernel/access/index.ts'
import { datums } from '../../../kernel/place/index.ts'
import { say } from '../../../kernel/words.ts'
import { baseErrors, type Http, raw, uploads } from '../../base/index.ts'
import { importErrors } from './errors.ts'
import { type Imports, LARGEST_FILE } from './imports.ts'
import { importPermissions as access } from './permissions.ts'
import { writeRefused } from './refused-file.ts'
import { importView, kindView, profileView, viewOfImport, viewOfKind, viewOfProfile } from './views.ts'

const purpose = 'hotline intake from files'
const byId = Type.Object({ id: Type.String({ format: 'uuid' }) })
const text = (maxLength: number) => Type.String({ maxLength })

/** What a person may choose about a file. */
const choices = Type.Object(
  {
    profile: Type.Optional(text(120)),
    table: Type.Optional(
      Type.Object(
        {
          encoding: Type.Optional(
            Type.Union(
              (['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5', 'windows-1252'] as const).map((one) =>
                Type.Literal(one),
              ),
            ),
          ),
          separator: Type.Optional(Type.String({ minLength: 1, maxLength: 4 })),
          header: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('none')])),
          sheet: Type.Optional(text(200)),
        },
        { additionalProperties: false },
      ),
    ),
    columns: Type.Optional(Type.Record(Type.String(), text(400))),
    habits: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            order: Type.Optional(Type.Union([Type.Literal('mdy'), Type.Literal('dmy')])),
            zone: Type.Optional(text(60)),
            excel: Type.Optional(Type.Union([Type.Literal(1900), Type.Literal(1904)])),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    source: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,59}$' })),
    treat: Type.Optional(Type.Union([Type.Literal('auto'), Type.Literal('history')])),
    datum: Type.Optional(Type.Union(datums.map((one) => Type.Literal(one)))),
    locate: Type.Optional(Type.Boolean()),
    placeholders: Type.Optional(Type.Array(Type.Tuple([Type.Number(), Type.Number()]), { maxItems: 100 })),
  },
  { additionalProperties: false },
)

/** The post in whose name an actor imports: the first that may. */
const postOf = (actor: Actor): Post | undefined =>
  actor.posts.find((post) => access.run.grants.some((grant) => grant.who === post.role))

/** `/api/imports`: a file in, a look at it, choices, start, progress, refused rows out; and the profiles. */
export function importRoutes(http: Http, imports: Imports): void {
  http.route({
    method: 'GET',
    path: '/api/imports/kinds',
    title: { zh: '可导入的内容', en: 'What can be imported' },
    access: access.read,
    purpose,
    response: Type.Array(kindView),
    handle: () => imports.kinds.map(viewOfKind),
  })
  http.route({
    method: 'POST',
    path: '/api/imports',
    title: { zh: '上传要导入的文件', en: 'Send a file to import' },
    access: access.run,
    purpose,
    status: 201,
    uploads: LARGEST_FILE,
    query: Type.Object({ what: text(40), profile: Type.Optional(text(120)) }),
    response: importView,
    handle: async ({ request, query, actor, audit }) => {
      const announced = Number(request.headers['content-length'] ?? 0)
      // Said before a byte is read; the stream itself is measured too.
      if (announced > LARGEST_FILE + 65_536) throw baseErrors.make('base.tooLarge', { limit: '2048 MiB' })
      for await (const part of uploads(request, { fileBytes: LARGEST_FILE, files: 1 })) {
        if (part.kind !== 'file') continue
        const record = await imports.receive({
          what: query.what,
          fileName: part.name,
          content: part.stream,
          by: actor.id,
          post: postOf(actor),
          profile: query.profile,
        })
        audit({ resource: `import:${record.id}`, facts: { what: record.what, bytes: record.bytes } })
        return viewOfImport(record)
      }
      throw importErrors.make('import.noFile')
    },
  })
  http.route({
    method: 'GET',
    path: '/api/imports',
    title: { zh: '导入清单', en: 'Imports' },
    access: access.read,
    purpose,
    query: Type.Object({ before: Type.Optional(Type.String({ format: 'uuid' })) }),
    response: Type.Object({ items: Type.Array(importView) }),
    handle: async ({ query }) => ({ items: (await imports.list(query.before, 50)).map(viewOfImport) }),
  })
  oneImport(http, imports)
  profileRoutes(http, imports)
}

function oneImport(http: Http, imports: Imports): void {
  http.route({
    method: 'GET',
    path: '/api/imports/:id',
    title: { zh: '一次导入', en: 'One import' },
    access: access.read,
    purpose,
    params: byId,
    response: importView,
    handle: async ({ params }) => viewOfImport(await imports.get(params.id)),
  })
  http.route({
    method: 'PATCH',
    path: '/api/imports/:id',
    title: { zh: '更正读法与列对应', en: 'Choose how the file is read' },
    access: access.run,
    purpose,
    params: byId,
    body: choices,
    response: importView,
    handle: async ({ params, body, audit }) => {
      audit({ resource: `import:${params.id}` })
      const { profile, ...chosen } = body
      return viewOfImport(await imports.change(params.id, chosen, profile))
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/imports/:id',
    title: { zh: '删除导入记录与文件', en: 'Remove an import and its file' },
    access: access.run,
    purpose,
    params: byId,
    handle: async ({ params, audit }) => {
      audit({ resource: `import:${params.id}` })
      await imports.remove(params.id)
    },
  })
  for (const [verb, title] of [
    ['start', { zh: '开始或继续导入', en: 'Start an import, or go on' }],
    ['cancel', { zh: '停止导入', en: 'Stop an import' }],
  ] as const) {
    http.route({
      method: 'POST',
      path: `/api/imports/:id/${verb}`,
      title,
      access: access.run,
      purpose,
      params: byId,
      response: importView,
      handle: async ({ params, audit }) => {
        audit({ resource: `import:${params.id}` })
        return viewOfImport(await imports[verb](params.id))
      },
    })
  }
  http.route({
    method: 'GET',
    path: '/api/imports/:id/refused.csv',
    title: { zh: '下载被退回的行', en: 'Download the refused rows' },
    access: access.read,
    purpose,
    params: byId,
    response: raw('text/csv'),
    handle: async ({ params, language }) => {
      const record = await imports.get(params.id)
      const kind = imports.kinds.find((one) => one.name === record.what)
      const titles = Object.fromEntries((kind?.fields ?? []).map((field) => [field.key, say(field.title, language)]))
      const headers = record.shape.table.headers.map((header) => header.original || header.name)
      const body = Readable.from(writeRefused(headers, imports.refused(params.id), titles, language), {
        objectMode: false,
      })
      return {
        type: 'text/csv; charset=utf-8',
        body,
        fileName: `${record.fileName.replace(/\.[^.]*$/, '')}-refused.csv`,
      }
    },
  })
}

function profileRoutes(http: Http, imports: Imports): void {
  http.route({
    method: 'GET',
    path: '/api/import-profiles',
    title: { zh: '列对应方案', en: 'Column profiles' },
    access: access.read,
    purpose,
    response: Type.Array(profileView),
    handle: async () => (await imports.profiles()).map(viewOfProfile),
  })
  http.route({
    method: 'PUT',
    path: '/api/import-profiles/:name',
    title: { zh: '保存列对应方案', en: 'Keep a column profile' },
    access: access.run,
    purpose,
    params: Type.Object({ name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' }) }),
    body: Type.Object({ import: Type.String({ format: 'uuid' }), title: text(120) }, { additionalProperties: false }),
    handle: async ({ params, body, actor }) => {
      await imports.keepProfile({ name: params.name, title: { zh: body.title, en: body.title } }, body.import, actor.id)
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/import-profiles/:name',
    title: { zh: '删除列对应方案', en: 'Drop a column profile' },
    access: access.run,
    purpose,
    params: Type.Object({ name: text(120) }),
    handle: async ({ params }) => {
      if (!(await imports.dropProfile(params.name))) {
        throw importErrors.make('import.noProfile', { profile: params.name, profiles: '-' })
      }
    },
  })
}
