import { errorTable } from '../kernel/errors/index.ts'
import { type Config, type Db, holderOf, type Log, lockPath, masterKey, openDb } from '../platform/base/index.ts'
import { neighboursDatabase, outsideDatabase } from '../server/database.ts'

const errors = errorTable({
  'cli.noCity': {
    kind: 'unavailable',
    says: { zh: '数据目录 {data} 上没有正在运行的城市。', en: 'No city runs on {data}.' },
    todo: {
      zh: '请先用 shudu serve 启动，或用 SHUDU_DATA 指定其数据目录。',
      en: 'Start it with "shudu serve", or name its folder in SHUDU_DATA.',
    },
  },
})

/**
 * Lends the database of the city that `SHUDU_DATA` (or `DATABASE_URL`) names to a command on the same machine, as the
 * role that runs.
 * @throws cli.noCity when none runs there, OutsideError, base.databaseAway
 */
export async function withCityDatabase<T>(config: Config, log: Log, work: (db: Db) => Promise<T>): Promise<T> {
  const { app } = await find(config, log)
  const db = openDb(app, { connections: 2, name: 'shudu-command' })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

async function find(config: Config, log: Log) {
  if (config.databaseUrl !== undefined)
    return outsideDatabase(config.databaseUrl, masterKey(config.data, config.secret), config.wait * 1_000, log)
  const found = holderOf(lockPath(config.data, 'database')) && neighboursDatabase(config)
  if (found) return found
  throw errors.make('cli.noCity', { data: config.data })
}
