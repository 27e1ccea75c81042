import { sql } from 'kysely'
import {
  type Doubt,
  type DueRound,
  dueRounds,
  type Evidence,
  inForce,
  type Told,
  weigh,
} from '../../kernel/patrol/index.ts'
import type { Point } from '../../kernel/place/index.ts'
import { cityZone } from '../../kernel/time/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { patrolErrors } from './errors.ts'
import type { PatrolParts } from './parts.ts'
import type { RouteVersion } from './routes.ts'

/** When, where and by whom, as the device tells. */
export type Telling = {
  /** UUIDv7 made on the device. */
  readonly id: string
  readonly clientAt: number
  readonly sentAt?: number
  readonly position?: Point & { readonly accuracy: number }
  readonly photos: readonly string[]
}

/** Who walked. */
export type Walker = { readonly person: string; readonly name: string }

/** One answer of a checklist. */
export type Answer = { readonly check: string; readonly isWell: boolean; readonly note?: string }

/**
 * Where the photos say that they were taken.
 * @throws patrol.foreignPhoto for one that this person did not send, or that belongs to a case
 */
export async function photoPoints(
  { cases }: Pick<PatrolParts, 'cases'>,
  photos: readonly string[],
  person: string,
): Promise<readonly Point[]> {
  const points: Point[] = []
  for (const id of photos) {
    const file = await cases.files.find(id)
    if (!file || file.madeBy !== person) throw patrolErrors.make('patrol.foreignPhoto')
    if (file.position) points.push({ lng: file.position[0], lat: file.position[1] })
  }
  return points
}

/** The round of a route that an instant lies in. */
export function roundAt(versions: readonly RouteVersion[], at: number): DueRound | undefined {
  const route = inForce(versions, at)
  return route?.schedule ? dueRounds(route.schedule, at, at + 1, cityZone)[0] : undefined
}

/** A visit as it is kept. */
export type Visit = {
  readonly id: string
  readonly route: string
  readonly stop: string
  readonly roundFrom: string | null
  readonly person: string
  readonly personName: string
  readonly at: string
  readonly receivedAt: string
  readonly skewMs: number | null
  readonly metres: number | null
  readonly accuracy: number | null
  readonly doubts: readonly Doubt[]
  readonly answers: readonly Answer[]
  readonly photos: readonly string[]
}

const columns = sql.raw(`id, route, stop, round_from as "roundFrom", person, person_name as "personName", at,
  received_at as "receivedAt", skew_ms::float8 as "skewMs", metres, accuracy, doubts, answers, photos`)

/** One visit. */
export async function findVisit(on: Query, id: string): Promise<Visit | undefined> {
  const { rows } = await sql<Visit>`select ${columns} from patrol.visit where id = ${id}`.execute(on)
  return rows[0]
}

const iso = (at: number): string => new Date(at).toISOString()

/**
 * Keeps a visit to a stop. The same one told again is the one that is there.
 * @throws patrol.missing when the route has no such stop, patrol.foreignPhoto, patrol.taken
 */
export async function keepVisit(
  tx: Tx,
  parts: Pick<PatrolParts, 'cases'>,
  versions: readonly RouteVersion[],
  { stop: stopId, answers, ...told }: Telling & { readonly stop: string; readonly answers: readonly Answer[] },
  { person, name }: Walker,
  receivedAt: number,
): Promise<Visit> {
  const { clientAt, sentAt } = told
  const first = weigh({ clientAt, receivedAt, ...(sentAt !== undefined && { sentAt }) })
  // A stop that was taken out while the phone had no signal was there when it was visited.
  const route = inForce(versions, first.at) ?? versions[0]
  const stop = route?.stops.find(({ id }) => id === stopId)
  if (!route || !stop) throw patrolErrors.make('patrol.missing')
  const photos = await photoPoints(parts, told.photos, person)
  const seen = await seenAround(tx, person, first.at)
  const evidence: Evidence = weigh({ ...told, receivedAt, target: stop, photos, seen })
  const round = roundAt(versions, evidence.at)
  const { position } = told
  await sql`insert into patrol.visit (id, route, stop, round_from, path, person, person_name, at, client_at, sent_at, received_at,
      skew_ms, lng, lat, accuracy, metres, doubts, answers, photos)
    values (${told.id}, ${route.id}, ${stopId}, ${round ? iso(round.from) : null}, ${route.path}, ${person}, ${name},
      ${iso(evidence.at)}, ${iso(told.clientAt)}, ${told.sentAt === undefined ? null : iso(told.sentAt)}, ${iso(receivedAt)},
      ${evidence.skewMs}, ${position?.lng ?? null}, ${position?.lat ?? null}, ${position?.accuracy ?? null},
      ${evidence.metres}, ${[...evidence.doubts]}::text[], ${JSON.stringify(answers)}::jsonb, ${[...told.photos]}::uuid[])
    on conflict (id) do nothing`.execute(tx)
  const kept = await findVisit(tx, told.id)
  if (!kept || kept.person !== person || kept.route !== route.id || kept.stop !== stopId)
    throw patrolErrors.make('patrol.taken')
  return kept
}

/** Where a person was last before an instant and first after it, by his visits: where a finding is may be marked elsewhere. */
export async function seenAround(on: Query, person: string, at: number): Promise<NonNullable<Told['seen']>> {
  const { rows } = await sql<{ at: string; lng: number; lat: number; accuracy: number }>`
    (select at, lng, lat, accuracy from patrol.visit
      where person = ${person} and accuracy is not null and at < ${iso(at)} order by at desc limit 1)
    union all (select at, lng, lat, accuracy from patrol.visit
      where person = ${person} and accuracy is not null and at > ${iso(at)} order by at limit 1)`.execute(on)
  return rows.map(({ at: when, lng, lat, accuracy }) => ({ at: Date.parse(when), point: { lng, lat }, accuracy }))
}

/** Visits of routes from an instant on, by time. */
export async function visitsOf(
  on: Query,
  routes: readonly string[],
  from: number,
  until: number,
): Promise<readonly Visit[]> {
  if (routes.length === 0) return []
  const { rows } = await sql<Visit>`select ${columns} from patrol.visit
    where route = any(${[...routes]}::uuid[]) and at >= ${iso(from)} and at < ${iso(until)} order by at`.execute(on)
  return rows
}
