import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Area } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import { publish, type Query, type Tx } from '../base/index.ts'
import { responseErrors } from './errors.ts'
import type { Incident } from './incident/incident.ts'
import { append, type By } from './incident/log.ts'
import type { ResponseParts } from './parts.ts'

/** A notice to those inside an area, as the command sees it; instants ISO. */
export type Notice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  readonly divisions: readonly string[]
  readonly area: Area | null
  /** Told by the plan at a level, not written by hand. */
  readonly isOfPlan: boolean
  readonly publishedAt: string
  readonly publishedByName: string
  readonly untilAt: string | null
  readonly withdrawnAt: string | null
}

/** What is told, where and until when; without an area to the whole of the incident's. */
export type NewNotice = {
  readonly title: { readonly zh: string; readonly en: string }
  readonly text: { readonly zh: string; readonly en: string }
  readonly area?: Area
  /** ISO instant. */
  readonly until?: string
}

/** A notice was published (`response.noticePublished`): for the room that tells people. */
export type NoticePublished = {
  readonly notice: string
  readonly incident: string
  readonly title: Words
  readonly text: Words
  readonly divisions: readonly string[]
  readonly area: Area | null
  /** The place in words. */
  readonly where: Words
  /** ISO instant. */
  readonly until: string | null
  readonly isExercise: boolean
  readonly isDemo: boolean
}

const columns = sql`id, title, text, divisions, area, is_of_plan as "isOfPlan", published_at as "publishedAt",
  published_by_name as "publishedByName", until_at as "untilAt", withdrawn_at as "withdrawnAt"`

/** Notices of an incident, the newest first. */
export async function noticesOf(on: Query, incident: string): Promise<readonly Notice[]> {
  const { rows } = await sql<Notice>`select ${columns} from response.notice where incident = ${incident}
    order by published_at desc, id desc`.execute(on)
  return rows
}

/** Publishes a notice to those inside an area: into the log, and to the room that tells people. @throws response.badPeriod */
export async function publishNotice(
  tx: Tx,
  { divisionTitle }: Pick<ResponseParts, 'divisionTitle'>,
  incident: Incident,
  { title, text, area: drawn, until, isOfPlan }: NewNotice & { readonly isOfPlan: boolean },
  by: By,
  now: number,
): Promise<string> {
  if (until !== undefined && Date.parse(until) <= now) throw responseErrors.make('response.badPeriod')
  const id = uuidv7()
  const area = drawn ?? incident.area
  const { divisions, isExercise, isDemo } = incident
  await sql`insert into response.notice (id, incident, title, text, divisions, area, is_exercise, published_at, is_of_plan,
      until_at, published_by_name)
    values (${id}, ${incident.id}, ${JSON.stringify(title)}::jsonb, ${JSON.stringify(text)}::jsonb, ${divisions},
      ${area ? JSON.stringify(area) : null}::jsonb, ${isExercise}, ${new Date(now).toISOString()}, ${isOfPlan},
      ${until ?? null}, ${by.name})`.execute(tx)
  await append(tx, incident.id, by, now, [{ kind: 'notice', facts: { notice: id, title, text } }])
  const payload: NoticePublished = {
    ...{ notice: id, incident: incident.id, title, text, divisions, area, until: until ?? null, isExercise, isDemo },
    where: wordsOf(divisions, area !== null, divisionTitle),
  }
  await publish(tx, { type: 'response.noticePublished', key: `incident:${incident.id}`, payload })
  return id
}

/** The place in words: names of divisions one after the other, and that only a part of them was drawn. */
function wordsOf(divisions: readonly string[], isDrawn: boolean, divisionTitle: ResponseParts['divisionTitle']): Words {
  const named = divisions.map((code) => divisionTitle(code) ?? { zh: code, en: code })
  const [zh, en] = [named.map((one) => one.zh).join('、'), named.map((one) => one.en).join(', ')]
  return isDrawn ? { zh: `${zh}内地图上画出的范围`, en: `the part of ${en} drawn on the map` } : { zh, en }
}

/**
 * Why a notice stands no more: the response ended; the command took it back; the plan tells something else at the new level, which was
 * published in its place.
 */
export type NoticeEnd = 'ended' | 'withdrawn' | 'replaced'

/** Notices stand no more (`response.noticeWithdrawn`): for the room that tells people. */
export type NoticesWithdrawn = {
  readonly incident: string
  readonly notices: readonly string[]
  readonly why: NoticeEnd
  /** What the command says to those who were told. */
  readonly said: Words | null
}

/** Takes notices down: one, those that a plan told and tells no more, or all. @returns those that stood until now */
export async function withdrawNotices(
  tx: Tx,
  incident: string,
  now: number,
  which: readonly string[],
  { why, said = null }: Pick<NoticesWithdrawn, 'why'> & { readonly said?: Words | null },
): Promise<readonly Pick<Notice, 'id' | 'title'>[]> {
  const { rows } = await sql<Pick<Notice, 'id' | 'title'>>`update response.notice
    set withdrawn_at = ${new Date(now).toISOString()}
    where incident = ${incident} and withdrawn_at is null and id = any(${which}::uuid[]) returning id, title`.execute(
    tx,
  )
  const payload: NoticesWithdrawn = { incident, notices: rows.map(({ id }) => id), why, said }
  if (rows.length > 0) await publish(tx, { type: 'response.noticeWithdrawn', key: `incident:${incident}`, payload })
  return rows
}

/**
 * Withdraws one notice by hand: its reason goes into the log, what is right instead to those who were told.
 * @throws response.missing when there is none or it stands no more
 */
export async function withdrawNotice(
  tx: Tx,
  incident: string,
  { id, reason, said }: { readonly id: string; readonly reason: string; readonly said?: Words | undefined },
  by: By,
  now: number,
): Promise<void> {
  const [gone] = await withdrawNotices(tx, incident, now, [id], { why: 'withdrawn', said: said ?? null })
  if (!gone) throw responseErrors.make('response.missing')
  await append(tx, incident, by, now, [
    { kind: 'notice-withdrawn', note: reason, facts: { notice: id, title: gone.title, ...(said && { said }) } },
  ])
}
