import { Type } from 'typebox'
import type { Resource } from '../../../kernel/access/index.ts'
import { resourceOf } from '../../../kernel/flow/index.ts'
import { type Base, type Http, raw, uploads } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import { casesErrors } from '../errors.ts'
import type { CaseFiles } from '../files.ts'
import { keepPhoto, largestPhoto } from '../keep-photo.ts'
import { permissions } from './permissions.ts'

/** Upload of photos and documents, and showing them: pictures re-encoded, without what the camera wrote into them. */
export function fileRoutes(http: Http, base: Base, engine: CaseEngine, files: CaseFiles): void {
  http.route({
    method: 'POST',
    path: '/api/files',
    title: { zh: '上传照片', en: 'Upload a photo' },
    access: permissions.upload,
    rate: { perMinute: 60, burst: 30 },
    uploads: largestPhoto,
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
      for await (const upload of uploads(ctx.request, { fileBytes: largestPhoto, files: 1 })) {
        if (upload.kind !== 'file') continue
        const { bytes: _, ...told } = await keepPhoto({ base, files }, upload, ctx.actor.id)
        return told
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
