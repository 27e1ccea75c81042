import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { DeviceProfile } from '../../../kernel/things/index.ts'
import { type Base, type Query, tell } from '../../base/index.ts'
import { type FaultCount, type LiveDevice, putBack, type ReadyProfile, readyProfile } from './runtime.ts'

const channel = 'things'

type Row = {
  readonly key: number
  readonly id: string
  readonly entity: number
  readonly entityId: string
  readonly profile: string
  readonly state: LiveDevice['state']
  readonly secret: Buffer | null
  readonly certificate: string | null
  readonly parent: number | null
  readonly path: string | null
  readonly division: string | null
  readonly isDemo: boolean
  readonly heard: number | null
  readonly series: Readonly<Record<string, number>> | null
}

type FaultOf = { readonly device: number; readonly fault: string; readonly counted: FaultCount }

/** What a device was before it changed. */
export type Before = Pick<LiveDevice, 'state' | 'secret' | 'certificate'>

/** All devices, in memory; changes of any process come in by NOTIFY. */
export class Fleet {
  readonly #base: Base
  /** Made once: made from bytes with every hash it costs more than the hash. */
  readonly #key: KeyObject
  readonly #profiles: ReadonlyMap<string, ReadyProfile>
  readonly #byId = new Map<string, LiveDevice>()
  readonly #byEntity = new Map<string, LiveDevice>()
  readonly #byKey = new Map<number, LiveDevice>()
  readonly #bySeries: (LiveDevice | undefined)[] = []
  readonly #byCertificate = new Map<string, LiveDevice>()
  readonly #heard = new Set<(changed: LiveDevice, before: Before | undefined) => void>()
  #quiet: (() => void) | undefined

  constructor(base: Base, profiles: readonly DeviceProfile[]) {
    this.#base = base
    this.#key = createSecretKey(base.secret('devices'))
    this.#profiles = new Map(profiles.map((profile) => [profile.name, readyProfile(profile)]))
  }

  get profiles(): ReadonlyMap<string, ReadyProfile> {
    return this.#profiles
  }
  get all(): Iterable<LiveDevice> {
    return this.#byKey.values()
  }
  get size(): number {
    return this.#byKey.size
  }

  find(id: string): LiveDevice | undefined {
    return this.#byId.get(id)
  }
  /** By the URI of its entity. */
  byEntity(entity: string): LiveDevice | undefined {
    return this.#byEntity.get(entity)
  }
  byKey(key: number): LiveDevice | undefined {
    return this.#byKey.get(key)
  }
  bySeries(series: number): LiveDevice | undefined {
    return this.#bySeries[series]
  }
  byCertificate(fingerprint: string): LiveDevice | undefined {
    return this.#byCertificate.get(fingerprint)
  }

  /** A new secret for a device: 192 random bits, readable. */
  newSecret(): string {
    return randomBytes(24).toString('base64url')
  }
  hash(id: string, secret: string): Buffer {
    return createHmac('sha256', this.#key).update(`${id}\0${secret}`).digest()
  }
  /** Is it the secret of an active device? */
  isRight(device: LiveDevice, secret: string): boolean {
    return (
      device.state === 'active' &&
      device.secret !== undefined &&
      timingSafeEqual(device.secret, this.hash(device.id, secret))
    )
  }

  /** Tells a device that changed, with what it was before. */
  onChange(heard: (changed: LiveDevice, before: Before | undefined) => void): () => void {
    this.#heard.add(heard)
    return () => this.#heard.delete(heard)
  }

  async start(): Promise<void> {
    await this.#read(undefined)
    this.#quiet = this.#base.listener.on(channel, (text) => {
      const keys = text === '' || text === 'all' ? undefined : text.split(',').map(Number)
      this.#read(keys).catch((cause: unknown) => this.#base.log.warn('devices could not be read anew', { cause }))
    })
  }
  stop(): void {
    this.#quiet?.()
  }

  /** Reads devices anew after a change and tells other processes; call it when the change is committed. */
  async changed(on: Query, keys: readonly number[]): Promise<void> {
    await this.#read(keys.length > 500 ? undefined : keys)
    await tell(on, channel, keys.length > 500 ? 'all' : keys.join(','))
  }

  async #read(keys: readonly number[] | undefined): Promise<void> {
    const { rows } =
      await sql<Row>`select d.key, d.id, d.entity, e.id as "entityId", d.profile, d.state, d.secret, d.certificate,
        d.parent, d.path, coalesce(d.division, e.division) as division, d.is_demo as "isDemo", (extract(epoch from d.heard_at) * 1000)::float8 as heard,
        (select jsonb_object_agg(measure, series) from things.device_series s where s.device = d.key) as series
      from things.device d join twin.entity e on e.key = d.entity
      where ${keys === undefined ? sql`true` : sql`d.key = any(${`{${keys.join(',')}}`}::int[])`} order by d.key`.execute(
        this.#base.db,
      )
    const before = rows.map((row) => this.#put(row))
    // Parents after all: a device may stand before the one that it speaks through.
    for (const { key, parent } of rows) {
      const device = this.#byKey.get(key)
      if (device) device.parent = parent === null ? undefined : this.#byKey.get(parent)
    }
    for (const [i, { key }] of rows.entries()) {
      const device = this.#byKey.get(key)
      if (device) for (const heard of this.#heard) heard(device, before[i])
    }
  }

  /** @returns what it was before, when it was there */
  #put(row: Row): Before | undefined {
    const known = this.#byKey.get(row.key)
    const before = known && { state: known.state, secret: known.secret, certificate: known.certificate }
    const ready = this.#profiles.get(row.profile)
    if (ready === undefined) {
      this.#base.log.error('a device has a profile that no pack declares', { device: row.id, profile: row.profile })
      return before
    }
    const now = {
      ...{
        key: row.key,
        id: row.id,
        entity: row.entity,
        entityId: row.entityId,
        ready,
        state: row.state,
        path: row.path,
        division: row.division,
        isDemo: row.isDemo,
      },
      series: Int32Array.from(ready.names, (name) => row.series?.[name] ?? 0),
      secret: row.secret ?? undefined,
      certificate: row.certificate ?? undefined,
      heard: Math.max(known?.heard ?? 0, row.heard ?? 0),
    }
    const fresh = {
      parent: undefined,
      faults: undefined,
      clockFault: undefined,
      garbage: undefined,
      flood: undefined,
      isDown: false,
      received: new Float64Array(ready.names.length),
      tokens: ready.profile.most * 2,
      tokensAt: this.#base.now(),
    }
    const device: LiveDevice = known ? Object.assign(known, now) : { ...now, ...fresh }
    this.#byId.set(row.id, device)
    this.#byEntity.set(row.entityId, device)
    this.#byKey.set(row.key, device)
    if (before?.certificate) this.#byCertificate.delete(before.certificate)
    if (device.certificate) this.#byCertificate.set(device.certificate, device)
    for (const series of device.series) if (series > 0) this.#bySeries[series] = device
    return before
  }

  /** Writes down who was heard and what was wrong, of all devices at once; what could not be written is with the next round. */
  async writeSigns(): Promise<void> {
    const since = this.#written
    const heard: number[] = []
    const faults: FaultOf[] = []
    for (const device of this.#byKey.values()) {
      if (device.heard > this.#written) heard.push(device.key)
      for (const [fault, counted] of device.faults ?? []) faults.push({ device: device.key, fault, counted })
      device.faults = undefined
    }
    this.#written = this.#base.now()
    try {
      await this.#writeHeard(heard)
      await this.#writeFaults(faults)
    } catch (cause) {
      this.#written = since
      for (const { device, fault, counted } of faults) {
        const known = this.#byKey.get(device)
        if (known) putBack(known, fault, counted)
      }
      throw cause
    }
  }
  #written = 0

  async #writeHeard(heard: readonly number[]): Promise<void> {
    if (heard.length > 0)
      await sql`update things.device set heard_at = to_timestamp(t.at) from unnest(${`{${heard.join(',')}}`}::int[],
        ${`{${heard.map((key) => (this.#byKey.get(key)?.heard ?? 0) / 1_000).join(',')}}`}::float8[]) as t (key, at)
        where device.key = t.key and (heard_at is null or heard_at < to_timestamp(t.at))`.execute(this.#base.db)
  }

  async #writeFaults(faults: readonly FaultOf[]): Promise<void> {
    if (faults.length === 0) return
    const rows = faults.map(({ device, fault, counted }) => ({ device, fault, ...counted }))
    await sql`insert into things.device_fault (device, fault, count, last_at, detail)
      select device, fault, count, to_timestamp(at / 1000), detail
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (device int, fault text, count bigint, at float8, detail text)
      on conflict (device, fault) do update set count = device_fault.count + excluded.count, last_at = excluded.last_at,
        detail = excluded.detail`.execute(this.#base.db)
  }
}
