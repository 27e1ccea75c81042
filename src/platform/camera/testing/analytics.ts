import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { CameraEvent } from '../../../kernel/camera/index.ts'

/** An analytics system of the tests: its keys, and how it signs. */
export type Analytics = {
  readonly publicKey: string
  readonly kid: string
  /** A compact JWS over a payload; `header` and `key` to do it wrongly. */
  sign(payload: unknown, header?: object, key?: KeyObject): string
}

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url')

/** Makes keys of a kind. */
export function analytics(alg: 'EdDSA' | 'ES256' = 'EdDSA'): Analytics {
  const { publicKey, privateKey } =
    alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' })
  const members = alg === 'EdDSA' ? { crv, kty, x } : { crv, kty, x, y }
  const kid = createHash('sha256').update(JSON.stringify(members)).digest('base64url')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    kid,
    sign: (payload, header = {}, key = privateKey) => {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
      const signed = `${base64url(JSON.stringify({ alg, kid, ...header }))}.${base64url(body)}`
      const bytes = Buffer.from(signed, 'ascii')
      const made = alg === 'EdDSA' ? sign(null, bytes, key) : sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' })
      return `${signed}.${made.toString('base64url')}`
    },
  }
}

let drawn = 0

/** A picture of its own each time: grey with a red face at 40..80, 30..80 and a blue plate at 120..160, 100..112. 200 by 150 pixels. */
export async function drawPicture(type: 'png' | 'jpeg' = 'png'): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  drawn += 1
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><rect width="200" height="150" fill="#777"/>
    <rect x="${drawn % 180}" y="145" width="2" height="2" fill="#0${(drawn % 10).toString()}0"/>
    <rect x="40" y="30" width="20" height="50" fill="#f00"/><rect x="60" y="30" width="20" height="50" fill="#0f0"/>
    <rect x="120" y="100" width="20" height="12" fill="#00f"/><rect x="140" y="100" width="20" height="12" fill="#ff0"/></svg>`
  const image = sharp(Buffer.from(svg))
  return type === 'png' ? image.png().toBuffer() : image.jpeg({ quality: 95 }).toBuffer()
}

/** The regions of that picture. */
export const regions = [
  { kind: 'face', box: [40, 30, 40, 50] },
  { kind: 'plate', box: [120, 100, 40, 12] },
] as const

let told = 0

/** What is signed about a picture. */
export function eventOf(picture: Buffer, now: number, more: Partial<CameraEvent> = {}): CameraEvent {
  told += 1
  return {
    ...{ id: `e-${told}`, source: 'park-eyes', kind: 'litter', camera: 'cam-7' },
    ...{ signedAt: new Date(now).toISOString(), seenAt: new Date(now - 4_000).toISOString() },
    point: [121.47 + told / 200, 31.23],
    picture: { sha256: createHash('sha256').update(picture).digest('hex') },
    regions,
    ...more,
  }
}

/** The form in which it goes over HTTP. */
export function formOf(event: string, picture?: Buffer): FormData {
  const form = new FormData()
  form.set('event', event)
  if (picture) form.set('picture', new Blob([new Uint8Array(picture)]), 'picture.png')
  return form
}
