import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

/** The few kinds of CBOR (RFC 8949) that an authenticator writes. */
type Cbor = number | string | Buffer | ReadonlyMap<number | string, Cbor>

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])])
}

const flags = { present: 0x01, verified: 0x04, attested: 0x40 } as const

/** How an answer is spoilt, for tests of refusal. */
export type Spoilt = {
  readonly origin?: string
  readonly challenge?: string
  /** Answer without having verified the user. */
  readonly unverified?: boolean
  /** The signature of another key. */
  readonly foreignKey?: boolean
}

/**
 * A passkey authenticator in software, for tests: ES256, one resident key a site, no attestation
 * (Web Authentication Level 3, clauses 6.1 and 6.5).
 */
export class SoftwareAuthenticator {
  readonly #origin: string
  readonly #id = randomBytes(32)
  #key: KeyObject | undefined
  #userHandle = ''
  #counter = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  #clientData(type: string, challenge: string, spoilt: Spoilt): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: spoilt.challenge ?? challenge,
        origin: spoilt.origin ?? this.#origin,
        crossOrigin: false,
      }),
    )
  }

  #authenticatorData(host: string, extra: number, spoilt: Spoilt, attested = Buffer.alloc(0)): Buffer {
    this.#counter += 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.#counter)
    const flag = flags.present | (spoilt.unverified ? 0 : flags.verified) | extra
    return Buffer.concat([sha256(host), Buffer.from([flag]), counter, attested])
  }

  /** Makes a key for the site and the person of the options. */
  create(options: PublicKeyCredentialCreationOptionsJSON, spoilt: Spoilt = {}): RegistrationResponseJSON {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#key = pair.privateKey
    this.#userHandle = options.user.id
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' })
    const publicKey = new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ])
    const length = Buffer.from([0, this.#id.length])
    const attested = Buffer.concat([Buffer.alloc(16), length, this.#id, cbor(publicKey)])
    const authData = this.#authenticatorData(options.rp.id ?? '', flags.attested, spoilt, attested)
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    return {
      id: this.#id.toString('base64url'),
      rawId: this.#id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, spoilt).toString('base64url'),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Answers a request to sign in with the key made before. */
  get(options: PublicKeyCredentialRequestOptionsJSON, spoilt: Spoilt = {}): AuthenticationResponseJSON {
    const clientData = this.#clientData('webauthn.get', options.challenge, spoilt)
    const authData = this.#authenticatorData(options.rpId ?? '', 0, spoilt)
    const key = spoilt.foreignKey ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : this.#key
    if (key === undefined) throw new Error('This authenticator has no key yet')
    const signature = createSign('sha256')
      .update(Buffer.concat([authData, sha256(clientData)]))
      .sign(key)
    return {
      id: this.#id.toString('base64url'),
      rawId: this.#id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: this.#userHandle,
      },
    }
  }

  /** Sets the counter back, as a copy of the key would. */
  rewind(): void {
    this.#counter = 0
  }
}
