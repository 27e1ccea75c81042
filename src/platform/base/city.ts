import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Base } from './base.ts'
import type { Config } from './config.ts'
import { type Address, type Db, openDb } from './database/db.ts'
import { type Listener, makeListener } from './database/listen.ts'
import { tryToWrite } from './database/try-to-write.ts'
import { fileStore } from './files/store.ts'
import { auditBook } from './http/audit.ts'
import { type Edge, makeEdge } from './http/edge.ts'
import { rateGate } from './http/rate.ts'
import type { Authenticate, Decide } from './http/route.ts'
import { jobState, type Workshop, workshop } from './jobs/worker.ts'
import { type Post, post } from './outbox/consume.ts'
import { outboxState } from './outbox/letters.ts'
import { outboxChannel } from './outbox/publish.ts'
import { type DiskWatch, watchDisk } from './process/disk-watch.ts'
import type { Log } from './process/log.ts'
import { askedGauge, makeMetrics } from './process/metrics.ts'
import { derivedSecret } from './process/secret.ts'
import { keepYoungObjectsYoung } from './process/young-objects.ts'
import type { Room } from './room.ts'
import { systemRoom } from './system/system-room.ts'
import { tableErrors } from './tabular/index.ts'

/** What a running city is made of. */
export type CityParts = {
  readonly config: Config
  readonly log: Log
  /** The database, already migrated, as the role that runs. */
  readonly database: Address
  readonly master: Buffer
  /** Makes the rooms, in order, and says who authenticates. */
  rooms(base: Base): { readonly rooms: readonly Room[]; readonly authenticate: Authenticate }
  readonly decide: Decide
  /** Check answers against their schemas (tests). */
  readonly strict?: boolean
  /** Run consumers and jobs by themselves (default); without it `settle` runs them. */
  readonly background?: boolean
  now?(): number
}

/** A running city. */
export type City = {
  readonly base: Base
  readonly rooms: readonly Room[]
  readonly edge: Edge
  /** `http://host:port`; empty when opened without a role. */
  readonly url: string
  /** Hands over all events and runs all jobs that are due, until nothing is left to do. */
  settle(): Promise<void>
  /** Stops in order: no new requests, running ones end, then jobs, rooms, connections. */
  stop(): Promise<void>
}

/** Opens a city: rooms start, then it listens. What was opened is closed again when a later step fails. */
export async function openCity(parts: CityParts): Promise<City> {
  keepYoungObjectsYoung()
  const closers: (() => Promise<unknown> | unknown)[] = []
  // One that fails to close keeps none of the others open: a connection left behind would be torn off with a warning.
  const close = async () => {
    const faults: unknown[] = []
    for (const one of closers.splice(0).toReversed())
      try {
        await one()
      } catch (cause) {
        faults.push(cause)
      }
    if (faults.length > 0)
      throw faults.length === 1 ? faults[0] : new AggregateError(faults, 'The city did not close well')
  }
  try {
    return { ...(await open(parts, closers)), stop: close }
  } catch (cause) {
    await close()
    throw cause
  }
}

/** Opens part after part; each leaves behind how it is closed, to be done in reverse order. */
async function open(parts: CityParts, closers: (() => Promise<unknown> | unknown)[]): Promise<Omit<City, 'stop'>> {
  const { config, log } = parts
  const onLost = (cause: Error) => log.warn('a connection to the database was lost', { reason: cause.message })
  const onFull = () => disk.refused()
  const db = openDb(parts.database, { connections: config.connections, onLost, onFull })
  closers.push(db.close)
  const disk = watchDisk({ folder: config.data, log, tryToWrite: () => tryToWrite(db, config.data) })
  closers.push(disk.stop)
  const listener = makeListener(parts.database, log)
  closers.push(listener.stop)
  await listener.start()

  const base = makeBase(parts, db, listener, disk)
  const composed = parts.rooms(base)
  const rooms = [systemRoom(base, () => composed.rooms), ...composed.rooms]
  const letters = post(
    db,
    rooms.flatMap((room) => room.consumers ?? []),
    log,
  )
  const jobs = workshop(
    db,
    listener,
    rooms.flatMap((room) => room.jobs ?? []),
    log,
  )
  listener.on(outboxChannel, letters.wake)
  await letters.register()
  for (const room of rooms) {
    if (room.stop) closers.push(room.stop)
    await room.start?.()
  }

  // Stopped after the edge, so that what the last requests asked for is still taken up; started after it listens.
  const works = config.roles.has('work') && (parts.background ?? true)
  if (works) closers.push(jobs.stop, letters.stop)
  const audit = auditBook(db, log)
  closers.push(audit.flush)
  let ready = false
  const edge = await makeEdge({
    config,
    log,
    db,
    audit,
    authenticate: composed.authenticate,
    metrics: base.metrics,
    errors: [tableErrors, ...rooms.flatMap((room) => room.errors ?? [])],
    isReady: () => ready,
    disk,
    decide: parts.decide,
    rate: rateGate(config.rate),
    addressKey: base.secret('address').toString('hex'),
    strict: parts.strict ?? false,
  })
  measureCity(base)
  if (config.roles.has('api')) for (const room of rooms) await room.routes?.(edge.http)
  closers.push(() => edge.fastify.close())
  // Without a role it is opened for a command, and answers nobody.
  if (config.roles.size > 0) await edge.fastify.listen({ host: config.host, port: config.port })
  if (works) {
    letters.start()
    await jobs.start()
  }
  ready = true
  closers.push(() => {
    ready = false
  })
  const url = config.roles.size > 0 ? addressOf(edge, config) : ''
  return { base, rooms, edge, url, settle: () => settle(jobs, letters) }
}

/** A job may publish and a consumer may enqueue: goes round until both are quiet. */
async function settle(jobs: Workshop, letters: Post): Promise<void> {
  do await jobs.drain()
  while ((await letters.drain()) > 0)
}

const makeBase = ({ config, log, master, now }: CityParts, db: Db, listener: Listener, disk: DiskWatch): Base => ({
  config,
  db,
  files: fileStore(join(config.data, 'files')),
  log,
  listener,
  metrics: makeMetrics(),
  disk,
  secret: (name) => derivedSecret(master, name),
  now: now ?? Date.now,
})

/** Numbers that are asked for when somebody looks at `/metrics`. */
function measureCity({ db, disk, metrics: { registry } }: Base): void {
  askedGauge(registry, 'shudu_disk_full', '1 while the disk is full and nothing can be kept', () => Number(disk.isFull))
  askedGauge(
    registry,
    'shudu_pool_connections',
    'Connections of this process to the database',
    () => db.pool.totalCount,
  )
  askedGauge(registry, 'shudu_pool_idle', 'Connections of them that nobody uses now', () => db.pool.idleCount)
  askedGauge(registry, 'shudu_pool_waiting', 'Requests that wait for a connection', () => db.pool.waitingCount)
  askedGauge(
    registry,
    'shudu_outbox_waiting',
    'Deliveries of events that wait',
    async () => (await outboxState(db)).waiting,
  )
  askedGauge(registry, 'shudu_outbox_dead', 'Deliveries that were given up', async () => (await outboxState(db)).dead)
  askedGauge(
    registry,
    'shudu_outbox_lag_seconds',
    'Age of the oldest waiting delivery',
    async () => (await outboxState(db)).oldest,
  )
  askedGauge(registry, 'shudu_jobs_waiting', 'Jobs that are due and wait', async () => (await jobState(db)).waiting)
  askedGauge(registry, 'shudu_jobs_failed', 'Jobs that gave up', async () => (await jobState(db)).failed)
}

function addressOf(edge: Edge, config: Config): string {
  // A TCP server that listens has an address of this form.
  const { port } = edge.fastify.server.address() as AddressInfo
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
