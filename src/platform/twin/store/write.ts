import { sql } from 'kysely'
import { mercatorBox } from '../../../kernel/place/index.ts'
import type { AnyShape, AttributeInstance, Json } from '../../../kernel/twin/index.ts'
import { extentOf, locationName } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import type { EntityChange } from '../changes.ts'
import type { StoredEntity } from './rows.ts'
import { silenced, toldOf } from './told.ts'

/** The geometry of an entity: its `location` without a dataset. */
export function shapeOf(entity: StoredEntity): AnyShape | undefined {
  const found = entity.attributes[locationName]?.find((one) => one.dataset === '' && one.kind === 'GeoProperty')
  return found?.value as AnyShape | undefined // what comes in as a GeoProperty was checked to be a geometry
}

function placed(entity: StoredEntity) {
  const shape = shapeOf(entity)
  const extent = shape && extentOf(shape)
  if (shape === undefined || extent === undefined) return { geometry: null, at: null, box: null }
  const [[west, south], [east, north]] = mercatorBox(extent)
  return {
    geometry: shape,
    at: `(${(west + east) / 2},${(south + north) / 2})`,
    box: `(${east},${north}),(${west},${south})`,
  }
}

const entityRow = (change: EntityChange) => {
  const kept = change.after ?? change.before
  if (kept === undefined) throw new Error(`Nothing is known of ${change.id}`)
  const { attributes: _, ...entity } = kept
  return {
    ...entity,
    ...placed(kept),
    told: toldOf(kept.attributes),
    deletedAt: change.after === undefined ? new Date(change.at).toISOString() : null,
  }
}

async function writeEntities(on: Query, changes: readonly EntityChange[]): Promise<ReadonlyMap<string, number>> {
  const rows = JSON.stringify(changes.map(entityRow))
  const written = await sql<{
    id: string
    key: number
  }>`insert into twin.entity as e (tenant, id, types, scope, path, is_open,
      division, at, box, geometry, title, created_at, modified_at, expires_at, deleted_at, source, lineage, is_demo, told)
    select tenant, id, types, scope, path, "isOpen", division, at, box, geometry, title, "createdAt", "modifiedAt", "expiresAt",
      "deletedAt", source, lineage, "isDemo", told
    from json_to_recordset(${rows}::json) as r(tenant text, id text, types text[], scope text[], path text, "isOpen" boolean,
      division text, at point, box box, geometry jsonb, title jsonb, "createdAt" timestamptz, "modifiedAt" timestamptz,
      "expiresAt" timestamptz, "deletedAt" timestamptz, source text, lineage jsonb, "isDemo" boolean, told jsonb)
    on conflict (tenant, id) do update set types = excluded.types, scope = excluded.scope, path = excluded.path,
      is_open = excluded.is_open, division = excluded.division, at = excluded.at, box = excluded.box, geometry = excluded.geometry,
      title = excluded.title, created_at = excluded.created_at, modified_at = excluded.modified_at,
      expires_at = excluded.expires_at, deleted_at = excluded.deleted_at, source = excluded.source, lineage = excluded.lineage,
      is_demo = excluded.is_demo, told = case when e.told = ${silenced} then e.told else excluded.told end
    returning id, key`.execute(on)
  return new Map(written.rows.map(({ id, key }) => [id, key]))
}

/** The value where it is one finite number. */
const numberOf = ({ kind, value }: AttributeInstance): number | null =>
  kind === 'Property' && typeof value === 'number' ? value : null

const targetOf = ({ kind, value }: AttributeInstance): string | null =>
  kind === 'Relationship' && typeof value === 'string' ? value : null

const moreOf = ({ objectTypes, expiresAt }: AttributeInstance): string | null =>
  objectTypes === undefined && expiresAt === undefined ? null : JSON.stringify({ objectTypes, expiresAt })

const jsonOf = (value: Json | object | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

const movedColumns = sql`entity, name, dataset, kind, value, number, target, unit, observed_at, sub, more, created_at, modified_at,
  instance`

async function endInstances(
  on: Query,
  ended: readonly { readonly key: number; readonly name: string; readonly dataset: string; readonly at: string }[],
): Promise<void> {
  if (ended.length === 0) return
  await sql`with gone as (
      delete from twin.attribute a
      using unnest(${ended.map((one) => one.key)}::bigint[], ${ended.map((one) => one.name)}::text[],
        ${ended.map((one) => one.dataset)}::text[], ${ended.map((one) => one.at)}::timestamptz[]) as w(key, gone_name, gone_dataset, ended_at)
      where a.entity = w.key and a.name = w.gone_name and a.dataset = w.gone_dataset
      returning a.*, w.ended_at
    )
    insert into twin.moment (${movedColumns}, ended_at, is_deleted) select ${movedColumns}, ended_at, true from gone`.execute(
    on,
  )
}

type Setting = {
  readonly key: number
  readonly name: string
  readonly instance: AttributeInstance
  readonly isNew: boolean
}

async function setInstances(on: Query, set: readonly Setting[]): Promise<void> {
  if (set.length === 0) return
  const of = <T>(pick: (instance: AttributeInstance) => T): T[] => set.map(({ instance }) => pick(instance))
  await sql`with w as materialized (
      select * from unnest(${set.map((one) => one.key)}::bigint[], ${set.map((one) => one.name)}::text[], ${of((one) => one.dataset)}::text[],
        ${of((one) => one.kind)}::text[], ${of((one) => JSON.stringify(one.value))}::jsonb[], ${of(numberOf)}::float8[],
        ${of(targetOf)}::text[], ${of((one) => one.unit ?? null)}::text[], ${of((one) => one.observedAt ?? null)}::timestamptz[],
        ${of((one) => jsonOf(one.sub))}::jsonb[], ${of(moreOf)}::jsonb[], ${of((one) => one.createdAt)}::timestamptz[],
        ${of((one) => one.modifiedAt)}::timestamptz[], ${of((one) => one.instance)}::uuid[])
        as w(entity, name, dataset, kind, value, number, target, unit, observed_at, sub, more, created_at, modified_at, instance)
    ), kept as (
      insert into twin.moment (${movedColumns}, ended_at)
      select a.entity, a.name, a.dataset, a.kind, a.value, a.number, a.target, a.unit, a.observed_at, a.sub, a.more, a.created_at,
        a.modified_at, a.instance, w.modified_at
      from w join twin.attribute a on a.entity = w.entity and a.name = w.name and a.dataset = w.dataset
    )
    insert into twin.attribute (${movedColumns}, series)
    select w.*, s.id from w left join twin.series s on s.entity = w.entity and s.name = w.name and s.dataset = w.dataset
    on conflict (entity, name, dataset) do update set kind = excluded.kind, value = excluded.value, number = excluded.number,
      target = excluded.target, unit = excluded.unit, observed_at = excluded.observed_at, sub = excluded.sub, more = excluded.more,
      created_at = excluded.created_at, modified_at = excluded.modified_at, instance = excluded.instance`.execute(on)
}

/** Writes changes of entities of one tenant: entities, then what ends, then what is set; one statement each for all of them. */
export async function writeChanges(on: Query, changes: readonly EntityChange[]): Promise<ReadonlyMap<string, number>> {
  const keys = await writeEntities(on, changes)
  const keyOf = (id: string): number => {
    const key = keys.get(id)
    if (key === undefined) throw new Error(`${id} was not written`)
    return key
  }
  await endInstances(
    on,
    changes.flatMap((change) =>
      change.gone.map(({ name, instance }) => ({
        key: keyOf(change.id),
        name,
        dataset: instance.dataset,
        at: new Date(change.at).toISOString(),
      })),
    ),
  )
  await setInstances(
    on,
    changes.flatMap((change) => change.set.map((one) => ({ key: keyOf(change.id), ...one }))),
  )
  return keys
}
