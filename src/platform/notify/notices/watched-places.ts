import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type Bounds, boundsAround, boundsOf, type Point } from '../../../kernel/place/index.ts'
import type { Query, Tx } from '../../base/index.ts'
import { notifyErrors } from '../errors.ts'
import { concerns, type Ground, type PublicNotice } from './public-notice.ts'

/** A place of which somebody wants to be told; degrees, the instant of consent ISO. */
export type WatchedPlace = {
  readonly id: string
  readonly title: string
  readonly lng: number
  readonly lat: number
  readonly agreedAt: string
}

const columns = sql`id, title, lng, lat, agreed_at as "agreedAt"`

/** Most places of one person. */
const most = 10

/** Somebody's places, the oldest first. */
export async function placesOf(on: Query, person: string): Promise<readonly WatchedPlace[]> {
  const { rows } = await sql<WatchedPlace>`select ${columns} from notify.watched_place where person = ${person}
    order by agreed_at, id`.execute(on)
  return rows
}

/** About ten metres: nobody needs to know the door. */
const rounded = (degrees: number): number => Math.round(degrees * 1e4) / 1e4

/** Watches a place for somebody who agreed to it. @throws notify.manyPlaces */
export async function watchPlace(
  tx: Tx,
  person: string,
  { title, lng, lat }: Pick<WatchedPlace, 'title' | 'lng' | 'lat'>,
  ground: Ground,
  now: number,
): Promise<string> {
  // One after the other for one person, so that the limit holds.
  await sql`select pg_advisory_xact_lock(hashtextextended(${person}, 4))`.execute(tx)
  if ((await placesOf(tx, person)).length >= most) throw notifyErrors.make('notify.manyPlaces', { most })
  const [id, at] = [uuidv7(), { lng: rounded(lng), lat: rounded(lat) }]
  await sql`insert into notify.watched_place (id, person, title, lng, lat, at, divisions, stop_code, agreed_at)
    values (${id}, ${person}, ${title}, ${at.lng}, ${at.lat}, point(${at.lng}, ${at.lat}),
      ${[...ground.divisionsAt(at)]}, ${randomBytes(18).toString('base64url')}, ${new Date(now).toISOString()})`.execute(
    tx,
  )
  return id
}

/** Stops watching one's own place; one that is gone is gone. */
export const forgetPlace = (on: Query, person: string, id: string) =>
  sql`delete from notify.watched_place where person = ${person} and id = ${id}`.execute(on)

/** What a code from a message stops, without signing in. */
export async function findByStopCode(on: Query, code: string): Promise<string | undefined> {
  const { rows } = await sql<{
    title: string
  }>`select title from notify.watched_place where stop_code = ${code}`.execute(on)
  return rows[0]?.title
}

/** Stops what the code stands for. */
export const stopByCode = (on: Query, code: string) =>
  sql`delete from notify.watched_place where stop_code = ${code}`.execute(on)

/** Somebody who asked, with the code that stops it. */
export type Watcher = { readonly person: string; readonly title: string; readonly stop: string }

/** Those whose place a notice concerns, each once however many of his places it does. */
export async function watchersOf(on: Query, notice: PublicArea, ground: Ground): Promise<readonly Watcher[]> {
  const box = boxOf(notice)
  const where = box
    ? sql`at <@ box(point(${box[0]}, ${box[1]}), point(${box[2]}, ${box[3]}))`
    : notice.divisions.includes(ground.city)
      ? sql`true`
      : sql`divisions && ${[...notice.divisions]}::text[]`
  const { rows } = await sql<{ person: string; title: string; stop: string } & Point>`select person, title, lng, lat,
    stop_code as stop from notify.watched_place where ${where} order by person, agreed_at, id`.execute(on)
  const found = new Map<string, Watcher>()
  for (const { person, title, stop, ...at } of rows)
    if (!found.has(person) && concerns(notice, at, ground)) found.set(person, { person, title, stop })
  return [...found.values()]
}

/** Where a notice holds. */
type PublicArea = Pick<PublicNotice, 'area' | 'divisions' | 'point' | 'metres'>

const boxOf = ({ area, point, metres }: PublicArea): Bounds | undefined =>
  area ? boundsOf(area) : point ? boundsAround({ lng: point[0], lat: point[1] }, metres ?? 0) : undefined
