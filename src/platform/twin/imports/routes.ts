import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { datums } from '../../../kernel/place/index.ts'
import { say } from '../../../kernel/words.ts'
import { type Base, enqueue, type Http, raw, uploads, WordsSchema, writeCsv } from '../../base/index.ts'
import { permissions } from '../permissions.ts'
import { columnKinds } from './columns.ts'
import { layerErrors } from './errors.ts'
import { layerJobName, layerUndoJobName } from './job.ts'
import type { LayerImports } from './layer-imports.ts'
import { layerView } from './layer-view.ts'
import { layerReaders, mostFileBytes } from './open-layer.ts'
import { getLayerImport, type LayerSettings, listLayerImports, moveLayerImport, refusalsOf, thingsOf } from './store.ts'

const byId = Type.Object({ id: Type.String({ format: 'uuid' }) })

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** What a person may choose about a file of things; `null` takes a choice back. */
const choices = Type.Object(
  {
    datum: orNull(Type.Union(datums.map((one) => Type.Literal(one)))),
    epsg: orNull(Type.Integer({ minimum: 1024, maximum: 999_999 })),
    format: orNull(Type.Union(layerReaders.map(({ format }) => Type.Literal(format)))),
    idField: orNull(Type.String({ maxLength: 200 })),
    lngField: orNull(Type.String({ maxLength: 200 })),
    latField: orNull(Type.String({ maxLength: 200 })),
    columns: orNull(
      Type.Record(
        Type.String({ maxLength: 200 }),
        Type.Object(
          {
            isLeftOut: Type.Optional(Type.Boolean()),
            name: Type.Optional(Type.String({ pattern: '^[\\p{L}][\\p{L}\\p{N}_]{0,79}$' })),
            kind: Type.Optional(Type.Union(columnKinds.map((one) => Type.Literal(one)))),
            unit: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{2,3}$' })),
          },
          { additionalProperties: false },
        ),
        { maxProperties: 200 },
      ),
    ),
    type: Type.Optional(Type.String({ pattern: '^[\\p{L}][\\p{L}\\p{N}_]{0,79}$' })),
    path: Type.Optional(Type.String({ pattern: '^/', maxLength: 200 })),
    isOpen: Type.Optional(Type.Boolean()),
    link: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 1000 })),
  },
  { additionalProperties: false },
)

/** `/api/twin/imports`: a file in, a look at it, choices, start, progress, what was refused. */
export function layerRoutes(http: Http, base: Base, imports: LayerImports): void {
  http.route({
    method: 'POST',
    path: '/api/twin/imports',
    title: { zh: '上传图层文件并预览', en: 'Upload a file of a layer and look at it' },
    access: permissions.import,
    uploads: mostFileBytes,
    status: 201,
    response: layerView,
    handle: async ({ request, actor, audit }) => {
      const fields: Record<string, string> = {}
      // Fields come before the file; the file is the last part that is read.
      for await (const part of uploads(request, { fileBytes: mostFileBytes, files: 1 })) {
        if (part.kind === 'field') {
          fields[part.field] = part.value
          continue
        }
        const { layer = '', ...chosen } = fields
        const made = await imports.receive({
          layer,
          fileName: part.name,
          content: part.stream,
          by: actor.id,
          settings: settingsOf(chosen),
          guessesNumbers: true,
        })
        audit({ resource: `layer-import:${made.id}`, facts: { layer, format: made.format, bytes: made.bytes } })
        return { ...made }
      }
      throw layerErrors.make('layer.noFile')
    },
  })
  http.route({
    method: 'GET',
    path: '/api/twin/imports',
    title: { zh: '图层导入记录', en: 'Imports of layers' },
    access: permissions.seeImports,
    response: Type.Object({
      items: Type.Array(layerView),
      /** Kinds of file that can be read. */
      formats: Type.Array(Type.Object({ format: Type.String(), title: WordsSchema })),
    }),
    handle: async () => ({
      // What is drawn is only for looking at one of them.
      items: (await listLayerImports(base.db, 200)).map(({ preview: _, ...one }) => ({ ...one })),
      formats: layerReaders.map(({ format, title }) => ({ format, title })),
    }),
  })
  http.route({
    method: 'GET',
    path: '/api/twin/imports/:id',
    title: { zh: '一次图层导入', en: 'One import of a layer' },
    access: permissions.seeImports,
    params: byId,
    response: layerView,
    handle: async ({ params }) => ({ ...(await getLayerImport(base.db, params.id)) }),
  })
  http.route({
    method: 'PATCH',
    path: '/api/twin/imports/:id',
    title: { zh: '修改导入设置并重新预览', en: 'Change the settings and look anew' },
    access: permissions.import,
    params: byId,
    body: choices,
    response: layerView,
    handle: async ({ params, body }) => ({ ...(await imports.change(params.id, body)) }),
  })
  runRoutes(http, base)
}

function runRoutes(http: Http, base: Base): void {
  http.route({
    method: 'POST',
    path: '/api/twin/imports/:id/start',
    title: { zh: '开始导入', en: 'Start an import' },
    access: permissions.import,
    params: byId,
    response: layerView,
    handle: async ({ params, audit }) => {
      const { layer, settings, preview, fileName } = await getLayerImport(base.db, params.id)
      if (preview.lacks) throw layerErrors.make('layer.noColumns')
      audit({
        resource: `layer-import:${params.id}`,
        facts: { layer, fileName, reference: preview.reference, isOpen: settings.isOpen },
      })
      await base.db.tx(async (tx) => {
        if (!(await moveLayerImport(tx, params.id, ['waiting', 'failed'], 'running')))
          throw layerErrors.make('layer.notNow', { state: (await getLayerImport(tx, params.id)).state })
        await enqueue(tx, layerJobName, { id: params.id }, { key: `layer-import/${params.id}` })
      })
      return { ...(await getLayerImport(base.db, params.id)) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/twin/imports/:id/cancel',
    title: { zh: '停止导入', en: 'Stop an import' },
    access: permissions.import,
    params: byId,
    response: layerView,
    handle: async ({ params }) => {
      if (!(await moveLayerImport(base.db, params.id, ['waiting', 'running'], 'cancelled')))
        throw layerErrors.make('layer.notNow', { state: (await getLayerImport(base.db, params.id)).state })
      return { ...(await getLayerImport(base.db, params.id)) }
    },
  })
  undoRoutes(http, base)
  http.route({
    method: 'GET',
    path: '/api/twin/imports/:id/refused.csv',
    title: { zh: '被退回的要素', en: 'The features refused' },
    access: permissions.seeImports,
    params: byId,
    response: raw('text/csv'),
    handle: async ({ params, language }) => {
      const { id, fileName } = await getLayerImport(base.db, params.id)
      async function* lines() {
        yield language === 'zh'
          ? ['行', '字段', '内容', '原因', '怎样改']
          : ['row', 'field', 'found', 'reason', 'how to mend it']
        for (let after = 0; ; ) {
          const page = await refusalsOf(base.db, id, after, 1_000)
          for (const { row, field, found, says, mend } of page)
            yield [row, field ?? null, found ?? null, say(says, language), say(mend, language)]
          if (page.length < 1_000) return
          after = page.at(-1)?.row ?? after
        }
      }
      return {
        type: 'text/csv; charset=utf-8',
        body: Readable.from(writeCsv(lines()), { objectMode: false }),
        fileName: `${fileName}-refused.csv`,
      }
    },
  })
}

function undoRoutes(http: Http, base: Base): void {
  http.route({
    method: 'POST',
    path: '/api/twin/imports/:id/undo',
    title: { zh: '撤销一次图层导入', en: 'Take an import back' },
    access: permissions.import,
    params: byId,
    response: layerView,
    handle: async ({ params, audit }) => {
      audit({ resource: `layer-import:${params.id}` })
      await base.db.tx(async (tx) => {
        if (!(await moveLayerImport(tx, params.id, ['done', 'failed', 'cancelled'], 'undoing')))
          throw layerErrors.make('layer.notNow', { state: (await getLayerImport(tx, params.id)).state })
        await enqueue(tx, layerUndoJobName, { id: params.id }, { key: `layer-undo/${params.id}` })
      })
      return { ...(await getLayerImport(base.db, params.id)) }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/twin/imports/:id/things',
    title: { zh: '一次导入带来的实体', en: 'The entities of an import' },
    access: permissions.seeImports,
    params: byId,
    query: Type.Object({
      after: Type.Optional(Type.Integer({ minimum: 0 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          types: Type.Array(Type.String()),
          title: Type.Union([WordsSchema, Type.Null()]),
          row: Type.Union([Type.Integer(), Type.Null()]),
        }),
      ),
      next: Type.Union([Type.Integer(), Type.Null()]),
    }),
    handle: async ({ params, query: { after = 0, limit = 50 } }) => {
      const { id } = await getLayerImport(base.db, params.id)
      const page = await thingsOf(base.db, id, after, limit)
      return {
        items: page.map(({ key: _, types, ...one }) => ({ ...one, types: [...types] })),
        next: page.length === limit ? (page.at(-1)?.key ?? null) : null,
      }
    },
  })
}

/** Settings from fields of a form: texts all of them. */
function settingsOf({
  datum,
  epsg,
  idField,
  type,
  path,
  isOpen,
  link,
}: Readonly<Record<string, string>>): Partial<LayerSettings> {
  const known = datums.find((each) => each === datum)
  return {
    ...(known && { datum: known }),
    ...(epsg && Number.isInteger(Number(epsg)) && { epsg: Number(epsg) }),
    ...(idField && { idField }),
    ...(type && { type }),
    ...(path && { path }),
    ...(isOpen && { isOpen: isOpen === 'true' }),
    ...(link && { link }),
  }
}
