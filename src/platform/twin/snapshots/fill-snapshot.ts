import { sql } from 'kysely'
import { type Entity, isObject, type Json, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import { gatherFrom, joinGathered, localPart, sourcesOf } from '../federation/gather-query.ts'
import type { Ask } from '../ngsild/ask.ts'
import { itemProblem } from '../ngsild/problem.ts'
import { wantedOf } from '../ngsild/query-entities.ts'
import { partsOfBody } from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { writeChanges } from '../store/write.ts'
import type { Evolution } from '../temporal/evolutions.ts'
import { evolutionsEverywhere } from '../temporal/evolutions-everywhere.ts'
import { evolutionParts, readEvolutionQuery, temporalSources } from '../temporal/read-temporal.ts'
import { keepScopes } from '../temporal/scopes.ts'
import type { Filled, StillWanted } from './fillings.ts'

const mostOfSnapshot = 10_000
const noJoin = { join: 'none', joinLevel: 0 } as const

/** The same request, asked by this query. */
const byBody = (asked: Ask, body: Json): Ask => ({ ...asked, body, query: {} })

/** Keeps entities as they are now; one that an earlier query brought stays as it was brought. */
async function keepEntities(on: Query, tenant: string, entities: readonly Entity[], at: number): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from twin.entity where tenant = ${tenant}
    and id = any(${entities.map(({ id }) => id)}::text[]) and deleted_at is null`.execute(on)
  const known = new Set(rows.map(({ id }) => id))
  const changes = entities
    .filter(({ id }) => !known.has(id))
    .map((entity) => ({
      tenant,
      id: entity.id,
      before: undefined,
      after: { ...entity, tenant, key: 0 },
      set: Object.entries(entity.attributes).flatMap(([name, all]) =>
        all.map((instance) => ({ name, instance, isNew: true })),
      ),
      gone: [],
      at,
    }))
  for (let from = 0; from < changes.length; from += 500) await writeChanges(on, changes.slice(from, from + 500))
}

/** Keeps what an entity was: instances that end the moment they begin. */
async function keepEvolution(
  on: Query,
  tenant: string,
  { entity, all, scopes }: Evolution,
  now: string,
): Promise<void> {
  const { rows } = await sql<{
    key: number
  }>`insert into twin.entity as e (tenant, id, types, scope, path, is_open, division, created_at, modified_at, deleted_at)
    values (${tenant}, ${entity.id}, ${entity.types}::text[], ${entity.scope}::text[], ${entity.path}, ${entity.isOpen}, ${entity.division},
      ${entity.createdAt}::timestamptz, ${entity.modifiedAt}::timestamptz, ${now}::timestamptz)
    on conflict (tenant, id) do update set types = e.types returning key`.execute(on)
  const key = rows[0]?.key ?? 0
  await keepScopes(on, key, scopes)
  const instances = all.map(({ name, instance, deletedAt }) => ({ ...instance, name, deletedAt }))
  await sql`insert into twin.moment (entity, name, dataset, kind, value, number, target, unit, observed_at, sub, more, created_at, modified_at, instance, ended_at, is_deleted)
    select ${key}, name, dataset, kind, value, case when jsonb_typeof(value) = 'number' then value::text::float8 end,
      case when kind = 'Relationship' and jsonb_typeof(value) = 'string' then value #>> '{}' end, unit, "observedAt", sub,
      case when "objectTypes" is null then null else jsonb_build_object('objectTypes', "objectTypes") end, "createdAt", "modifiedAt", instance,
      "modifiedAt", false
    from jsonb_to_recordset(${JSON.stringify(instances)}::jsonb) as r(name text, dataset text, kind text, value jsonb, unit text, "observedAt" timestamptz,
      sub jsonb, "objectTypes" jsonb, "createdAt" timestamptz, "modifiedAt" timestamptz, instance uuid, "deletedAt" timestamptz)
    where "deletedAt" is null`.execute(on)
}

/** Where what is found is kept, and whether it is still wanted. */
type Into = { readonly tenant: string; readonly still: StillWanted }

async function runQuery(services: NgsiServices, asked: Ask, { tenant, still }: Into): Promise<number> {
  const filter = wantedOf(asked, partsOfBody(asked.body, asked.context.map).parts, noJoin)
  const others = await sourcesOf(services, asked, filter)
  const [local, gathered] = await Promise.all([
    localPart(services, asked, filter, mostOfSnapshot),
    gatherFrom(services, asked, others),
  ])
  const found = joinGathered(local, gathered, asked, filter)
  await services.base.db.tx(async (tx) => {
    await still(tx)
    await keepEntities(tx, tenant, found, services.base.now())
  })
  return found.length
}

async function runTemporalQuery(services: NgsiServices, asked: Ask, { tenant, still }: Into): Promise<number> {
  const { parts, query } = evolutionParts(asked)
  const { reading } = readEvolutionQuery(asked, parts, query)
  const others = await temporalSources(services, asked, reading, query)
  const found = await evolutionsEverywhere(services, asked, { reading, query, others })
  const cut = found.find((one) => one.cut)
  if (cut)
    throw ngsiErrors.make('twin.tooMany', {
      detail: `${cut.entity.id} has more instances than are read at once: ask for a shorter stretch`,
    })
  const now = new Date(services.base.now()).toISOString()
  await services.base.db.tx(async (tx) => {
    await still(tx)
    for (const one of found) await keepEvolution(tx, tenant, one, now)
  })
  return found.length
}

/** Asks every query and keeps what it finds (clause 5.16.1.4); one that fails takes nothing from the others. */
export async function fillSnapshot(services: NgsiServices, asked: Ask, body: JsonObject, into: Into): Promise<Filled> {
  const outcomes: string[] = []
  const each = async (queries: Json | undefined, run: typeof runQuery): Promise<JsonObject[]> => {
    const details: JsonObject[] = []
    for (const query of Array.isArray(queries) ? queries.filter(isObject) : []) {
      await into.still(services.base.db)
      const detail = await run(services, byBody(asked, query), into).then(
        (count): JsonObject => ({ resultStatus: count === 0 ? 'empty' : 'success' }),
        (error: unknown): JsonObject => ({ resultStatus: 'failure', problemDetails: itemProblem(error) }),
      )
      outcomes.push(String(detail.resultStatus))
      details.push(detail)
    }
    return details
  }
  const now = await each(body.snapshotQueries, runQuery)
  const before = await each(body.snapshotTemporalQueries, runTemporalQuery)
  const all = new Set(outcomes)
  const status = all.has('success') ? (all.size === 1 ? 'success' : 'partial') : all.has('empty') ? 'empty' : 'failure'
  return {
    status,
    ...(now.length > 0 && { snapshotQueriesDetails: now }),
    ...(before.length > 0 && { snapshotTemporalQueriesDetails: before }),
  }
}
