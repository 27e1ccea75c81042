import { decide } from '../kernel/access/index.ts'
import {
  allMigrations,
  type City,
  type CityParts,
  type Config,
  type Log,
  masterKey,
  openCity,
  prepareDatabase,
  removeRuntime,
  requireDataFolder,
  writeRuntime,
} from '../platform/base/index.ts'
import { type CityDatabase, neighboursDatabase, outsideDatabase, ownDatabase } from './database.ts'
import { type Locks, takeLocks } from './locks.ts'
import { composeRooms } from './rooms.ts'
import { surviveStrays } from './stray.ts'

/** A served city. */
export type Serving = {
  readonly city: City
  readonly database: CityDatabase
  /** Ends in order; everything acknowledged is on the disk afterwards. */
  stop(): Promise<void>
}

/**
 * Starts the city of a data folder: locks, database, migrations, rooms, HTTP.
 * @throws DataFolderError, AlreadyRunningError, OutsideError, ServerError, MigrationError, or the system's EADDRINUSE
 */
export async function serve(config: Config, log: Log, compose: CityParts['rooms'] = composeRooms): Promise<Serving> {
  requireDataFolder(config.data)
  const locks = await takeLocks(config)
  const calm = surviveStrays(log)
  let database: CityDatabase | undefined
  try {
    const master = masterKey(config.data, config.secret)
    database = await openDatabase(config, locks, master, log)
    const ran = await prepareDatabase(database.owner, await allMigrations(), database.appRole)
    if (ran.length > 0) log.info('the database was brought up to date', { migrations: ran })
    const city = await openCity({ config, log, database: database.app, master, decide, rooms: compose })
    return announce(config, city, database, locks, calm)
  } catch (cause) {
    await database?.stop()
    calm()
    locks.release()
    throw cause
  }
}

async function openDatabase(config: Config, locks: Locks, master: Buffer, log: Log): Promise<CityDatabase> {
  if (config.databaseUrl !== undefined) return outsideDatabase(config.databaseUrl, master, config.wait * 1_000, log)
  if (locks.runsDatabase) return ownDatabase(config, log)
  const found = neighboursDatabase(config)
  if (!found)
    throw new Error(`Another process is just making the database of ${config.data}: start this one a moment later.`)
  return found
}

function announce(config: Config, city: City, database: CityDatabase, locks: Locks, calm: () => void): Serving {
  locks.note(city.url)
  if (config.roles.has('api'))
    writeRuntime(config.data, {
      pid: process.pid,
      url: city.url,
      version: config.version,
      startedAt: new Date().toISOString(),
      demo: config.demo,
    })
  return {
    city,
    database,
    stop: async () => {
      if (config.roles.has('api')) removeRuntime(config.data)
      await city.stop()
      await database.stop()
      calm()
      locks.release()
    },
  }
}
