import { Kysely, type QueryExecutorProvider, type Transaction } from 'kysely'
import pg, { type Pool, type PoolClient } from 'pg'
import { dialectOver, PoolConnection } from './driver.ts'
import { isAway } from './trouble.ts'
import { noteChange } from './watched.ts'

/** Rows of any table: rooms type their own with `sql<Row>` or `db.kysely.withTables<…>()`. */
// biome-ignore lint/suspicious/noExplicitAny: a table's columns are known to its room alone; Kysely's builder needs an index type.
export type Tables = Record<string, any>

/** Anything that `sql\`…\`.execute(on)` runs on: the database or a running transaction. */
export type Query = QueryExecutorProvider

/** A running transaction. */
export type Tx = Transaction<Tables>

/** How a transaction runs; the default is read committed, read write. */
export type TxOptions = {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readonly readOnly?: boolean
}

/** The database as rooms see it. `sql\`…\`.execute(db)` works on it and on a `Tx`. */
export type Db = Query & {
  readonly kysely: Kysely<Tables>
  readonly pool: Pool
  /**
   * Runs `work` in one transaction: commits what it returns, rolls back when it throws.
   * In a request that changes something the audit row is written in the same transaction.
   * @throws base.databaseAway, base.diskFull
   */
  tx<T>(work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  close(): Promise<void>
}

/** How to reach a PostgreSQL. */
export type Address = {
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly password?: string
  readonly database?: string
}

// bigint (20) and numeric (1700) come as text from `pg`; counts and sequences of a city stay below 2^53.
pg.types.setTypeParser(20, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`A bigint beyond 2^53: ${text}; select it as text`)
  return value
})
// date (1082) stays `YYYY-MM-DD`: a calendar day has no zone.
pg.types.setTypeParser(1082, (text) => text)
// timestamptz (1184) as ISO text in UTC, the form instants have at every edge.
pg.types.setTypeParser(1184, (text) => new Date(text).toISOString())

/** Opens a pool; connections are made when needed, so this never fails because the database is away. */
export function openDb(
  address: Address,
  options: { connections: number; name?: string; onLost?: (cause: Error) => void; onFull?: () => void },
): Db {
  const pool = new pg.Pool({
    ...address,
    max: options.connections,
    application_name: options.name ?? 'shudu',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    options: '-c timezone=UTC -c idle_in_transaction_session_timeout=60000',
  })
  // An idle connection that dies emits here; the next query opens a new one.
  let closing = false
  pool.on('error', (cause) => (closing ? undefined : options.onLost?.(cause)))
  // One that dies while lent out fails its query, which is where it is handled; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const kysely = new Kysely<Tables>({ dialect: dialectOver(pool, options.onFull) })
  return {
    kysely,
    pool,
    getExecutor: () => kysely.getExecutor(),
    tx: async (work, options) => {
      for (let attempt = 1; ; attempt++) {
        let began = false
        try {
          return await inTransaction(kysely, options, (tx) => {
            began = true
            return work(tx)
          })
        } catch (cause) {
          // A pooled connection may have died unnoticed: nothing was done on it yet, so another one is as good.
          if (began || attempt === 3 || !isAway(cause instanceof Error ? cause.cause : undefined)) throw cause
        }
      }
    },
    close: async () => {
      closing = true
      await pool.end()
    },
  }
}

function inTransaction<T>(kysely: Kysely<Tables>, options: TxOptions = {}, work: (tx: Tx) => Promise<T>): Promise<T> {
  let begin = kysely.transaction()
  if (options.isolation) begin = begin.setIsolationLevel(options.isolation)
  if (options.readOnly) begin = begin.setAccessMode('read only')
  return begin.execute(async (tx) => {
    const result = await work(tx)
    if (!options.readOnly) await noteChange(tx)
    return result
  })
}

/** Lends the `pg` client under a transaction (or a pooled one) for what Kysely cannot say: COPY, LISTEN. */
export function withClient<T>(on: Query, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return on.getExecutor().provideConnection((connection) => {
    if (!(connection instanceof PoolConnection)) throw new TypeError('Not a connection of openDb')
    return connection.lend(work)
  })
}
