import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Base, Query } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import type { PersonKind } from '../people/person.ts'
import { issueOnce, useOnce } from './once.ts'

/** For which site keys are made: the city's own host name (Web Authentication Level 3, 13.4.9). */
export type Site = { readonly origin: string; readonly host: string }

const minutes = 5

/** The library takes 20 MB of memory: loaded with the first passkey. */
const webAuthn = () => import('@simplewebauthn/server')
/** Ed25519, ES256, RS256: what authenticators offer (COSE numbers, RFC 9053). */
const algorithms = [-8, -7, -257]

/** A passkey as its owner sees it. Instants ISO UTC. */
export type PasskeySeen = {
  readonly id: string
  readonly title: string
  readonly backedUp: boolean
  readonly madeAt: string
  readonly usedAt?: string
}

/** A person's passkeys, the newest first. */
export async function readPasskeys(on: Query, person: string): Promise<PasskeySeen[]> {
  const { rows } = await sql<Omit<PasskeySeen, 'usedAt'> & { usedAt: string | null }>`
    select id, title, backed_up as "backedUp", made_at as "madeAt", used_at as "usedAt"
    from identity.passkey where person = ${person} order by made_at desc`.execute(on)
  return rows.map((row) => ({ ...row, usedAt: row.usedAt ?? undefined }))
}

/** Whose passkey this is. */
export async function findPasskeyOwner(on: Query, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ person: string }>`select person from identity.passkey where id = ${id}`.execute(on)
  return rows[0]?.person
}

/** Removes a passkey. */
export async function removePasskey(on: Query, id: string): Promise<void> {
  await sql`delete from identity.passkey where id = ${id}`.execute(on)
}

/** What the browser needs to make a passkey for this person. The challenge is good once, for five minutes. */
export async function beginRegistration(
  base: Base,
  site: Site,
  person: { readonly id: string; readonly name: string; readonly login: string },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await sql<{ id: string; transports: string[] }>`select id, transports from identity.passkey
    where person = ${person.id} and relying_party = ${site.host}`.execute(base.db)
  const options = await (await webAuthn()).generateRegistrationOptions({
    rpName: 'Shudu 数都',
    rpID: site.host,
    userID: Buffer.from(person.id.replaceAll('-', ''), 'hex'),
    userName: person.login,
    userDisplayName: person.name,
    attestationType: 'none',
    excludeCredentials: known.rows,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  await issueOnce(base.db, 'passkey-register', minutes, base.now(), { person: person.id, secret: options.challenge })
  return options
}

/** An attestation names a maker by certificates, which would be looked up over the network; we ask for none and take none. */
async function mustBeUnattested(response: RegistrationResponseJSON): Promise<void> {
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject))
  if (attestation.get('fmt') === 'none') return
  if (attestation.get('fmt') === 'packed' && attestation.get('attStmt').get('x5c') === undefined) return
  throw new Error(`Attestation ${attestation.get('fmt')} is not taken`)
}

/**
 * Keeps the passkey that the browser made.
 * @returns its id
 * @throws identity.badPasskey when anything of it does not fit: challenge, site, person, signature
 */
export async function finishRegistration(
  base: Base,
  on: Query,
  site: Site,
  person: string,
  response: RegistrationResponseJSON,
  title: string,
): Promise<string> {
  const verified = await orBadPasskey(async () => {
    await mustBeUnattested(response)
    return (await webAuthn()).verifyRegistrationResponse({
      response,
      expectedChallenge: async (challenge) =>
        (await useOnce(on, 'passkey-register', challenge, base.now()))?.person === person,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
  })
  if (!verified.verified) throw identityErrors.make('identity.badPasskey')
  const { credential, credentialBackedUp } = verified.registrationInfo
  await sql`insert into identity.passkey (id, person, relying_party, public_key, counter, transports, backed_up, title, made_at)
    values (${credential.id}, ${person}, ${site.host}, ${Buffer.from(credential.publicKey)}, ${credential.counter},
      ${credential.transports ?? []}::text[], ${credentialBackedUp}, ${title}, ${new Date(base.now()).toISOString()})`.execute(
    on,
  )
  return credential.id
}

/** What the browser needs to sign in with any passkey it has for this site; nobody says who he is before. */
export async function beginSignIn(base: Base, site: Site): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await (await webAuthn()).generateAuthenticationOptions({
    rpID: site.host,
    userVerification: 'required',
  })
  await issueOnce(base.db, 'passkey-sign-in', minutes, base.now(), { secret: options.challenge })
  return options
}

type Stored = { person: string; kind: PersonKind; public_key: Buffer; counter: number; transports: string[] }

/**
 * Who signs in with this passkey.
 * @throws identity.badPasskey for an unknown key, a used or old challenge, another site, a bad signature, a counter that went back
 */
export async function finishSignIn(
  base: Base,
  site: Site,
  response: AuthenticationResponseJSON,
): Promise<{ readonly id: string; readonly kind: PersonKind }> {
  const { rows } = await sql<Stored>`select k.person, p.kind, k.public_key, k.counter, k.transports
    from identity.passkey k join identity.person p on p.id = k.person and p.status = 'active'
    where k.id = ${response.id} and k.relying_party = ${site.host}`.execute(base.db)
  const stored = rows[0]
  if (stored === undefined) throw identityErrors.make('identity.badPasskey')
  const verified = await orBadPasskey(async () =>
    (await webAuthn()).verifyAuthenticationResponse({
      response,
      expectedChallenge: async (challenge) =>
        (await useOnce(base.db, 'passkey-sign-in', challenge, base.now())) !== undefined,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
      credential: {
        id: response.id,
        publicKey: new Uint8Array(stored.public_key),
        counter: stored.counter,
        transports: stored.transports,
      },
    }),
  )
  if (!verified.verified) throw identityErrors.make('identity.badPasskey')
  const { newCounter, credentialBackedUp } = verified.authenticationInfo
  // Also here the counter may only grow: two answers of a copied key at once are not both taken.
  const { numAffectedRows } =
    await sql`update identity.passkey set counter = ${newCounter}, backed_up = ${credentialBackedUp},
    used_at = ${new Date(base.now()).toISOString()}
    where id = ${response.id} and (counter < ${newCounter} or (counter = 0 and ${newCounter}::bigint = 0))`.execute(
      base.db,
    )
  if (numAffectedRows !== 1n) throw identityErrors.make('identity.badPasskey')
  return { id: stored.person, kind: stored.kind }
}

/** The library throws plain errors for answers that do not fit: to the caller they are one refusal, the reason is kept as its cause. */
async function orBadPasskey<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify()
  } catch (cause) {
    throw identityErrors.make('identity.badPasskey', {}, { cause })
  }
}
