import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Permission } from '../../../kernel/access/index.ts'
import type { ErrorTable } from '../../../kernel/errors/index.ts'
import type { Language } from '../../../kernel/words.ts'
import type { Config } from '../config.ts'
import type { Db } from '../database/db.ts'
import type { DiskWatch } from '../process/disk-watch.ts'
import type { Metrics } from '../process/metrics.ts'
import { systemPermissions } from '../system/permissions.ts'
import { allErrors, openApi } from './openapi.ts'
import type { AnyRoute } from './pipeline.ts'
import { languageOf } from './problem.ts'
import { errorsPage, referencePage } from './reference-page.ts'

/** What the pages of the house itself stand on. */
export type OwnPagesParts = {
  readonly config: Pick<Config, 'openMetrics' | 'publicUrl' | 'proxies'>
  /** Decides for whoever asks; throws a denial. */
  admit(request: FastifyRequest, permission: Permission): Promise<void>
  readonly db: Db
  readonly version: string
  readonly metrics: Metrics
  readonly routes: readonly AnyRoute[]
  readonly errors: readonly ErrorTable<string>[]
  /** Has everything started, and is nothing stopping? */
  isReady(): boolean
  readonly disk: Pick<DiskWatch, 'isFull'>
}

const chosen = (request: FastifyRequest): Language => {
  const { lang } = request.query as { lang?: string } // any text or none: checked on the next line
  return lang === 'zh' || lang === 'en' ? lang : languageOf(request.headers['accept-language'])
}

/** Adds `/healthz`, `/metrics`, `/openapi.json`, `/docs` and `/docs/errors`: for programs and programmers, without personal data. */
export function addOwnPages(server: FastifyInstance, parts: OwnPagesParts): void {
  server.get('/healthz', async (_request, reply) => {
    const database = await answers(parts.db)
    const { isFull } = parts.disk
    const ready = parts.isReady() && database && !isFull
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store')
    if (!ready) reply.header('retry-after', '2')
    return {
      status: ready ? 'ready' : 'unavailable',
      database: database ? 'up' : 'down',
      disk: isFull ? 'full' : 'well',
      version: parts.version,
    }
  })
  server.get('/metrics', async (request, reply) => {
    if (!parts.config.openMetrics && !isOperatorHere(request, parts.config))
      await parts.admit(request, systemPermissions.readMetrics)
    const { registry } = parts.metrics
    return reply
      .header('content-type', registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics())
  })
  server.get('/openapi.json', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*').header('cache-control', 'no-cache')
    return openApi(parts.routes, parts.version)
  })
  server.get('/docs', async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(referencePage(parts.routes, chosen(request))),
  )
  server.get('/docs/errors', async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(errorsPage(allErrors(parts.errors), chosen(request))),
  )
}

const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** Somebody on this very machine, and not a proxy that passes on what others ask. */
function isOperatorHere({ socket, headers }: FastifyRequest, { publicUrl, proxies }: OwnPagesParts['config']): boolean {
  const from = socket.remoteAddress ?? ''
  const isLoopback = from === '::1' || /^(?:::ffff:)?127\./.test(from)
  return (
    isLoopback && publicUrl === undefined && proxies === 0 && forwarding.every((name) => headers[name] === undefined)
  )
}

/** Does the database answer within two seconds? */
async function answers(db: Db): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((done) => {
    timer = setTimeout(() => done(false), 2_000)
  })
  const asked = sql`select 1`.execute(db).then(
    () => true,
    () => false, // why, the log of the requests that failed says; here only whether
  )
  const answer = await Promise.race([asked, late])
  clearTimeout(timer)
  return answer
}
