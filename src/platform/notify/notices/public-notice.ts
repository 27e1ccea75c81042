import { sql } from 'kysely'
import { type Area, distance, isInArea, type Point } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query, Tx } from '../../base/index.ts'

/** What tells where a point lies: codes of its divisions, the largest first, and the code of the whole city. */
export type Ground = { readonly city: string; readonly divisionsAt: (point: Point) => readonly string[] }

/** Something told to everybody inside an area; degrees of WGS 84, instants ISO. */
export type PublicNotice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  /** The place in words. */
  readonly where: Words
  readonly divisions: readonly string[]
  readonly area: Area | null
  readonly point: readonly [number, number] | null
  /** Around the point. */
  readonly metres: number | null
  readonly isExercise: boolean
  readonly isDemo: boolean
  readonly publishedAt: string
  readonly untilAt: string | null
  readonly endedAt: string | null
  /** What was said when it ended. */
  readonly endText: Words | null
}

/** A notice that is to stand from now on. */
export type NewPublicNotice = Omit<PublicNotice, 'publishedAt' | 'endedAt' | 'endText'> & { readonly source: string }

/** Ended notices are shown for this long, so that people see that it is over. Milliseconds. */
const shownAfter = 24 * 60 * 60_000

/** Most notices that are listed. */
const most = 200

const exercise: Words = { zh: '【演练】', en: '[Exercise] ' }

/** Marks the words of an exercise, so that they stay marked wherever they are copied to. */
export const marked = (words: Words, isExercise: boolean): Words =>
  isExercise ? { zh: exercise.zh + words.zh, en: exercise.en + words.en } : words

/** Notices that stand, the newest first, then those that ended within a day. */
export async function listPublicNotices(on: Query, now: number): Promise<readonly PublicNotice[]> {
  const at = new Date(now).toISOString()
  const since = new Date(now - shownAfter).toISOString()
  const { rows } = await sql<PublicNotice>`select * from (
      select id, title, body as text, place as "where", divisions, area,
        case when lng is null then null else json_build_array(lng, lat) end as point, metres,
        is_exercise as "isExercise", is_demo as "isDemo", published_at as "publishedAt", until_at as "untilAt",
        case when until_at <= ${at} then least(until_at, ended_at) else ended_at end as "endedAt", end_body as "endText"
      from notify.public_notice where ended_at is null or ended_at > ${since}) as one
    where "endedAt" is null or "endedAt" > ${since}
    order by "endedAt" is not null, "publishedAt" desc, id limit ${most}`.execute(on)
  return rows.map((row) => ({ ...row, title: marked(row.title, row.isExercise) }))
}

/** Does a notice concern a point? One without any area concerns nobody in particular. */
export function concerns(
  { area, divisions, point, metres }: Pick<PublicNotice, 'area' | 'divisions' | 'point' | 'metres'>,
  near: Point,
  { city, divisionsAt }: Ground,
): boolean {
  if (area) return isInArea(near, area)
  if (point) return distance(near, { lng: point[0], lat: point[1] }) <= (metres ?? 0)
  return divisions.includes(city) || divisionsAt(near).some((code) => divisions.includes(code))
}

/** Writes a notice; the same once more changes nothing. @returns whether it is new */
export async function writePublicNotice(tx: Tx, one: NewPublicNotice, now: number): Promise<boolean> {
  const { rows } =
    await sql`insert into notify.public_notice (id, source, title, body, place, divisions, area, lng, lat,
      metres, is_exercise, is_demo, published_at, until_at)
    values (${one.id}, ${one.source}, ${JSON.stringify(one.title)}::jsonb, ${JSON.stringify(one.text)}::jsonb,
      ${JSON.stringify(one.where)}::jsonb, ${[...one.divisions]}, ${one.area ? JSON.stringify(one.area) : null}::jsonb,
      ${one.point?.[0] ?? null}, ${one.point?.[1] ?? null}, ${one.metres}, ${one.isExercise}, ${one.isDemo},
      ${new Date(now).toISOString()}, ${one.untilAt})
    on conflict (id) do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** Ends notices by their ids or sources; what ended already stays as it is. @returns those that ended now */
export async function endPublicNotices(
  tx: Tx,
  which: { readonly ids?: readonly string[]; readonly sources?: readonly string[] },
  now: number,
  said?: Words,
): Promise<readonly Pick<PublicNotice, 'id' | 'title' | 'isExercise' | 'untilAt'>[]> {
  const { rows } = await sql<Pick<PublicNotice, 'id' | 'title' | 'isExercise' | 'untilAt'>>`update notify.public_notice
    set ended_at = ${new Date(now).toISOString()}, end_body = ${said ? JSON.stringify(said) : null}::jsonb
    where ended_at is null and (id = any(${[...(which.ids ?? [])]}::text[]) or source = any(${[...(which.sources ?? [])]}::text[]))
    returning id, title, is_exercise as "isExercise", until_at as "untilAt"`.execute(tx)
  return rows
}
