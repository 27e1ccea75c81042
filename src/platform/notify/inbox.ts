import { sql } from 'kysely'
import type { Words } from '../../kernel/words.ts'
import type { Query } from '../base/index.ts'

/** One line of somebody's inbox. */
export type Notice = {
  readonly id: string
  readonly template: string
  readonly title: Words
  readonly text: Words
  readonly link?: string
  readonly about: string
  readonly isUrgent: boolean
  /** It is about generated data. */
  readonly demo: boolean
  readonly at: string
  readonly readAt?: string
}

type Row = Omit<Notice, 'link' | 'readAt'> & { link: string | null; readAt: string | null }

/** A page of an inbox, newest first, and whether there is more. */
export async function readInbox(
  on: Query,
  person: string,
  page: { readonly limit: number; readonly before?: string; readonly unread?: boolean },
): Promise<readonly Notice[]> {
  const { rows } = await sql<Row>`
    select id, template, title, body as text, link, about, is_urgent as "isUrgent", is_demo as demo, at, read_at as "readAt"
    from notify.notice where person = ${person}
      and (${page.before ?? null}::uuid is null or id < ${page.before ?? null}::uuid)
      and (not ${page.unread === true} or read_at is null)
    order by id desc limit ${page.limit}`.execute(on)
  return rows.map(({ link, readAt, ...row }) => ({ ...row, link: link ?? undefined, readAt: readAt ?? undefined }))
}

/** Unread lines that are counted one by one; beyond them a screen shows “99+”. */
const mostCounted = 100

/** How many lines are unread, at most 100. */
export async function countUnread(on: Query, person: string): Promise<number> {
  const { rows } = await sql<{ unread: number }>`select count(*) as unread from (
    select from notify.notice where person = ${person} and read_at is null limit ${mostCounted}) as line`.execute(on)
  return rows[0]?.unread ?? 0
}

/** Marks some lines as read, or all up to one, or all when neither is said. @returns how many were unread */
export async function markRead(
  on: Query,
  person: string,
  which: { readonly ids?: readonly string[]; readonly upTo?: string },
  now: number,
): Promise<number> {
  const isAll = which.ids === undefined && which.upTo === undefined
  const done = await sql`update notify.notice set read_at = ${new Date(now).toISOString()}
    where person = ${person} and read_at is null
      and (${isAll} or id = any(${[...(which.ids ?? [])]}::uuid[]) or id <= ${which.upTo ?? null}::uuid)`.execute(on)
  return Number(done.numAffectedRows ?? 0n)
}

/** Keeps how a person wants to be told. */
export async function keepPreference(
  on: Query,
  person: string,
  wish: {
    readonly channels: readonly string[]
    readonly quiet?: { from: number; to: number }
    readonly muted: readonly string[]
  },
): Promise<void> {
  await sql`insert into notify.preference (person, channels, quiet_from, quiet_to, muted)
    values (${person}, ${[...wish.channels]}::text[], ${wish.quiet?.from ?? null}, ${wish.quiet?.to ?? null}, ${[...wish.muted]}::text[])
    on conflict (person) do update set channels = excluded.channels, quiet_from = excluded.quiet_from,
      quiet_to = excluded.quiet_to, muted = excluded.muted, changed_at = now()`.execute(on)
}

/** Forgets all that is kept of a person here (PIPL article 47). */
export async function forgetPerson(on: Query, person: string): Promise<void> {
  await sql`delete from notify.notice where person = ${person}`.execute(on)
  await sql`delete from notify.preference where person = ${person}`.execute(on)
  await sql`delete from notify.message where person = ${person}`.execute(on)
  await sql`delete from notify.watched_place where person = ${person}`.execute(on)
  await sql`delete from notify.notice_told where person = ${person}`.execute(on)
}

/** What is kept of a person here, for his own copy of it (PIPL article 45). */
export async function copyOf(on: Query, person: string): Promise<unknown> {
  const notices = await readInbox(on, person, { limit: 10_000 })
  const { rows: sent } =
    await sql`select channel, template, title, body as text, state, made_at as at from notify.message
    where person = ${person} order by id desc limit 10000`.execute(on)
  const { rows: places } = await sql`select title, lng, lat, agreed_at as "agreedAt" from notify.watched_place
    where person = ${person} order by agreed_at`.execute(on)
  return { notices, sent, places }
}
