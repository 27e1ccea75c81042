import { cameraErrors } from './errors.ts'
import { mostBytes } from './picture/pictures.ts'

/** Words for a message that is none. */
const notMessage = {
  zh: '须为 JSON：{"event": JWS, "picture": 图片的 base64}；图片先行上传时不带 picture',
  en: 'must be JSON {"event": JWS, "picture": base64 of the picture}, without picture when it was sent ahead',
}

/** A message as it comes by MQTT: JSON with the signed event, and its picture as base64 unless it was sent ahead over HTTP. @throws camera.badEvent */
export function messageOf(payload: Buffer): { readonly event: string; readonly picture: Buffer | undefined } {
  const bad = (cause?: unknown) => cameraErrors.make('camera.badEvent', {}, { cause, faults: [{ says: notMessage }] })
  let value: unknown
  try {
    value = JSON.parse(payload.toString('utf8'))
  } catch (cause) {
    throw bad(cause)
  }
  if (typeof value !== 'object' || value === null || !('event' in value) || typeof value.event !== 'string') throw bad()
  if (!('picture' in value) || value.picture === undefined) return { event: value.event, picture: undefined }
  const { picture } = value
  const isBase64 = typeof picture === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(picture)
  if (!isBase64 || picture.length > (mostBytes * 4) / 3 + 4) throw bad()
  return { event: value.event, picture: Buffer.from(picture, 'base64') }
}
