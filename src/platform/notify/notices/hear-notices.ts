import { sql } from 'kysely'
import type { Words } from '../../../kernel/words.ts'
import type { Consumer, Event, Tx } from '../../base/index.ts'
import type { CaseNews, CaseNotice } from '../../cases/index.ts'
import type { NoticePublished, NoticesWithdrawn } from '../../response/index.ts'
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

/** What was told does not hold: nobody should go on by it, so it waits for no morning. */
const withdrawn: Template = {
  ...over,
  title: { zh: '更正：{title}', en: 'Withdrawn: {title}' },
  urgent: true,
}

const saysEnd: Words = {
  zh: '应急响应已终止，此前的公告不再生效。',
  en: 'The emergency response has ended; the notice holds no longer.',
}
const saysWithdrawn: Words = {
  zh: '此前的公告已撤回，请勿再据此行动，以最新公告为准。',
  en: 'The notice was withdrawn: do not act on it, but on the latest notices.',
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
        await ofCommand(event.payload as NoticesWithdrawn, tx, sending) // by type
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

/** The command's notices end: who was told hears it, but for those in whose place another one is told. */
async function ofCommand({ notices, why, said }: NoticesWithdrawn, tx: Tx, sending: SendParts): Promise<void> {
  const text = said ?? (why === 'withdrawn' ? saysWithdrawn : saysEnd)
  const ids = notices.map((id) => `response:${id}`)
  const ended = await endPublicNotices(tx, { ids }, sending.now(), why === 'replaced' ? undefined : text)
  if (why !== 'replaced') await tellOver(tx, ended, { text, template: why === 'withdrawn' ? withdrawn : over }, sending)
}

async function ofCase(notice: CaseNotice, tx: Tx, ground: Ground, sending: SendParts): Promise<void> {
  const { case: id, run, title, text, address, point, metres, isEnd, isDemo } = notice
  const now = sending.now()
  if (isEnd)
    return tellOver(tx, await endPublicNotices(tx, { sources: [`case:${id}`] }, now, text), { text, isDemo }, sending)
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

/** Those who were told of something, and still watch a place, hear that it is over; of what ended at its own time they knew. */
async function tellOver(
  tx: Tx,
  ended: readonly Pick<PublicNotice, 'id' | 'title' | 'isExercise' | 'untilAt'>[],
  { text, template = over, isDemo = false }: { readonly text: Words; readonly template?: Template; isDemo?: boolean },
  sending: SendParts,
): Promise<void> {
  const stood = ended.filter(({ untilAt }) => untilAt === null || Date.parse(untilAt) > sending.now())
  const { rows } = await sql<{ notice: string; people: string[] }>`select notice, array_agg(person) as people
    from notify.notice_told t where notice = any(${stood.map(({ id }) => id)}::text[])
      and exists (select from notify.watched_place w where w.person = t.person) group by notice`.execute(tx)
  const told = new Map(rows.map(({ notice, people }) => [notice, people]))
  await sendAll(
    tx,
    stood.map(({ id, title, isExercise }) => ({
      to: (told.get(id) ?? []).map((person) => ({ person })),
      template,
      values: { title: marked(title, isExercise), text },
      about: `notice:${id}`,
      link: pageOf(id),
      isDemo,
    })),
    sending,
  )
}
