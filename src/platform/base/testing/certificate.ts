import { createHash, webcrypto } from 'node:crypto'
import type { X509Certificate } from '@peculiar/x509'
import { dayMs } from '../../../kernel/time/index.ts'

/** Who signs certificates of others. */
export type Signer = { readonly certificate: X509Certificate; readonly keys: CryptoKeyPair }

/** A key and its certificate as PEM, and the certificate's SHA-256. */
export type Certificate = {
  readonly key: string
  readonly cert: string
  readonly fingerprint: string
  readonly signer: Signer
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Makes a key and its certificate for 127.0.0.1: self-signed, or by an authority; good from the day before yesterday until `until`. */
export async function makeCertificate(
  name: string,
  more: { readonly by?: Signer; readonly until?: number; readonly isAuthority?: boolean } = {},
): Promise<Certificate> {
  // The library of certificates needs it before anything else; both are loaded for the few tests that use them.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  // The library is typed for the web's keys; Node's are the same but for uses that it does not know.
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const life = {
    notBefore: new Date(Date.now() - 2 * dayMs),
    notAfter: new Date(more.until ?? Date.now() + dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(more.isAuthority ?? false, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
    signingAlgorithm: algorithm,
  }
  const certificate = more.by
    ? await x509.X509CertificateGenerator.create({
        ...{ ...life, subject: `CN=${name}`, issuer: more.by.certificate.subject },
        ...{ publicKey: keys.publicKey, signingKey: more.by.keys.privateKey },
      })
    : await x509.X509CertificateGenerator.createSelfSigned({ ...life, name: `CN=${name}`, keys })
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const fingerprint = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex')
  return { key, cert: certificate.toString('pem'), fingerprint, signer: { certificate, keys } }
}
