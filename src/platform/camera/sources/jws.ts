import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import type { Words } from '../../../kernel/words.ts'
import { cameraErrors } from '../errors.ts'

/** Signature algorithms that are taken: RFC 8037 and RFC 7518, clause 3.4. Nothing else, and never `none`. */
export type Algorithm = 'EdDSA' | 'ES256'

/** A public key as it is kept: its thumbprint, algorithm and parameters. */
export type PublicKey = { readonly kid: string; readonly alg: Algorithm; readonly jwk: JsonWebKey }

/** A compact JWS (RFC 7515, clause 7.1) that was taken apart and is not yet believed. */
export type Unproved = {
  readonly kid: string
  readonly alg: Algorithm
  readonly signed: Buffer
  readonly signature: Buffer
  readonly payload: Buffer
}

/** Longest signed event, characters. */
export const longestSigned = 64 * 1024

const bad = ({ zh, en }: Words) => cameraErrors.make('camera.badSignature', { reason: zh, reasonEn: en })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes a compact JWS apart. @throws camera.badSignature when it is none of ours */
export function readJws(text: string): Unproved {
  const [head = '', body = '', end = '', ...more] = text.trim().split('.')
  const isCompact = [head, body, end].every((part) => /^[A-Za-z0-9_-]+$/.test(part)) && more.length === 0
  if (!isCompact || text.length > longestSigned)
    throw bad({
      zh: '须为 JWS 紧凑格式（头.载荷.签名，base64url）',
      en: 'it must be a compact JWS, header.payload.signature',
    })
  let header: unknown
  try {
    header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw bad({ zh: '头部不是 JSON', en: 'its header is not JSON' })
  }
  if (!isRecord(header)) throw bad({ zh: '头部不是 JSON 对象', en: 'its header is not an object' })
  const { alg, kid } = header
  if (alg !== 'EdDSA' && alg !== 'ES256') throw bad({ zh: 'alg 须为 EdDSA 或 ES256', en: 'alg must be EdDSA or ES256' })
  if (typeof kid !== 'string' || !/^[\w-]{43}$/.test(kid))
    throw bad({ zh: 'kid 须为公钥指纹（RFC 7638，43 个字符）', en: 'kid must be the thumbprint of the key (RFC 7638)' })
  // Clause 4.1.11: what is critical must be understood, and nothing is.
  if ('crit' in header || 'b64' in header) throw bad({ zh: '不支持 crit 和 b64', en: 'crit and b64 are not supported' })
  return {
    ...{ kid, alg, payload: Buffer.from(body, 'base64url'), signed: Buffer.from(`${head}.${body}`, 'ascii') },
    signature: Buffer.from(end, 'base64url'),
  }
}

/** Did the holder of this key sign it? The algorithm is the key's own, whatever the header says. */
export function isSignedBy({ alg, signed, signature }: Unproved, key: PublicKey): boolean {
  if (alg !== key.alg || signature.length !== 64) return false
  const made = createPublicKey({ key: key.jwk, format: 'jwk' })
  return key.alg === 'EdDSA'
    ? verify(null, signed, made, signature)
    : verify('sha256', signed, { key: made, dsaEncoding: 'ieee-p1363' }, signature)
}

/** The JSON of a signed payload. @throws camera.badEvent when it is none */
export function payloadOf({ payload }: Unproved): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch (cause) {
    throw cameraErrors.make(
      'camera.badEvent',
      {},
      {
        cause,
        faults: [{ says: { zh: '载荷不是 JSON', en: 'the payload is not JSON' } }],
      },
    )
  }
}

/** RFC 7638: SHA-256 over the required members in order of their names. */
function thumbprint({ kty, crv, x, y }: JsonWebKey): string {
  const members = kty === 'OKP' ? { crv, kty, x } : { crv, kty, x, y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

const badKey = ({ zh, en }: Words) => cameraErrors.make('camera.badKey', { reason: zh, reasonEn: en })

/** Reads a public key in PEM (RFC 7468). @throws camera.badKey */
export function readPublicKey(pem: string): PublicKey {
  if (/PRIVATE KEY/.test(pem))
    throw badKey({ zh: '这是私钥，请立即废弃它', en: 'that is a private key: make a new one, this one was shown' })
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch (cause) {
    throw cameraErrors.make('camera.badKey', { reason: '无法读取', reasonEn: 'it cannot be read' }, { cause })
  }
  const jwk = key.export({ format: 'jwk' })
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return { kid: thumbprint(jwk), alg: 'EdDSA', jwk }
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return { kid: thumbprint(jwk), alg: 'ES256', jwk }
  throw badKey({ zh: '种类不符', en: 'it is of another kind' })
}
