import type { Permission } from '../../kernel/access/index.ts'
import type { ErrorTable } from '../../kernel/errors/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Http } from './http/route.ts'
import type { Job } from './jobs/job.ts'
import type { Consumer } from './outbox/event.ts'

/** One finding of `shudu doctor`: what was looked at, how it stands, what to do when it is not well. */
export type Finding = {
  readonly what: Words
  readonly state: 'well' | 'watch' | 'ill'
  readonly says: Words
  readonly todo?: Words
}

/**
 * A capability room: owns its schema, routes, jobs and what it hears. Each room's door exports a function that
 * takes what it stands on and gives a `Room` together with its services.
 */
export type Room = {
  /** Also the name of its PostgreSQL schema. */
  readonly name: string
  /** Folder of `0001-name.sql` … files: `new URL('./migrations/', import.meta.url)`. */
  readonly migrations?: URL
  readonly permissions?: readonly Permission[]
  readonly errors?: ErrorTable<string>
  /** Adds its routes; called once, only in processes with the role `api`. */
  routes?(http: Http): void | Promise<void>
  readonly jobs?: readonly Job[]
  readonly consumers?: readonly Consumer[]
  /** Called after migrations, in room order, before the first request. */
  start?(): void | Promise<void>
  /** Called when the process stops, in reverse order. */
  stop?(): void | Promise<void>
  /** What `shudu doctor` asks of this room. */
  checks?(): Promise<readonly Finding[]>
}

/** The order of rooms: one may import only those before it. Migrations run in this order too. */
export const roomOrder: readonly string[] = [
  'base',
  'identity',
  'trust',
  'registry',
  'catalog',
  'twin',
  'things',
  'cases',
  'patrol',
  'dispatch',
  'camera',
  'exchange',
  'measure',
  'insight',
  'response',
  'notify',
  'search',
]
