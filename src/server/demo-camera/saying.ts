import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { type CameraEvent, type CameraKind, cameraKindFacts, cameraKinds } from '../../kernel/camera/index.ts'
import { randomOf, seeded } from '../../kernel/codes/index.ts'
import { drawScene } from './draw-scene.ts'

/** Minutes between two things that the demonstration's analytics system believes to see. */
const everyMinutes = 15

/** Cross-roads of the showcase street and its neighbours, and one across the river. */
const places: readonly (readonly [address: string, lng: number, lat: number])[] = [
  ['福州路河南中路路口', 121.4809, 31.2352],
  ['九江路江西中路路口', 121.4838, 31.2379],
  ['汉口路山西南路路口', 121.4793, 31.2362],
  ['广东路浙江中路路口', 121.4766, 31.2332],
  ['北京东路四川中路路口', 121.4856, 31.2411],
  ['云南中路宁波路路口', 121.4759, 31.2381],
  ['花木路芳甸路路口', 121.5482, 31.2147],
]

/** A key pair of the system, always the same for one city. */
export type DemoKey = { readonly privateKey: KeyObject; readonly publicKey: string; readonly kid: string }

// RFC 8410: the fixed head of an Ed25519 private key in PKCS #8.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key that follows from 32 secret bytes. */
export function demoKey(secret: Buffer): DemoKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, secret]), format: 'der', type: 'pkcs8' })
  const made = createPublicKey(privateKey)
  const { crv, kty, x } = made.export({ format: 'jwk' })
  return {
    privateKey,
    publicKey: made.export({ type: 'spki', format: 'pem' }).toString(),
    kid: createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url'),
  }
}

/** Something that the system says: its number, and when it is due. */
export type Due = { readonly number: number; readonly at: number }

/** What is due from one instant until another, oldest first. */
export function dueBetween(from: number, until: number): readonly Due[] {
  const step = everyMinutes * 60_000
  const due: Due[] = []
  for (let number = Math.floor(from / step) + 1; number * step <= until; number += 1)
    due.push({ number, at: number * step })
  return due
}

const kindOf = (number: number): CameraKind => cameraKinds[number % cameraKinds.length] ?? 'litter'

/** Would the event still wait if it had been taken when it was seen? Crowds of yesterday are told by nobody. */
export const isFresh = ({ number, at }: Due, now: number): boolean =>
  now - at < cameraKindFacts[kindOf(number)].hours * 3_600_000

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url')

/** The message by which the system tells of it over MQTT: the same event and picture for the same number. */
export async function messageFor({ number, at }: Due, source: string, key: DemoKey, now: number): Promise<string> {
  const random = seeded(`camera ${number}`)
  const [address, lng, lat] = randomOf(random, places)
  const kind = kindOf(number)
  // It is wrong now and then, as they are; and one of its cameras does not look for faces at all.
  const isThere = random() > 0.2
  const looks = number % 6 !== 5
  const { jpeg, regions } = await drawScene(kind, random, isThere)
  const event: CameraEvent = {
    ...{ id: `demo-${number}`, source, kind, camera: `demo-cam-${(number % 9) + 1}`, address },
    ...{ signedAt: new Date(now).toISOString(), seenAt: new Date(at).toISOString() },
    point: [lng + (random() - 0.5) / 1_000, lat + (random() - 0.5) / 1_000],
    confidence: Math.round((0.55 + random() * 0.42) * 100) / 100,
    picture: { sha256: createHash('sha256').update(jpeg).digest('hex') },
    ...(looks && { regions }),
  }
  const signed = `${base64url(JSON.stringify({ alg: 'EdDSA', kid: key.kid }))}.${base64url(JSON.stringify(event))}`
  const signature = sign(null, Buffer.from(signed, 'ascii'), key.privateKey).toString('base64url')
  return JSON.stringify({ event: `${signed}.${signature}`, picture: jpeg.toString('base64') })
}
