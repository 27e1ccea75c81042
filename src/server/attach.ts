import { decide } from '../kernel/access/index.ts'
import {
  allMigrations,
  type City,
  type Config,
  type Log,
  lockPath,
  masterKey,
  openCity,
  prepareDatabase,
  takeLock,
} from '../platform/base/index.ts'
import { type CityDatabase, neighboursDatabase, outsideDatabase, ownDatabase } from './database.ts'
import { composeRooms } from './rooms.ts'

/**
 * Runs `work` on the database of a data folder, for commands: the outside one, that of the running city, or the embedded
 * one, which is started for as long as the command takes.
 */
export async function withDatabase<T>(
  config: Config,
  log: Log,
  work: (database: CityDatabase) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== undefined) {
    return work(
      await outsideDatabase(config.databaseUrl, masterKey(config.data, config.secret), config.wait * 1_000, log),
    )
  }
  const lock = await takeLock(lockPath(config.data, 'database'))
  if ('heldBy' in lock) {
    const database = neighboursDatabase(config)
    if (!database)
      throw new Error(
        `Process ${lock.heldBy.pid} is just making the database of ${config.data}: try again in a moment.`,
      )
    return work(database)
  }
  try {
    const database = await ownDatabase(config, log)
    try {
      return await work(database)
    } finally {
      await database.stop()
    }
  } finally {
    lock.release()
  }
}

/**
 * Runs `work` with the rooms of the city, up to date and started, without answering requests and without doing
 * background work: what a command needs that uses a room's services.
 */
export function withCity<T>(config: Config, log: Log, work: (city: City) => Promise<T>): Promise<T> {
  return withDatabase(config, log, async (database) => {
    await prepareDatabase(database.owner, await allMigrations(), database.appRole)
    const quiet = { ...config, roles: new Set<never>(), connections: Math.min(config.connections, 5) }
    const master = masterKey(config.data, config.secret)
    const city = await openCity({ config: quiet, log, database: database.app, master, decide, rooms: composeRooms })
    try {
      return await work(city)
    } finally {
      await city.stop()
    }
  })
}
