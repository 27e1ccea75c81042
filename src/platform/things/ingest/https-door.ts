import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { Base, Http } from '../../base/index.ts'

/** Where the city answers over TLS to devices that show certificates. */
export type HttpsDoor = { readonly port: number; stop(): Promise<void> }

/** TLS as devices meet it: their certificates are known by fingerprint, so also one that nobody signed is asked for. */
export const tlsFor = ({ key, cert, ca }: NonNullable<Base['config']['mqttTls']>) => ({
  ...{ key: readFileSync(key), cert: readFileSync(cert), requestCert: true, rejectUnauthorized: false },
  ...(ca !== undefined && { ca: readFileSync(ca) }),
})

/** Serves the city's own routes over HTTPS too. @throws the system's EADDRINUSE */
export async function openHttpsDoor({ config }: Base, http: Http): Promise<HttpsDoor | undefined> {
  const { mqttTls, host } = config
  if (mqttTls?.https === undefined) return undefined
  const server: Server = createServer(tlsFor(mqttTls), (request, response) => http.fastify.routing(request, response))
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(mqttTls.https, host, done)
  })
  return {
    // A server that listens on TCP has an address of this form.
    port: (server.address() as { port: number }).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
