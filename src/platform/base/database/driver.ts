import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  sql,
  type TransactionSettings,
} from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { isDiskFull, translated } from './trouble.ts'

/**
 * A Kysely dialect over our own pool. Ours rather than Kysely's for three reasons: COPY and LISTEN need the client
 * of a running transaction, texts that recur are prepared once a connection, and every failure of the database
 * becomes a `CityError` at one place.
 */
export function dialectOver(pool: Pool, onFull?: () => void): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PoolDriver(pool, onFull),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: (): QueryCompiler => new PostgresQueryCompiler(),
  }
}

/** One borrowed connection; `client` is the `pg` client underneath, for COPY. */
export class PoolConnection implements DatabaseConnection {
  readonly client: PoolClient
  readonly #onFull: (() => void) | undefined
  constructor(client: PoolClient, onFull?: () => void) {
    this.client = client
    this.#onFull = onFull
  }

  /** Lends the client underneath; its failures come as they are. */
  async lend<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      return await work(this.client)
    } catch (cause) {
      if (isDiskFull(cause)) this.#onFull?.()
      throw cause
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const name = query.parameters.length > 0 ? preparedName(query.sql) : undefined
    try {
      const answer = await this.client.query({ name, text: query.sql, values: [...query.parameters] })
      // A text with several statements answers with several results; the last one counts.
      const last = Array.isArray(answer) ? answer[answer.length - 1] : answer
      const changed = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(last.command)
      return { rows: last.rows ?? [], numAffectedRows: changed ? BigInt(last.rowCount ?? 0) : undefined }
    } catch (cause) {
      if (isDiskFull(cause)) this.#onFull?.()
      throw translated(cause)
    }
  }

  // biome-ignore lint/correctness/useYield: Kysely wants a generator; large results leave by COPY instead.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are not streamed through Kysely: use copyOut')
  }
}

class PoolDriver implements Driver {
  readonly #pool: Pool
  readonly #onFull: (() => void) | undefined
  constructor(pool: Pool, onFull?: () => void) {
    this.#pool = pool
    this.#onFull = onFull
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<PoolConnection> {
    try {
      return new PoolConnection(await this.#pool.connect(), this.#onFull)
    } catch (cause) {
      throw translated(cause)
    }
  }
  async beginTransaction(connection: PoolConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''
    const mode = settings.accessMode ? ` ${settings.accessMode}` : ''
    await connection.executeQuery(CompiledQuery.raw(`begin${level}${mode}`))
  }
  async commitTransaction(connection: PoolConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }
  async rollbackTransaction(connection: PoolConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }
  async releaseConnection(connection: PoolConnection): Promise<void> {
    connection.client.release()
  }
  async destroy(): Promise<void> {}
}

// Texts seen and how often. A text is prepared from its third use on; texts that vary (lists of changing length)
// never get so far, and the number of prepared texts a connection can hold is bounded.
const seen = new Map<string, number>()
const names = new Map<string, string>()
const mostNames = 400
const mostSeen = 4_000

const anew = '/* planned anew */'

/**
 * Put first in a text, it has every run of it planned for its own values. A text that recurs is prepared, and PostgreSQL
 * then soon plans it once for all values: right for a case by its id, wrong for a question over a day or a year, of one
 * street or the whole city.
 */
export const plannedAnew = sql.raw(anew)

function preparedName(text: string): string | undefined {
  if (text.startsWith(anew)) return undefined
  const known = names.get(text)
  if (known !== undefined) return known
  const times = (seen.get(text) ?? 0) + 1
  if (times < 3 || names.size >= mostNames) {
    if (seen.size >= mostSeen) seen.clear()
    seen.set(text, times)
    return undefined
  }
  seen.delete(text)
  const name = `s${names.size}`
  names.set(text, name)
  return name
}
