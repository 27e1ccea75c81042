import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

/** A picture sealed with a key of its own, and that key sealed with the city's. */
export type SealedPicture = { readonly body: Buffer; readonly key: Buffer }

/** AES-256-GCM (NIST SP 800-38D): nonce, tag, ciphertext. `about` is what it belongs to: it opens as nothing else. */
function seal(key: Buffer, content: Buffer, about: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(about, 'utf8'))
  const body = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unseal(key: Buffer, sealed: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
  decipher.setAAD(Buffer.from(about, 'utf8'))
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}

/** Seals a picture for one owner (`about`), under a key that is drawn for it alone: who destroys the key has destroyed the picture. */
export function sealPicture(city: Buffer, picture: Buffer, about: string): SealedPicture {
  const own = randomBytes(32)
  return { body: seal(own, picture, about), key: seal(city, own, `key of ${about}`) }
}

/** Opens it again. @throws Error when the key or the owner is another one, or a bit was changed */
export const openPicture = (city: Buffer, { body, key }: SealedPicture, about: string): Buffer =>
  unseal(unseal(city, key, `key of ${about}`), body, about)
