import type { CodingCatalogue } from '../../kernel/codes/index.ts'
import type { Bounds } from '../../kernel/place/index.ts'
import type { Base, Room } from '../base/index.ts'
import { divisionRoutes } from './api/division-routes.ts'
import { identifierRoutes } from './api/identifier-routes.ts'
import { placeRoutes } from './api/place-routes.ts'
import { resolutionRoutes } from './api/resolution-routes.ts'
import { registryErrors } from './errors.ts'
import { permissions } from './permissions.ts'
import { makeRegistry, type Registry } from './registry.ts'

/** What this room needs to be told by the composition. */
export type RegistryOptions = {
  /** The city's frame in WGS 84: addresses outside it are refused. */
  readonly bounds: Bounds
  /** How the city numbers its things. */
  readonly catalogues?: readonly CodingCatalogue[]
}

/** Divisions, grids and addresses of the city; places found by words and words by places; codes and what they stand for. */
export function registryRoom(base: Base, { bounds, catalogues }: RegistryOptions): Room & Registry {
  const registry = makeRegistry(base, bounds, catalogues)
  let quiet: (() => void) | undefined
  return {
    ...registry,
    name: 'registry',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: registryErrors,
    routes: (http) => {
      divisionRoutes(http, registry)
      placeRoutes(http, registry)
      identifierRoutes(http, base, registry.identifiers)
      resolutionRoutes(http, base, registry.identifiers)
    },
    start: async () => {
      quiet = base.listener.on('registry', () => {
        registry.refresh().catch((cause: unknown) => base.log.warn('places could not be read anew', { cause }))
      })
      await registry.refresh()
    },
    stop: () => quiet?.(),
  }
}
