import { Type } from 'typebox'
import type { Resource } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { resourceOf } from '../../../kernel/flow/index.ts'
import { type Base, type Http, keepImage, raw, uploads } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import { casesErrors } from '../errors.ts'
import type { CaseFiles } from '../files.ts'
import { permissions } from './permissions.ts'

/** Largest photo or document, bytes. */
const largest = 20 * 1024 * 1024

/** Upload of photos and documents, and showing them: pictures re-encoded, without what the camera wrote into them. */
export function fileRoutes(http: Http, base: Base, engine: CaseEngine, files: CaseFiles): void {
  http.route({
    method: 'POST',
    path: '/api/files',
    title: { zh: '上传照片', en: 'Upload a photo' },
    access: permissions.upload,
    rate: { perMinute: 60, burst: 30 },
    uploads: largest,
    status: 201,
    response: Type.Object({
      id: Type.String(),
      name: Type.String(),
      media: Type.String(),
      width: Type.Union([Type.Integer(), Type.Null()]),
      height: Type.Union([Type.Integer(), Type.Null()]),
      position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    }),
    handle: async (ctx) => {
      for await (const upload of uploads(ctx.request, { fileBytes: largest, files: 1 })) {
        if (upload.kind !== 'file') continue
        const image = await keepImage(base.files, await base.files.put(upload.stream, { limit: largest }))
        const id = uuidv7()
        const { width, height, media, position, original, display, thumb } = image
        const name = upload.name.slice(0, 120)
        await files.keep({
          id,
          name,
          media,
          width,
          height,
          ...(position ? { position: [...position] as [number, number] } : {}),
          bytes: original.bytes,
          hash: original.hash,
          displayHash: display.hash,
          thumbHash: thumb.hash,
          madeBy: ctx.actor.id,
        })
        return { id, name, media, width, height, ...(position ? { position: [...position] as [number, number] } : {}) }
      }
      throw casesErrors.make('case.noFile')
    },
  })

  http.route({
    method: 'GET',
    path: '/api/files/:id',
    title: { zh: '查看照片', en: 'See a photo' },
    access: permissions.file,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    query: Type.Object({
      size: Type.Optional(Type.Union([Type.Literal('thumb'), Type.Literal('display')])),
      code: Type.Optional(Type.String({ maxLength: 20 })),
    }),
    response: raw('image/webp'),
    resource: async ({ params, query, actor }): Promise<Resource> => {
      const file = await files.find(params.id)
      if (!file) throw casesErrors.make('case.missing')
      // Not yet part of a case: only its uploader sees it.
      if (file.caseId === null) return { owner: actor.kind === 'anonymous' ? undefined : file.madeBy }
      const loaded = await engine.get(file.caseId)
      return { ...resourceOf(loaded.state, undefined, loaded.code), presented: query.code }
    },
    handle: async ({ params, query, reply }) => {
      const file = await files.find(params.id)
      const hash = query.size === 'thumb' ? file?.thumbHash : file?.displayHash
      if (!hash) throw casesErrors.make('case.missing')
      reply.header('cache-control', 'private, max-age=86400, immutable')
      return { type: 'image/webp', body: (await base.files.open(hash)).stream }
    },
  })
}
