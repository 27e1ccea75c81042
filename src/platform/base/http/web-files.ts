import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { baseErrors } from '../errors.ts'
import { languageOf, sendProblem } from './problem.ts'

/** Paths that belong to programs: an unknown one there is a problem document, never the web application. */
const forPrograms =
  /^\/(api|id|ngsi-ld|ogc|open311|oidc|docs|assets|sta|tiles|healthz|metrics|openapi\.json|\.well-known)(\/|$)/

/**
 * Serves the built web application: its hashed files for a year, everything else checked at each use (ETag), and
 * `index.html` for every page of the application itself.
 */
export async function addWebFiles(server: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, 'index.html')
  const there = existsSync(index)
  if (there) {
    await server.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const forever = path.startsWith(join(folder, 'assets'))
        reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    server.get('/', (_request, reply) => reply.sendFile('index.html'))
  }
  server.setNotFoundHandler((request, reply) => {
    if (there && wantsPage(request)) return reply.code(200).sendFile('index.html')
    return missing(request, reply)
  })
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return !forPrograms.test(url) && (headers.accept ?? '').includes('text/html')
}

const missing = (request: FastifyRequest, reply: FastifyReply) =>
  sendProblem(reply, baseErrors.make('base.missing'), languageOf(request.headers['accept-language']))
