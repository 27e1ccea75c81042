import { sql } from 'kysely'
import type { Words } from '../../../kernel/words.ts'
import type { Consumer, Event, Tx } from '../../base/index.ts'
import type { CaseNews, CaseNotice } from '../../cases/index.ts'
import type { NoticePublished } from '../../response/index.ts'
import type { Sending, Template } from '../model.ts'
import { type SendParts, sendAll } from '../send.ts'
import {
  endPublicNotices,
  type Ground,
  marked,
  type NewPublicNotice,
  type PublicNotice,
  writePublicNotice,
} from './public-notice.ts'
import { type Watcher, watchersOf } from './watched-places.ts'

/** A notice of a case that nobody ended is over after a week. Milliseconds. */
const longest = 7 * 24 * 60 * 60_000

/** Page on which a notice is read. */
const pageOf = (id: string): string => `/notices#${encodeURIComponent(id)}`

const begun: Template = {
  name: 'notify.public-notice',
  title: { zh: '{title}', en: '{title}' },
  text: {
    zh: '{text}（{where}。您关注了“{place}”。停止接收：{stop}）',
    en: '{text} ({where}. You watch “{place}”. To stop: {stop})',
  },
  urgent: true,
}

const over: Template = {
  name: 'notify.public-notice-over',
  title: { zh: '已结束：{title}', en: 'Over: {title}' },
  text: { zh: '{text}', en: '{text}' },
}

/**
 * Public notices: of the command of an emergency, of steps of cases. Each is listed for everybody until it ends, and told once
 * to those who watch a place inside its area. Exercises are listed, marked, and told to nobody (docs/decisions/0150).
 */
export function noticeConsumer(ground: Ground, sending: SendParts): Consumer {
  return {
    type: ['response.noticePublished', 'response.noticeWithdrawn', 'case.notice', 'case.closed', 'case.withdrawn'],
    name: 'notify.publicNotices',
    handle: async (event, tx) => {
      const now = sending.now()
      if (event.type === 'response.noticePublished') return published(event, tx, ground, sending)
      if (event.type === 'case.notice') return ofCase(event.payload as CaseNotice, tx, ground, sending) // by type
      if (event.type === 'response.noticeWithdrawn') {
        const { notices } = event.payload as { readonly notices: readonly string[] } // written by the response room
        await endPublicNotices(tx, { ids: notices.map((id) => `response:${id}`) }, now)
        return
      }
      await endPublicNotices(tx, { sources: [`case:${(event.payload as CaseNews).case}`] }, now) // by type
    },
  }
}

async function published(event: Event, tx: Tx, ground: Ground, sending: SendParts): Promise<void> {
  const payload = event.payload as NoticePublished // by type
  const { notice, incident, title, text, where, divisions, area, until, isExercise, isDemo } = payload
  if (isDemo) return
  await stand(
    tx,
    {
      ...{ id: `response:${notice}`, source: `incident:${incident}`, title, text, where, divisions, area },
      ...{ point: null, metres: null, isExercise, isDemo, untilAt: until },
    },
    ground,
    sending,
  )
}

async function ofCase(notice: CaseNotice, tx: Tx, ground: Ground, sending: SendParts): Promise<void> {
  const { case: id, run, title, text, address, point, metres, isEnd, isDemo } = notice
  const now = sending.now()
  if (isEnd)
    return tellOver(tx, await endPublicNotices(tx, { sources: [`case:${id}`] }, now, text), text, isDemo, sending)
  const untilAt = new Date(now + longest).toISOString()
  const where: Words =
    point === null
      ? { zh: address, en: address }
      : { zh: `${address} ${metres} 米范围内`.trim(), en: `within ${metres} m of ${address || 'the place'}` }
  await stand(
    tx,
    {
      ...{ id: `case:${id}:${run}`, source: `case:${id}`, title, text, where, divisions: [], area: null },
      ...{ point, metres: point && metres, isExercise: false, isDemo, untilAt },
    },
    ground,
    sending,
  )
}

/** A notice stands from now on; who watches a place in it is told, unless it stood already. */
async function stand(tx: Tx, notice: NewPublicNotice, ground: Ground, sending: SendParts): Promise<void> {
  if (!(await writePublicNotice(tx, notice, sending.now()))) return
  if (notice.isExercise) return
  const watchers = await notYetTold(tx, notice.id, await watchersOf(tx, notice, ground), sending.now())
  await sendAll(
    tx,
    watchers.map((one) => toWatcher(notice, one, sending)),
    sending,
  )
}

const toWatcher = (notice: NewPublicNotice, { person, title, stop }: Watcher, sending: SendParts): Sending => ({
  to: { person },
  template: begun,
  values: {
    ...{ title: notice.title, text: notice.text, where: notice.where, place: title },
    stop: sending.addressOf(`/notices/stop/${stop}`),
  },
  about: `notice:${notice.id}`,
  link: pageOf(notice.id),
  isDemo: notice.isDemo,
})

/** Marks people as told; those who were are left out. */
async function notYetTold(tx: Tx, notice: string, watchers: readonly Watcher[], now: number) {
  if (watchers.length === 0) return []
  const { rows } = await sql<{ person: string }>`insert into notify.notice_told (notice, person, at)
    select ${notice}, person, ${new Date(now).toISOString()}::timestamptz
    from unnest(${watchers.map(({ person }) => person)}::uuid[]) as person
    on conflict do nothing returning person`.execute(tx)
  const fresh = new Set(rows.map(({ person }) => person))
  return watchers.filter(({ person }) => fresh.has(person))
}

/** Those who were told of something hear that it is over. */
async function tellOver(
  tx: Tx,
  ended: readonly Pick<PublicNotice, 'id' | 'title' | 'isExercise'>[],
  text: Words,
  isDemo: boolean,
  sending: SendParts,
): Promise<void> {
  const { rows } = await sql<{ notice: string; people: string[] }>`select notice, array_agg(person) as people
    from notify.notice_told where notice = any(${ended.map(({ id }) => id)}::text[]) group by notice`.execute(tx)
  const told = new Map(rows.map(({ notice, people }) => [notice, people]))
  await sendAll(
    tx,
    ended.map(({ id, title, isExercise }) => ({
      to: (told.get(id) ?? []).map((person) => ({ person })),
      template: over,
      values: { title: marked(title, isExercise), text },
      about: `notice:${id}`,
      link: pageOf(id),
      isDemo,
    })),
    sending,
  )
}
