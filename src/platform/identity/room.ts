import type { Authenticate, Base, Room } from '../base/index.ts'
import { sessionRoutes } from './api/session-routes.ts'
import { identityErrors } from './errors.ts'
import { OfficeDirectory } from './offices/office-directory.ts'
import { permissions } from './permissions.ts'
import type { CityShown, Holding, Services } from './services.ts'
import { ActorCache } from './who/actor-cache.ts'
import { makeAuthenticate } from './who/authenticate.ts'
import { type Listening, listen } from './who/notices.ts'

/** What this room needs to be told by the composition. */
export type IdentityOptions = {
  readonly city: CityShown
  /** Every scope that a permission of any room names, asked when all rooms are there. */
  scopes(): readonly string[]
}

/** The room and what it does for the rooms after it. */
export type Identity = Room & {
  readonly authenticate: Authenticate
  readonly offices: OfficeDirectory
}

/** People, firms, offices, sessions and tokens; who acts in a request. */
export function identityRoom(base: Base, options: IdentityOptions): Identity {
  const offices = new OfficeDirectory(base.db)
  const actors = new ActorCache(base.now)
  const holdings: Holding[] = []
  const services: Services = { base, city: options.city, offices, actors, scopes: options.scopes, holdings }
  let listening: Listening | undefined
  return {
    name: 'identity',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: identityErrors,
    authenticate: makeAuthenticate(base, actors, async () => undefined),
    offices,
    routes: (http) => sessionRoutes(http, services),
    start: async () => {
      listening = listen(base.db, base.log, hearer(services))
      await listening.ready
      await offices.refresh()
    },
    stop: () => listening?.stop(),
  }
}

function hearer({ base, offices, actors }: Services) {
  const refresh = () => {
    offices.refresh().catch((cause) => base.log.warn('offices could not be read anew', { cause }))
  }
  return {
    live: () => {
      actors.live()
      refresh()
    },
    deaf: () => actors.deaf(),
    heard: (notice: string) => {
      const [kind, id = ''] = notice.split(':')
      if (kind === 'person') actors.forgetPerson(id)
      else if (kind === 'token') actors.forgetKey(id)
      else if (kind === 'offices') {
        // Paths and titles of posts come from offices.
        actors.forgetAll()
        refresh()
      }
    },
  }
}
