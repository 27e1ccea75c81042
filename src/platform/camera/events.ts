import { sql } from 'kysely'
import type { Actor, Resource } from '../../kernel/access/index.ts'
import { decide } from '../../kernel/access/index.ts'
import { type CameraKind, cameraKindFacts, type RejectReason } from '../../kernel/camera/index.ts'
import type { Signal } from '../../kernel/pack/index.ts'
import { dayMs } from '../../kernel/time/index.ts'
import { publish, type Query } from '../base/index.ts'
import { cameraErrors } from './errors.ts'
import type { CameraParts } from './parts.ts'
import { permissions } from './permissions.ts'
import { readTerms } from './terms.ts'

/** How an event stands. */
export type EventState = 'waiting' | 'confirmed' | 'rejected' | 'expired'

/** A camera event as it is kept. Instants ISO, sizes in pixels. */
export type KeptEvent = {
  readonly id: string
  readonly source: string
  readonly sourceName: string
  readonly external: string
  readonly kind: CameraKind
  readonly camera: string
  readonly seenAt: string
  readonly receivedAt: string
  readonly via: string
  readonly confidence: number | null
  readonly note: string
  readonly lng: number
  readonly lat: number
  readonly address: string | null
  readonly division: string | null
  readonly office: string
  readonly path: string
  readonly display: string | null
  readonly thumb: string | null
  readonly mask: 'regions' | 'whole'
  readonly masked: number
  readonly width: number
  readonly height: number
  readonly state: EventState
  readonly dueAt: string
  readonly decidedAt: string | null
  readonly decidedByName: string | null
  readonly reason: string | null
  readonly words: string | null
  readonly destroyAt: string
  readonly destroyedAt: string | null
  readonly isDemo: boolean
}

const selected = sql`select e.id, e.source, s.name as "sourceName", e.external, e.kind, e.camera, e.seen_at as "seenAt",
  e.received_at as "receivedAt", e.via, e.confidence, e.note, e.lng, e.lat, e.address, e.division, e.office, e.path, e.display,
  e.thumb, e.mask, e.masked, e.width, e.height, e.state, e.due_at as "dueAt", e.decided_at as "decidedAt",
  e.decided_by_name as "decidedByName", e.reason, e.words, e.is_demo as "isDemo", o.destroy_at as "destroyAt",
  o.destroyed_at as "destroyedAt"
  from camera.event e join camera.source s on s.id = e.source join camera.original o on o.event = e.id`

/** One event. @throws camera.missing */
export async function getEvent(on: Query, id: string): Promise<KeptEvent> {
  const { rows } = await sql<KeptEvent>`${selected} where e.id = ${id}`.execute(on)
  if (!rows[0]) throw cameraErrors.make('camera.missing')
  return rows[0]
}

/** Paths of the offices by which somebody may see events, or decide on them. */
const pathsOf = (actor: Actor, roles: readonly string[]): readonly string[] =>
  actor.posts.filter(({ role }) => roles.includes(role)).map(({ path }) => path)

/** Events of one state within an actor's part of the tree; waiting ones by when they lapse, others the last first. */
export async function listEvents(
  on: Query,
  actor: Actor,
  { state, limit }: { readonly state: EventState; readonly limit: number },
): Promise<{ readonly items: readonly KeptEvent[]; readonly count: number }> {
  const paths = pathsOf(actor, ['dispatcher', 'duty-officer', 'supervisor'])
  const seen = sql`e.state = ${state} and exists (select from unnest(${[...paths]}::text[]) as p(path)
    where e.path = p.path or starts_with(e.path, p.path || '/'))`
  const order = state === 'waiting' ? sql`e.due_at, e.id` : sql`e.received_at desc, e.id desc`
  const { rows } = await sql<KeptEvent>`${selected} where ${seen} order by ${order} limit ${limit}`.execute(on)
  const counted = await sql<{ n: number }>`select count(*)::int as n from camera.event e where ${seen}`.execute(on)
  return { items: rows, count: counted.rows[0]?.n ?? 0 }
}

/** The thing that is decided upon: an event belongs to the office of its place, and to those who have its case. */
export async function eventResource({ cases }: CameraParts, { id, path }: KeptEvent): Promise<Resource> {
  const known = await cases.ofSignal(id)
  const { holders = [], helpers = [], involved = [] } = known?.resource ?? {}
  return { holders: [path, ...holders], helpers, involved: [path, ...involved] }
}

/** May this person decide whether an event is true? */
export const mayDecide = (actor: Actor, { path }: KeptEvent): boolean =>
  decide(actor, permissions.decide, { holders: [path] }).allowed

/** What somebody decided. */
export type Verdict =
  | { readonly state: 'confirmed'; readonly words: string }
  | { readonly state: 'rejected'; readonly reason: RejectReason; readonly words: string }

/**
 * A person decides on an event that waits. One that is confirmed is told to the packs as a signal, with its masked picture; until
 * then nobody hears of it.
 * @throws camera.decided when it waits no more
 */
export async function decideOn(
  parts: CameraParts,
  id: string,
  verdict: Verdict,
  by: { readonly id: string; readonly name: string; readonly post: string },
): Promise<void> {
  const { base } = parts
  const event = await getEvent(base.db, id)
  if (event.state !== 'waiting') throw cameraErrors.make('camera.decided', { state: event.state })
  const isTrue = verdict.state === 'confirmed'
  // Beside the transaction: a picture of nothing is seen by nobody.
  const file = isTrue ? await keepForCase(parts, event, by.id) : undefined
  const now = new Date(base.now())
  await base.db.tx(async (tx) => {
    const { provedDays, rejectedDays } = await readTerms(tx)
    const keptUntil = new Date(now.getTime() + (isTrue ? provedDays : rejectedDays) * dayMs)
    const { rows } = await sql<{ state: string }>`update camera.event set state = ${verdict.state},
        decided_at = ${now.toISOString()}, decided_by = ${by.id}, decided_by_name = ${by.name}, decided_post = ${by.post},
        reason = ${verdict.state === 'rejected' ? verdict.reason : null}, words = ${verdict.words}
      where id = ${id} and state = 'waiting' returning state`.execute(tx)
    if (rows.length === 0) throw cameraErrors.make('camera.decided', { state: (await getEvent(tx, id)).state })
    await sql`update camera.original set destroy_at = ${keptUntil.toISOString()}
      where event = ${id} and destroyed_at is null`.execute(tx)
    if (isTrue) await publish(tx, { type: 'camera.event', key: id, payload: signalOf(event, verdict.words, file) })
  })
}

/** Gives the masked picture to the files of cases. */
async function keepForCase(
  { cases }: CameraParts,
  { id, kind, display, thumb, width, height }: KeptEvent,
  by: string,
): Promise<string | undefined> {
  if (display === null || thumb === null) return undefined
  return cases.keepPicture({ display, thumb, width, height, by, name: `${kind}-${id.slice(-6)}.webp` })
}

/** A confirmed event as packs hear it. */
function signalOf(event: KeptEvent, words: string, file: string | undefined): Signal {
  const { title } = cameraKindFacts[event.kind]
  const said = words || event.note
  return {
    ...{ id: event.id, source: 'camera', kind: event.kind, who: `${event.source}/${event.camera}` },
    title,
    text: {
      zh: said === '' ? `视频发现${title.zh}，已由人工确认` : said,
      en: said === '' ? `${title.en}, seen by a camera and confirmed by a person` : said,
    },
    ...{ at: event.seenAt, point: [event.lng, event.lat], external: event.id },
    ...(event.address !== null && { address: event.address }),
    ...(event.division !== null && { division: event.division }),
    ...(file !== undefined && { files: [file] }),
    ...(event.isDemo && { isDemo: true }),
  }
}

/** How often a source was right about a kind. */
export type Precision = {
  readonly source: string
  readonly sourceName: string
  readonly kind: CameraKind
  /** The Monday of the week, `YYYY-MM-DD` in Shanghai; absent over the whole time. */
  readonly week: string | null
  readonly confirmed: number
  readonly rejected: number
  readonly expired: number
  readonly waiting: number
}

/** How often sources were right, by kind, over so many days and in each of their weeks. */
export async function precision(on: Query, now: number, days: number): Promise<readonly Precision[]> {
  const from = new Date(now - days * 86_400_000).toISOString()
  const { rows } = await sql<Precision>`select e.source, s.name as "sourceName", e.kind,
      to_char(date_trunc('week', e.received_at at time zone 'Asia/Shanghai'), 'YYYY-MM-DD') as week,
      count(*) filter (where e.state = 'confirmed')::int as confirmed,
      count(*) filter (where e.state = 'rejected')::int as rejected,
      count(*) filter (where e.state = 'expired')::int as expired,
      count(*) filter (where e.state = 'waiting')::int as waiting
    from camera.event e join camera.source s on s.id = e.source where e.received_at >= ${from}
    group by grouping sets ((e.source, s.name, e.kind),
      (e.source, s.name, e.kind, date_trunc('week', e.received_at at time zone 'Asia/Shanghai')))
    order by e.source, e.kind, week nulls first`.execute(on)
  return rows
}
