import { badData } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { registrationRoutes } from '../federation/registration-routes.ts'
import { sourceNotificationRoutes } from '../federation/source-notifications.ts'
import { entityMapRoutes } from '../maps/entity-map-routes.ts'
import { snapshotRoutes } from '../snapshots/snapshot-routes.ts'
import { subscriptionRoutes } from '../subscriptions/subscription-routes.ts'
import { temporalRoutes } from '../temporal/temporal-routes.ts'
import { attributeRoutes } from './attribute-routes.ts'
import { batchRoutes } from './batch-routes.ts'
import { contextRoutes } from './context-routes.ts'
import { discoveryRoutes } from './discovery-routes.ts'
import { entityRoutes } from './entity-routes.ts'
import { root } from './paths.ts'
import { answerProblem } from './problem.ts'
import type { NgsiServices } from './services.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Answers 405 with what is allowed where a path is known and the method is not (clause 6.3.2). */
function refuseOtherMethods(http: Http, known: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, allowed] of known) {
    const others = methods.filter((method) => !allowed.has(method))
    if (others.length === 0) continue
    http.fastify.route({
      method: [...others],
      url,
      handler: (request, reply) => {
        // An entity is meant, and its id is missing (clauses 5.6.17.4, 5.6.18.4).
        const isWithoutId = url === `${root}/entities` && /\/(\?|$)/.test(request.url) && request.method !== 'DELETE'
        if (isWithoutId) throw badData('The id of the entity is missing')
        return reply
          .code(405)
          .header('allow', [...allowed].join(', '))
          .send()
      },
    })
  }
}

/** The NGSI-LD interface (ETSI GS CIM 009 V1.9.1), under `/ngsi-ld/v1`. */
export function ngsiInterface(http: Http, services: NgsiServices): void {
  http.inside(answerProblem, (inside) => {
    // Bodies are read whatever they claim to be: what is wrong with them is told in the words of the clause.
    inside.fastify.removeAllContentTypeParsers()
    inside.fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    const known = new Map<string, Set<string>>()
    inside.fastify.addHook('onRoute', ({ url, method }) => {
      if (!url.startsWith(root)) return
      const all = known.get(url) ?? new Set()
      for (const one of [method].flat()) all.add(one)
      known.set(url, all)
    })
    entityRoutes(inside, services)
    attributeRoutes(inside, services)
    batchRoutes(inside, services)
    discoveryRoutes(inside, services)
    contextRoutes(inside, services)
    subscriptionRoutes(inside, services)
    temporalRoutes(inside, services)
    registrationRoutes(inside, services)
    entityMapRoutes(inside, services)
    sourceNotificationRoutes(inside, services)
    snapshotRoutes(inside, services)
    refuseOtherMethods(inside, new Map([...known].map(([url, all]) => [url, new Set(all)])))
  })
}
