import { randomBytes } from 'node:crypto'
import { totalmem } from 'node:os'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

/** Roles of the embedded server: `root` makes databases, `owner` migrates, `app` runs. */
export type ServerRole = 'root' | 'owner' | 'app'

/** Names of the roles inside PostgreSQL. */
export const roleName: Readonly<Record<ServerRole, string>> = {
  root: 'shudu_root',
  owner: 'shudu_owner',
  app: 'shudu_app',
}

/** New passwords for all roles, 192 bit each. */
export const newPasswords = (): Record<ServerRole, string> => {
  const one = () => randomBytes(24).toString('base64url')
  return { root: one(), owner: one(), app: one() }
}

/** What a cluster needs to be started. */
export type ServerOptions = {
  readonly binaries: Binaries
  /** Folder of the cluster, ours; `pgdata` in it is the account's. The account must be able to walk down to it. */
  readonly folder: string
  /** Folder of the socket, the account's alone. */
  readonly sockets: string
  readonly account: Account
  readonly passwords: Readonly<Record<ServerRole, string>>
  /** Settings over ours, e.g. `fsync: 'off'` in tests of nothing that matters. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called when the server ended without being asked to. */
  onEnd?(): void
}

/** The server did not come up; the message carries the end of its log. */
export class ServerError extends Error {
  override name = 'ServerError'
}

/**
 * How much the server keeps of its tables in memory: an eighth of the machine's (or of what this process may use of it), since the
 * city shares it; at least what a small city needs. What is not used is not taken. @param bytes memory of the machine
 */
export function buffersFor(bytes: number): string {
  return `${Math.round(Math.min(8_192, Math.max(256, bytes / 2 ** 20 / 8)))}MB`
}

// Nothing is constrained where it says 0, or more than there is.
const ownMemory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)

/** Settings for a city on one machine; the checkpoints are far apart because ingest writes much. */
export const citySettings: Readonly<Record<string, string>> = {
  max_connections: '120',
  shared_buffers: buffersFor(ownMemory),
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  effective_io_concurrency: '64',
  random_page_cost: '1.1',
  jit: 'off',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
}
