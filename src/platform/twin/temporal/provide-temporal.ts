import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  type AttributeDraft,
  type AttributeInstance,
  badData,
  draftOf,
  type EntityFragment,
  type Fragment,
  idOf,
  isRemoval,
  ngsiErrors,
  stamped,
} from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { entityColumns } from '../store/read.ts'
import { type AttributeRow, type EntityRow, entityOf, instanceOf, type StoredEntity } from '../store/rows.ts'
import { keepScopes, lastScope, scopesOfFragment } from './scopes.ts'

const missing = (what: string) => ngsiErrors.make('twin.notFound', { detail: `There is no evolution of ${what}` })

/** The entity whose evolution is meant, gone or not. @throws ResourceNotFound */
export async function evolving(on: Query, asked: Pick<Ask, 'tenant' | 'sight'>, id: string): Promise<StoredEntity> {
  const { rows } = await sql<EntityRow>`select ${entityColumns}, null as attributes from twin.entity e
    where e.tenant = ${asked.tenant} and e.id = ${id} and ${asked.sight.sql('e')}`.execute(on)
  if (!rows[0]) throw missing(id)
  return entityOf(rows[0])
}

const uuidIn = (text: string | undefined): string | undefined =>
  /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i.exec(text ?? '')?.[1]

/** An instance of history, of a fragment of a document. */
export function instanceFrom(name: string, fragment: Fragment, now: string): AttributeInstance {
  const { instance, ...rest } = fragment
  const { kind, value } = rest
  // History may say that an attribute went (clauses 4.5.7, 5.5.4).
  const draft: AttributeDraft =
    isRemoval(rest) && kind !== undefined && value !== undefined
      ? { ...draftOf(name, { ...rest, kind: 'Property', value: 0 }), kind, value }
      : draftOf(name, rest)
  const [made] = stamped({ [name]: [draft] }, undefined, now, uuidv7)[name] ?? []
  if (!made) throw badData(`Attribute ${name} has no instance`)
  const own = uuidIn(instance)
  return own === undefined ? made : { ...made, instance: own }
}

/** Adds instances to history without touching the present: they end the moment they begin. */
async function addInstances(on: Query, key: number, fragment: EntityFragment, now: string): Promise<void> {
  const all = Object.entries(fragment.attributes).flatMap(([name, fragments]) =>
    fragments.map((one) => ({ name, ...instanceFrom(name, one, now) })),
  )
  if (all.length === 0) return
  await sql`insert into twin.moment (entity, name, dataset, kind, value, number, target, unit, observed_at, sub, more, created_at, modified_at, instance, ended_at)
    select ${key}, name, dataset, kind, value, case when jsonb_typeof(value) = 'number' then value::text::float8 end,
      case when kind = 'Relationship' and jsonb_typeof(value) = 'string' then value #>> '{}' end, unit, "observedAt", sub,
      case when "objectTypes" is null then null else jsonb_build_object('objectTypes', "objectTypes") end, ${now}::timestamptz, ${now}::timestamptz, instance, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as r(name text, dataset text, kind text, value jsonb, unit text, "observedAt" timestamptz,
      sub jsonb, "objectTypes" jsonb, instance uuid)`.execute(on)
}

/** What is told again of the same dataset at the same instant takes the place of what was told before. */
async function makeRoom(on: Query, key: number, fragment: EntityFragment): Promise<void> {
  const told = Object.entries(fragment.attributes).flatMap(([name, fragments]) =>
    fragments.flatMap(({ dataset = '', observedAt }) => (observedAt ? [{ name, dataset, at: observedAt }] : [])),
  )
  if (told.length === 0) return
  await sql`delete from twin.moment m using jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as w(name text, dataset text, at timestamptz)
    where m.entity = ${key} and m.name = w.name and m.dataset = w.dataset and m.observed_at = w.at`.execute(on)
}

/** Brings types and scopes that are told with an evolution into it; of a thing that is there at present, its scope stays what it is. */
async function tellHead(on: Query, key: number, fragment: EntityFragment, now: string): Promise<void> {
  const scopes = scopesOfFragment(fragment, now)
  if (fragment.types.length > 0)
    await sql`update twin.entity e set types = array(select distinct unnest(e.types || ${fragment.types}::text[]))
      where e.key = ${key} and not e.types @> ${fragment.types}::text[]`.execute(on)
  if (scopes.length === 0) return
  await sql`update twin.entity set scope = ${lastScope(scopes)}::text[] where key = ${key} and deleted_at is not null`.execute(
    on,
  )
  await keepScopes(on, key, scopes)
}

/** Creates the evolution of an entity, or adds to it (clause 5.6.11). Gives whether it was created. */
export async function upsertTemporal(services: NgsiServices, asked: Ask, fragment: EntityFragment): Promise<boolean> {
  const id = fragment.id
  if (id === undefined) throw badData('The entity has no id')
  const now = new Date(services.base.now()).toISOString()
  return services.base.db.tx(async (tx) => {
    // An entity known by its history alone is not there at present.
    const { rows } = await sql<{
      key: number
      is_new: boolean
    }>`insert into twin.entity as e (tenant, id, types, created_at, modified_at, deleted_at)
      values (${asked.tenant}, ${id}, ${fragment.types}::text[], ${now}, ${now}, ${now})
      on conflict (tenant, id) do update set id = excluded.id returning key, (xmax = 0) as is_new`.execute(tx)
    const [row] = rows
    if (!row) throw new Error(`${id} was not written`)
    if (!row.is_new) await evolving(tx, asked, id)
    if (!row.is_new) await makeRoom(tx, row.key, fragment)
    await tellHead(tx, row.key, fragment, now)
    await addInstances(tx, row.key, fragment, now)
    return row.is_new
  })
}

/** Adds attributes to an evolution (clause 5.6.12). */
export async function appendTemporal(
  services: NgsiServices,
  asked: Ask,
  id: string,
  fragment: EntityFragment,
): Promise<void> {
  const { key } = await evolving(services.base.db, asked, id)
  const now = new Date(services.base.now()).toISOString()
  await services.base.db.tx(async (tx) => {
    await tellHead(tx, key, fragment, now)
    await addInstances(tx, key, fragment, now)
  })
}

/** Deletes an evolution (clause 5.6.16); what the entity is at present stays. */
export async function deleteTemporal(services: NgsiServices, asked: Ask, id: string): Promise<void> {
  const entity = await evolving(services.base.db, asked, id)
  await services.base.db.tx(async (tx) => {
    await sql`delete from twin.moment where entity = ${entity.key}`.execute(tx)
    await dropScopes(tx, entity.key)
    await sql`delete from twin.entity e where e.key = ${entity.key} and e.deleted_at is not null
      and not exists (select 1 from twin.series s where s.entity = e.key)`.execute(tx)
  })
}

/** Deletes the scopes of an evolution; what a thing has at present stays. */
async function dropScopes(on: Query, key: number): Promise<number> {
  const { rows } =
    await sql`delete from twin.scoped s using twin.entity e where e.key = s.entity and s.entity = ${key} and (e.deleted_at is not null
      or s.since < (select max(last.since) from twin.scoped last where last.entity = s.entity)) returning 1`.execute(on)
  return rows.length
}

/** Deletes the scopes of an evolution as one deletes an attribute of it (clause 5.6.13). @throws ResourceNotFound */
export async function deleteTemporalScope(services: NgsiServices, asked: Ask, id: string): Promise<void> {
  const entity = await evolving(services.base.db, asked, id)
  if ((await dropScopes(services.base.db, entity.key)) === 0) throw missing(`scope of ${id}`)
}

/** Deletes an attribute from an evolution (clause 5.6.13): of one dataset, or all of it. */
export async function deleteTemporalAttribute(
  services: NgsiServices,
  asked: Ask,
  id: string,
  name: string,
  which: { readonly dataset: string; readonly all: boolean },
): Promise<void> {
  const entity = await evolving(services.base.db, asked, id)
  const gone = await services.base.db.tx(async (tx) => {
    const { rows } =
      await sql`delete from twin.moment where entity = ${entity.key} and name = ${name} and (${which.all} or dataset = ${which.dataset}) returning 1`.execute(
        tx,
      )
    return rows.length
  })
  if (gone === 0) throw missing(`${name} of ${id}`)
}

type MomentRow = AttributeRow & { readonly entity: number }

async function momentOf(on: Query, key: number, name: string, instanceId: string): Promise<MomentRow> {
  const uuid = uuidIn(idOf(instanceId, 'instanceId'))
  if (uuid === undefined) throw missing(`an instance ${instanceId.slice(0, 100)}`)
  const { rows } =
    await sql<MomentRow>`select *, null::int as series from twin.moment where entity = ${key} and name = ${name} and instance = ${uuid}::uuid for update`.execute(
      on,
    )
  if (!rows[0]) throw missing(`an instance ${instanceId}`)
  return rows[0]
}

/** Replaces one instance of history (clause 5.6.14); when it was created stays, and what kind it is. */
export async function patchInstance(
  services: NgsiServices,
  asked: Ask,
  id: string,
  name: string,
  instanceId: string,
  fragment: Fragment,
): Promise<void> {
  const entity = await evolving(services.base.db, asked, id)
  const now = new Date(services.base.now()).toISOString()
  await services.base.db.tx(async (tx) => {
    const row = await momentOf(tx, entity.key, name, instanceId)
    const before = instanceOf(row)
    const next = replaced(name, before, fragment)
    // What never was a state of the entity is modified now; what was one keeps the time it was one until.
    await sql`update twin.moment set value = ${JSON.stringify(next.value)}::jsonb, number = ${typeof next.value === 'number' ? next.value : null}::float8,
        unit = ${next.unit ?? null}, observed_at = ${next.observedAt ?? null}::timestamptz,
        sub = ${next.sub === undefined ? null : JSON.stringify(stamped(next.sub, before.sub, now, uuidv7))}::jsonb,
        modified_at = case when modified_at = ended_at then ${now}::timestamptz else least(${now}::timestamptz, ended_at) end,
        ended_at = case when modified_at = ended_at then ${now}::timestamptz else ended_at end
      where entity = ${entity.key} and name = ${name} and instance = ${row.instance}::uuid`.execute(tx)
  })
}

/** The instance that takes the place of another: of the same kind and dataset, and at its instant where it names none. @throws BadRequestData */
function replaced(name: string, before: AttributeInstance, fragment: Fragment): AttributeDraft {
  if (fragment.kind !== undefined && fragment.kind !== before.kind)
    throw badData(`${name} is a ${before.kind}; it cannot become a ${fragment.kind}`)
  const { observedAt = before.observedAt, value = before.value } = fragment
  return draftOf(name, { ...fragment, kind: before.kind, value, observedAt, dataset: before.dataset })
}

/** Deletes one instance of history (clause 5.6.15). */
export async function deleteInstance(
  services: NgsiServices,
  asked: Ask,
  id: string,
  name: string,
  instanceId: string,
): Promise<void> {
  const entity = await evolving(services.base.db, asked, id)
  await services.base.db.tx(async (tx) => {
    const row = await momentOf(tx, entity.key, name, instanceId)
    await sql`delete from twin.moment where entity = ${entity.key} and name = ${name} and instance = ${row.instance}::uuid`.execute(
      tx,
    )
  })
}
