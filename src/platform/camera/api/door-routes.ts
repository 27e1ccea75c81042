import { Type } from 'typebox'
import { type Http, type UploadedFile, uploads } from '../../base/index.ts'
import { cameraErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { mostBytes } from '../picture/pictures.ts'
import type { Taking } from '../take-event.ts'

type Request = Parameters<typeof uploads>[0]
type Sent = { readonly jws: string; readonly picture: Buffer | undefined }

/** Where analytics systems tell of events over HTTP. What lets them in is their signature. */
export function doorRoutes(http: Http, taking: Taking): void {
  const often = { perMinute: 300, burst: 60 }

  http.route({
    method: 'POST',
    path: '/camera/v1/events',
    title: { zh: '上报视频事件（签名的事件和图片）', en: 'Tell of a camera event: signed, with its picture' },
    access: permissions.knock,
    rate: often,
    uploads: mostBytes,
    status: 201,
    response: Type.Object({ id: Type.String(), isNew: Type.Boolean() }),
    handle: async ({ request }) => {
      const { jws, picture } = await sentIn(request, taking)
      return taking.take(jws, picture, 'http')
    },
  })

  http.route({
    method: 'POST',
    path: '/camera/v1/pictures',
    title: { zh: '先行上传图片（事件随后经 MQTT 送达）', en: 'Send a picture ahead of an event that comes by MQTT' },
    access: permissions.knock,
    rate: often,
    uploads: mostBytes,
    handle: async ({ request }) => {
      const { jws, picture } = await sentIn(request, taking)
      if (!picture) throw cameraErrors.make('camera.noEvent')
      await taking.takePicture(jws, picture)
    },
  })
}

/** The two parts of what is sent, in memory: nothing of it touches a disk before it is sealed. */
async function sentIn(request: Request, taking: Taking): Promise<Sent> {
  try {
    return await partsOf(request, taking)
  } catch (cause) {
    // Whoever sends too much reads why once it has all been said: what is left of it is let go by.
    request.raw.unpipe()
    request.raw.resume()
    throw cause
  }
}

async function partsOf(request: Request, taking: Taking): Promise<Sent> {
  let jws: string | undefined
  let picture: Buffer | undefined
  for await (const part of uploads(request, { fileBytes: mostBytes, files: 2, fields: 1 })) {
    if (part.field === 'event' && part.kind === 'field') jws = part.value
    else if (part.field === 'event' && part.kind === 'file') jws = (await bytesOf(part)).toString('utf8')
    else if (part.field === 'picture' && part.kind === 'file') {
      // First whose it is, then its bytes.
      if (jws === undefined) throw cameraErrors.make('camera.noEvent')
      await taking.mayCome(jws)
      picture = await bytesOf(part)
    }
  }
  if (jws === undefined) throw cameraErrors.make('camera.noEvent')
  return { jws, picture }
}

async function bytesOf({ stream }: UploadedFile): Promise<Buffer> {
  const chunks: Buffer[] = []
  // A stream of a form gives buffers.
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
