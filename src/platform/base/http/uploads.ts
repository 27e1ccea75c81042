import type { Readable } from 'node:stream'
import fastifyMultipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { baseErrors } from '../errors.ts'

/** One file of a form as it arrives; read its stream to the end before going on to the next part. */
export type UploadedFile = {
  readonly kind: 'file'
  readonly field: string
  /** As the caller called it; never a path on this machine. */
  readonly name: string
  /** As the caller says; look at the content before believing it. */
  readonly type: string
  readonly stream: Readable
}

/** One plain field of a form. */
export type UploadedField = { readonly kind: 'field'; readonly field: string; readonly value: string }

/** What a form may hold. */
export type UploadLimits = { readonly fileBytes: number; readonly files?: number; readonly fields?: number }

const form = 'multipart/form-data'

/** Routes of this instance take forms with files: it costs each of their requests two hooks, so the others do without. */
export async function takeForms(fastify: FastifyInstance): Promise<void> {
  await fastify.register(fastifyMultipart)
}

/** Do routes of this instance take forms with files already? */
export const takesForms = (fastify: FastifyInstance): boolean => fastify.hasContentTypeParser(form)

const mebibytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024 / 1024))} MiB`

/**
 * Reads a `multipart/form-data` request part by part, never holding a file in memory.
 * @throws base.unsupportedType when it is no form, base.tooLarge in the stream of a file that is too long
 */
export async function* uploads(
  request: FastifyRequest,
  limits: UploadLimits,
): AsyncGenerator<UploadedFile | UploadedField> {
  if (!request.isMultipart())
    throw baseErrors.make('base.unsupportedType', { type: request.headers['content-type'] ?? '' })
  const { fileBytes, files = 10, fields = 100 } = limits
  const parts = request.parts({
    limits: { fileSize: fileBytes, files, fields, fieldSize: 256 * 1024, parts: files + fields },
  })
  for await (const part of parts) {
    if (part.type === 'field') {
      yield { kind: 'field', field: part.fieldname, value: String(part.value) }
      continue
    }
    // Busboy would silently cut the file short: a longer one must fail in the hands of whoever reads it.
    part.file.once('limit', () => part.file.destroy(baseErrors.make('base.tooLarge', { limit: mebibytes(fileBytes) })))
    yield { kind: 'file', field: part.fieldname, name: part.filename, type: part.mimetype, stream: part.file }
    // A part that nobody read would hold up those behind it.
    if (!part.file.readableEnded && !part.file.destroyed) part.file.resume()
  }
}
