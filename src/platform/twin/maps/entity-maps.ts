import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { idOf, isIri, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import { inPath, root } from '../ngsild/paths.ts'
import { type Duration, readDuration } from '../temporal/aggregate.ts'

/** How a map names what is kept here. */
export const hereInMap = '@none'

/** An entity of a map, and who knows it: `@none` for here, or the ids of registrations. */
export type MapEntry = { readonly id: string; readonly sources: readonly string[] }

/** A map as it is kept (clause 5.2.39). */
export type EntityMap = {
  readonly id: string
  readonly is_temporal: boolean
  readonly question: string
  readonly entries: readonly MapEntry[]
  readonly linked: Readonly<Record<string, string>>
  readonly expires_at: string
}

type Keeper = Pick<Base, 'db' | 'now'>
type Asker = Pick<Ask, 'tenant' | 'sight' | 'actor'>

const usual = 60 * 60_000
const longest = 24 * 60 * 60_000
const month = 30 * 24 * 60 * 60_000
const mostOfTenant = 500

const columns = sql`id, is_temporal, question, entries, linked, expires_at`

/** Milliseconds of a duration, a month counted as thirty days. */
export const inMs = ({ months, ms }: Duration): number => months * month + ms

/** Whose maps somebody may use: his own; who sees everything, all. */
const mine = ({ sight, actor }: Asker) => (sight.isWhole ? sql`true` : sql`actor = ${actor.id}`)

/** When a map ends: as was wished, an hour from now unless said, a day at most. @throws BadRequestData for what is no duration */
export function mapExpiry(now: number, wish: string | undefined): string {
  const wanted = wish === undefined ? usual : inMs(readDuration(wish))
  return new Date(now + Math.min(Math.max(wanted, 1_000), longest)).toISOString()
}

/** Keeps a new map. Beyond five hundred of a tenant those that end first make room. */
export async function keepMap(base: Keeper, asked: Asker, made: Omit<EntityMap, 'id'>): Promise<EntityMap> {
  const id = `urn:ngsi-ld:EntityMap:${uuidv7()}`
  const now = new Date(base.now()).toISOString()
  await sql`with gone as (
      delete from twin.entity_map where tenant = ${asked.tenant} and (expires_at <= ${now}::timestamptz or id in (
        select id from twin.entity_map where tenant = ${asked.tenant} order by expires_at desc offset ${mostOfTenant - 1}))
    ) insert into twin.entity_map (tenant, id, actor, is_temporal, question, entries, linked, created_at, expires_at)
    values (${asked.tenant}, ${id}, ${asked.actor.id}, ${made.is_temporal}, ${made.question}, ${JSON.stringify(made.entries)}::jsonb,
      ${JSON.stringify(made.linked)}::jsonb, ${now}::timestamptz, ${made.expires_at}::timestamptz)`.execute(base.db)
  return { ...made, id }
}

/** A map that has not ended. */
export async function findMap(base: Keeper, asked: Asker, id: string): Promise<EntityMap | undefined> {
  const { rows } =
    await sql<EntityMap>`select ${columns} from twin.entity_map where tenant = ${asked.tenant} and id = ${id}
    and expires_at > ${new Date(base.now()).toISOString()}::timestamptz and ${mine(asked)}`.execute(base.db)
  return rows[0]
}

/** The map of a path. @throws BadRequestData, ResourceNotFound */
export async function mapInPath(base: Keeper, asked: Ask): Promise<EntityMap> {
  const map = await findMap(base, asked, idOf(asked.params.id))
  if (!map) throw ngsiErrors.make('twin.notFound', { detail: `There is no entity map ${asked.params.id}` })
  return map
}

/** Strikes entities out that no longer fit (clause 5.5.9.3). */
export async function strikeOut(base: Keeper, tenant: string, map: EntityMap, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return
  await sql`update twin.entity_map set entries = coalesce((select jsonb_agg(one order by place)
      from jsonb_array_elements(entries) with ordinality as all_of(one, place) where one ->> 'id' <> all(${gone}::text[])), '[]')
    where tenant = ${tenant} and id = ${map.id}`.execute(base.db)
}

/** Sets when a map ends; a day from now at most. */
export async function endMap(base: Keeper, tenant: string, id: string, at: string): Promise<void> {
  const latest = new Date(Math.min(Date.parse(at), base.now() + longest)).toISOString()
  await sql`update twin.entity_map set expires_at = ${latest}::timestamptz where tenant = ${tenant} and id = ${id}`.execute(
    base.db,
  )
}

/** Removes a map. */
export async function dropMap(base: Keeper, tenant: string, id: string): Promise<void> {
  await sql`delete from twin.entity_map where tenant = ${tenant} and id = ${id}`.execute(base.db)
}

/** The address of a map, as headers carry it. */
export const mapPath = (id: string): string => `${root}/entityMaps/${inPath(id)}`

/** A map as it is shown (clause 5.2.39). */
export const shownMap = (map: EntityMap): JsonObject => ({
  id: map.id,
  type: 'EntityMap',
  expiresAt: new Date(map.expires_at).toISOString(),
  entityMap: Object.fromEntries(map.entries.map(({ id, sources }) => [id, sources])),
  linkedMaps: map.linked,
})

/** The map that a request names in its header; `undefined` when it names none, or one that is not there any more. */
export async function namedMap(base: Keeper, asked: Ask): Promise<EntityMap | undefined> {
  const header = asked.request.headers['ngsild-entitymap']
  const id = ((Array.isArray(header) ? header[0] : header)?.split('/').at(-1) ?? '').replace(/%3a/gi, ':')
  return isIri(id) ? findMap(base, asked, id) : undefined
}

/** Does a request want a map: by its parameter, or by naming one? */
export const wantsMap = ({ query, request }: Ask): boolean =>
  query.entityMap === 'true' || request.headers['ngsild-entitymap'] !== undefined
