import { createHash, randomBytes } from 'node:crypto'

/** What a bearer token of the API begins with, so that it is known for one wherever it is found. */
export const tokenPrefix = 'shudu_'

/** A new secret of 256 random bits, base64url. Shown once, kept only as `hashSecret` of it. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/**
 * SHA-256 of a secret, as stored and looked up. A fast hash is right here: the secret has 256 random bits, there
 * is nothing to guess; a reader of the database still cannot sign in with what he reads.
 */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()
