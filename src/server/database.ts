import {
  type Address,
  type Config,
  derivedSecret,
  type Embedded,
  embeddedAddress,
  type Log,
  lesserRole,
  openEmbedded,
  reachOutside,
  roleName,
} from '../platform/base/index.ts'

/** The database of this process, whoever runs it. */
export type CityDatabase = {
  readonly owner: Address
  readonly app: Address
  /** The lesser role; `undefined` when one user does everything. */
  readonly appRole: string | undefined
  /** Set when this process runs the database itself. */
  readonly embedded: Embedded | undefined
  stop(): Promise<void>
}

const leave = async () => undefined

/** The outside database of `DATABASE_URL`. @throws OutsideError */
export async function outsideDatabase(url: string, master: Buffer, patience: number, log: Log): Promise<CityDatabase> {
  const owner = await reachOutside(url, patience, log)
  const found = await lesserRole(owner, derivedSecret(master, 'database-app').toString('base64url'), log)
  return { ...found, embedded: undefined, stop: leave }
}

/** The embedded database, run by this process. */
export async function ownDatabase(config: Config, log: Log): Promise<CityDatabase> {
  const embedded = await openEmbedded(config.data, config.databaseUser, log)
  return {
    owner: embedded.address('owner'),
    app: embedded.address('app'),
    appRole: roleName.app,
    embedded,
    stop: embedded.stop,
  }
}

/** The embedded database that another process of this city runs; `undefined` when there is none. */
export function neighboursDatabase(config: Config): CityDatabase | undefined {
  const owner = embeddedAddress(config.data, 'owner')
  const app = embeddedAddress(config.data, 'app')
  if (!owner || !app) return undefined
  return { owner, app, appRole: roleName.app, embedded: undefined, stop: leave }
}
