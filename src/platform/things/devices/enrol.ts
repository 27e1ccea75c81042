import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Fault } from '../../../kernel/errors/index.ts'
import { attributeOf, type DeviceProfile } from '../../../kernel/things/index.ts'
import { type Drafts, type EntityDraft, locationName, plainName } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Base, Tx } from '../../base/index.ts'
import type { OfModel, Twin } from '../../twin/index.ts'
import { thingsErrors } from '../errors.ts'
import type { Fleet } from './fleet.ts'

/** A device to be enrolled. */
export type NewDevice = {
  readonly id: string
  readonly profile: string
  readonly title?: Words
  /** WGS 84. */
  readonly point?: { readonly lng: number; readonly lat: number }
  readonly division?: string
  /** Path of the office that answers for it. */
  readonly path?: string
  /** Id of the entity that it stands on or belongs to. */
  readonly asset?: string
  /** Id of the device through which it speaks. */
  readonly parent?: string
  /** A secret that it came with; made when absent. At least 16 signs, since it must not be guessed. */
  readonly secret?: string
  /** SHA-256 fingerprint of its certificate, hexadecimal, instead of a secret. */
  readonly certificate?: string
  /** A code on its plate: whoever holds it takes the device into use. */
  readonly claim?: string
  readonly isOpen?: boolean
  readonly isDemo?: boolean
}

/** A device that is enrolled, with its secret: it is told this once. */
export type Enrolled = {
  readonly id: string
  readonly key: number
  readonly entity: string
  readonly secret: string | undefined
}

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/

const isOnEarth = ({ lng, lat }: { readonly lng: number; readonly lat: number }) =>
  Math.abs(lng) <= 180 && Math.abs(lat) <= 90

/** What is wrong with a device to be enrolled, whatever else is there. */
export function deviceFaults(device: NewDevice, fleet: Fleet): readonly Fault[] {
  const faults: Fault[] = []
  const say = (field: string, found: unknown, zh: string, en: string) =>
    faults.push({ field, ...(found !== undefined && { found: String(found) }), says: { zh, en } })
  if (!idPattern.test(device.id))
    say('id', device.id, '编号为 1～64 个字母、数字或 _ . : -', 'an id is 1 to 64 letters, digits, _ . : or -')
  if (!fleet.profiles.has(device.profile)) say('profile', device.profile, '没有这种型号', 'there is no such profile')
  const { point, secret, certificate, parent } = device
  if (point && !isOnEarth(point))
    if (isOnEarth({ lng: point.lat, lat: point.lng }))
      say('point', `${point.lng},${point.lat}`, '经纬度像是写反了', 'longitude and latitude look swapped')
    else say('point', `${point.lng},${point.lat}`, '不是经纬度', 'not a longitude and latitude')
  if (secret !== undefined && secret.length < 16)
    say('secret', undefined, '密钥至少 16 位', 'a secret has at least 16 signs')
  if (certificate !== undefined && !/^[0-9a-f]{64}$/.test(certificate))
    say(
      'certificate',
      certificate,
      '应为 SHA-256 指纹（64 位十六进制）',
      'must be a SHA-256 fingerprint in hexadecimal',
    )
  if (parent !== undefined && fleet.find(parent) === undefined)
    say('parent', parent, '没有这台网关设备', 'there is no such device')
  return faults
}

/** URN of a device's entity. */
export const entityIdOf = (profile: DeviceProfile, id: string): string => `urn:ngsi-ld:${profile.type}:${id}`

const property = (value: string) => [{ kind: 'Property' as const, value, dataset: '' }]

function draftOf(device: NewDevice, profile: DeviceProfile): EntityDraft {
  const attributes: Record<string, Drafts[string]> = {
    [plainName('name')]: property(device.title?.zh ?? device.id),
    [plainName('deviceId')]: property(device.id),
    [plainName('category')]: property(profile.name),
  }
  if (device.point)
    attributes[locationName] = [
      { kind: 'GeoProperty', value: { type: 'Point', coordinates: [device.point.lng, device.point.lat] }, dataset: '' },
    ]
  if (device.asset !== undefined)
    attributes[plainName('controlledAsset')] = [{ kind: 'Relationship', value: device.asset, dataset: '' }]
  return {
    id: entityIdOf(profile, device.id),
    types: [plainName(profile.type)],
    attributes,
    path: device.path ?? null,
    division: device.division ?? null,
    title: device.title ?? { zh: `${profile.title.zh} ${device.id}`, en: `${profile.title.en} ${device.id}` },
    isOpen: device.isOpen ?? true,
    source: 'things',
    isDemo: device.isDemo ?? false,
  }
}

/** What enrolling stands on. */
export type EnrolParts = { readonly base: Base; readonly twin: Twin; readonly fleet: Fleet }

/** The keyed hash under which a claim code is kept. */
export const claimHash = (base: Base, code: string): Buffer =>
  createHmac('sha256', base.secret('claims')).update(code.trim().toUpperCase()).digest()

/**
 * Enrols devices: entity, device, series, secret; all of them or none.
 * @throws things.badRow with the faults of every device, things.taken
 */
export async function enrol(
  { base, twin, fleet }: EnrolParts,
  devices: readonly NewDevice[],
  by: string,
): Promise<readonly Enrolled[]> {
  const faults = devices.flatMap((device, i) => deviceFaults(device, fleet).map((fault) => ({ row: i + 1, ...fault })))
  if (faults.length > 0) throw thingsErrors.make('things.badRow', {}, { faults })
  const taken = devices.find(({ id }) => fleet.find(id) !== undefined)
  if (taken) throw thingsErrors.make('things.taken', { id: taken.id })
  const ready = devices.map((device) => {
    // `deviceFaults` has found every profile.
    const { profile } = fleet.profiles.get(device.profile) as NonNullable<ReturnType<typeof fleet.profiles.get>>
    const isSecret = device.certificate === undefined && device.claim === undefined
    return { device, profile, secret: isSecret ? (device.secret ?? fleet.newSecret()) : device.secret }
  })
  await twin.entities.put(ready.map(({ device, profile }) => draftOf(device, profile)))
  const entities = await twin.entities.find(ready.map(({ device, profile }) => entityIdOf(profile, device.id)))
  const keys = await base.db.tx(async (tx) => {
    const rows = ready.map(({ device, profile, secret }) => ({
      id: device.id,
      entity: entities.get(entityIdOf(profile, device.id))?.key,
      profile: profile.name,
      title: device.title ?? null,
      state: device.claim === undefined ? 'active' : 'waiting',
      secret: secret === undefined ? null : fleet.hash(device.id, secret).toString('hex'),
      certificate: device.certificate ?? null,
      claim: device.claim === undefined ? null : claimHash(base, device.claim).toString('hex'),
      parent: device.parent === undefined ? null : fleet.find(device.parent)?.key,
      asset: device.asset ?? null,
      path: device.path ?? null,
      division: device.division ?? null,
      lng: device.point?.lng ?? null,
      lat: device.point?.lat ?? null,
      demo: device.isDemo ?? false,
    }))
    const added = await sql<{
      key: number
      id: string
      entity: number
    }>`insert into things.device (id, entity, profile, title, state, secret, certificate, claim,
        parent, asset, path, division, lng, lat, enrolled_by, is_demo)
      select id, entity, profile, title, state, decode(secret, 'hex'), certificate, decode(claim, 'hex'), parent, asset, path, division,
        lng, lat, ${by}, demo
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (id text, entity bigint, profile text, title jsonb, state text,
        secret text, certificate text, claim text, parent int, asset text, path text, division text, lng float8, lat float8, demo boolean)
      on conflict (id) do nothing returning key, id, entity`.execute(tx)
    if (added.rows.length < rows.length) {
      const there = new Set(added.rows.map(({ id }) => id))
      throw thingsErrors.make('things.taken', { id: rows.find(({ id }) => !there.has(id))?.id ?? '' })
    }
    const rowsById = new Map(added.rows.map((row) => [row.id, row]))
    await makeSeries(tx, twin, ready, rowsById)
    await twin.sensorThings.noteModelsOf(
      tx,
      ready.map(({ device, profile }) => ({ entity: rowsById.get(device.id)?.entity ?? 0, model: profile.name })),
    )
    return new Map(added.rows.map(({ id, key }) => [id, key]))
  })
  await fleet.changed(base.db, [...keys.values()])
  return ready.map(({ device, profile, secret }) => ({
    id: device.id,
    key: keys.get(device.id) ?? 0,
    entity: entityIdOf(profile, device.id),
    secret,
  }))
}

const rangeOf = (series: number | undefined, range: readonly [number, number] | undefined) =>
  series && range ? { series, least: range[0], most: range[1] } : undefined

/** What the profiles of all devices say that can be true of their series: profiles may have changed since they were enrolled. */
export const rangesOf = (fleet: Fleet) =>
  [...fleet.all].flatMap((device) =>
    device.ready.measures.flatMap(({ range }, i) => rangeOf(device.series[i], range) ?? []),
  )

/** Of which kind devices are, by the keys of their entities. */
export const modelsOf = (fleet: Fleet): readonly OfModel[] =>
  [...fleet.all].map(({ entity, ready }) => ({ entity, model: ready.profile.name }))

async function makeSeries(
  tx: Tx,
  twin: Twin,
  ready: readonly { readonly device: NewDevice; readonly profile: DeviceProfile }[],
  rows: ReadonlyMap<string, { readonly key: number; readonly entity: number }>,
): Promise<void> {
  const wanted = ready.flatMap(({ device, profile }) => {
    const row = rows.get(device.id)
    if (row === undefined) return []
    return Object.entries(profile.measures).map(([measure, { unit, range }]) => ({
      ...{ device: row.key, measure, range },
      key: {
        entity: row.entity,
        name: plainName(attributeOf(profile, measure)),
        keepDays: profile.keepDays,
        ...(unit && { unit }),
      },
    }))
  })
  const series = await twin.observations.seriesOf(
    tx,
    wanted.map(({ key }) => key),
  )
  const ranges = wanted.map(({ range }, i) => rangeOf(series[i], range)).filter((one) => one !== undefined)
  await twin.observations.noteRanges(tx, ranges)
  const pairs = wanted.map(({ device, measure }, i) => ({ device, measure, series: series[i] }))
  await sql`insert into things.device_series (device, measure, series)
    select device, measure, series from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as t (device int, measure text, series int)`.execute(
    tx,
  )
}
