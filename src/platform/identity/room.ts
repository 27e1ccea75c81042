import type { Authenticate, Base, Room } from '../base/index.ts'
import { accountRoutes } from './api/account-routes.ts'
import { clientRoutes } from './api/client-routes.ts'
import { colleagueRoutes } from './api/colleague-routes.ts'
import { dataRequestRoutes } from './api/data-request-routes.ts'
import { delegationRoutes } from './api/delegation-routes.ts'
import { firmRoutes } from './api/firm-routes.ts'
import { interactionRoutes } from './api/interaction-routes.ts'
import { meRoutes } from './api/me-routes.ts'
import { officeRoutes } from './api/office-routes.ts'
import { passkeyRoutes } from './api/passkey-routes.ts'
import { passwordRoutes } from './api/password-routes.ts'
import { peopleRoutes } from './api/people-routes.ts'
import { personStatusRoutes } from './api/person-status-routes.ts'
import { sessionRoutes } from './api/session-routes.ts'
import { demonstrationRoutes, setUpRoutes } from './api/set-up-routes.ts'
import { tokenRoutes } from './api/token-routes.ts'
import { checks } from './checks.ts'
import { identityErrors } from './errors.ts'
import { sweep } from './jobs.ts'
import { OfficeDirectory } from './offices/office-directory.ts'
import { readAccessToken } from './oidc/access-token.ts'
import { oidcDoor, oidcRoutes } from './oidc/door.ts'
import { permissions } from './permissions.ts'
import type { CityShown, Holding, Services } from './services.ts'
import { keepScopes } from './sign-in/scopes.ts'
import { newSetUpCode } from './sign-in/set-up.ts'
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
  /** The code that `serve` prints when the city waits for its first administrator; a new one at each call. */
  setUpCode(): Promise<string | undefined>
  /** Lets no actor stay in memory: everybody is read anew. */
  forgetActors(): void
  /** Calls `heard` whenever what somebody shows (a token, a session) may no longer hold what it held. @returns ends that */
  onChange(heard: () => void): () => void
  /** Adds a part of what the city holds about a person, for his own copy of it. */
  hold(holding: Holding): void
}

const routes = [
  sessionRoutes,
  accountRoutes,
  passwordRoutes,
  passkeyRoutes,
  setUpRoutes,
  demonstrationRoutes,
  officeRoutes,
  peopleRoutes,
  personStatusRoutes,
  colleagueRoutes,
  delegationRoutes,
  firmRoutes,
  meRoutes,
  dataRequestRoutes,
  tokenRoutes,
  clientRoutes,
] as const

/** People, firms, offices, sessions and tokens; who acts in a request. */
export function identityRoom(base: Base, options: IdentityOptions): Identity {
  const offices = new OfficeDirectory(base.db)
  const actors = new ActorCache(base.now)
  const holdings: Holding[] = []
  const changed = new Set<() => void>()
  const services: Services = { base, city: options.city, offices, actors, scopes: options.scopes, holdings }
  const door = oidcDoor(services)
  let listening: Listening | undefined
  return {
    name: 'identity',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: identityErrors,
    jobs: [sweep(base)],
    checks: () => checks(base),
    authenticate: makeAuthenticate(base, actors, (_, hash) => readAccessToken(base, hash)),
    offices,
    setUpCode: () => newSetUpCode(base),
    forgetActors: () => actors.forgetAll(),
    onChange: (heard) => {
      changed.add(heard)
      return () => changed.delete(heard)
    },
    hold: (holding) => void holdings.push(holding),
    routes: async (http) => {
      for (const add of routes) add(http, services)
      interactionRoutes(http, services, door)
      await oidcRoutes(http, door)
    },
    start: async () => {
      listening = listen(
        base.db,
        base.log,
        hearer(services, () => {
          for (const heard of changed) heard()
        }),
      )
      await listening.ready
      await offices.refresh()
      await base.db.tx((tx) => keepScopes(tx, options.scopes()))
    },
    stop: () => listening?.stop(),
  }
}

function hearer({ base, offices, actors }: Services, tell: () => void) {
  const refresh = () => {
    offices.refresh().catch((cause) => base.log.warn('offices could not be read anew', { cause }))
  }
  return {
    live: () => {
      actors.live()
      refresh()
      tell()
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
      tell()
    },
  }
}
