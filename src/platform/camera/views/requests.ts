import { sql } from 'kysely'
import { type ViewPurpose, viewPurposes } from '../../../kernel/camera/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { brokenConstraint, type Query } from '../../base/index.ts'
import { cameraErrors } from '../errors.ts'
import type { KeptEvent } from '../events.ts'
import type { CameraParts, CaseKnown } from '../parts.ts'
import { readTerms } from '../terms.ts'

/** How a request stands. `lapsed`: nobody answered in time. */
export type RequestState = 'asked' | 'approved' | 'refused' | 'revoked' | 'withdrawn' | 'lapsed'

/** A request to see a picture in full, with what became of it. Instants ISO. */
export type ViewRequest = {
  readonly id: string
  readonly event: string
  readonly kind: string
  readonly path: string
  readonly address: string | null
  readonly purpose: ViewPurpose
  readonly words: string
  readonly caseId: string | null
  readonly caseNumber: string | null
  readonly askedBy: string
  readonly askedByName: string
  readonly askedPost: string
  readonly askedAt: string
  readonly state: RequestState
  readonly answeredByName: string | null
  readonly answeredPost: string | null
  readonly answeredAt: string | null
  readonly answer: string | null
  readonly endsAt: string | null
  readonly endedByName: string | null
  readonly endedAt: string | null
  readonly views: readonly SeenOnce[]
}

/** One time that it was seen. */
export type SeenOnce = { readonly at: string; readonly personName: string; readonly mark: string }

/** Who does something, by which post in his own name. */
export type By = { readonly id: string; readonly name: string; readonly post: string }

const iso = (at: number) => new Date(at).toISOString()

const selected = sql`select r.id, r.event, e.kind, e.path, e.address, r.purpose, r.words, r.case_id as "caseId",
  r.case_number as "caseNumber", r.asked_by as "askedBy", r.asked_by_name as "askedByName", r.asked_post as "askedPost",
  r.asked_at as "askedAt", r.state, r.answered_by_name as "answeredByName", r.answered_post as "answeredPost",
  r.answered_at as "answeredAt", r.answer, r.ends_at as "endsAt", r.ended_by_name as "endedByName", r.ended_at as "endedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('at', v.at, 'personName', v.person_name, 'mark', v.mark) order by v.at), '[]')
    from camera.view v where v.request = r.id) as views
  from camera.view_request r join camera.event e on e.id = r.event`

/** One request. @throws camera.missing */
export async function getRequest(on: Query, id: string): Promise<ViewRequest> {
  const { rows } = await sql<ViewRequest>`${selected} where r.id = ${id}`.execute(on)
  if (!rows[0]) throw cameraErrors.make('camera.missing')
  return rows[0]
}

/** What is asked. */
export type Asked = { readonly purpose: ViewPurpose; readonly words: string; readonly caseNumber?: string }

/**
 * Asks to see a picture in full.
 * @throws camera.needsCase, camera.askedBefore, camera.destroyed
 */
export async function askToSee(
  { base }: CameraParts,
  event: KeptEvent,
  { purpose, words, caseNumber }: Asked,
  about: CaseKnown | undefined,
  by: By,
): Promise<string> {
  if (event.destroyedAt !== null) throw cameraErrors.make('camera.destroyed')
  // Whether it is true is asked while it waits: afterwards there is a case, or nothing left to find out.
  const isEarly = !viewPurposes[purpose].needsCase && event.state === 'waiting'
  if (!about && (!isEarly || caseNumber !== undefined)) throw cameraErrors.make('camera.needsCase')
  const id = uuidv7()
  try {
    await base.db.tx((tx) =>
      sql`insert into camera.view_request (id, event, purpose, words, case_id, case_number, asked_by, asked_by_name, asked_post,
          asked_at, state)
        values (${id}, ${event.id}, ${purpose}, ${words}, ${about?.id ?? null}, ${about?.number ?? null}, ${by.id}, ${by.name},
          ${by.post}, ${iso(base.now())}, 'asked')`.execute(tx),
    )
  } catch (cause) {
    if (brokenConstraint(cause) === 'view_request_once') throw cameraErrors.make('camera.askedBefore', {}, { cause })
    throw cause
  }
  return id
}

async function stateNow(on: Query, id: string): Promise<never> {
  throw cameraErrors.make('camera.requestState', { state: (await getRequest(on, id)).state })
}

/** Approves or refuses what waits; that it is another person, the caller has looked and the table holds. @throws camera.requestState */
export async function answerRequest(
  { base }: CameraParts,
  id: string,
  { isApproved, words }: { readonly isApproved: boolean; readonly words: string },
  by: By,
): Promise<void> {
  const now = base.now()
  await base.db.tx(async (tx) => {
    const { viewMinutes, requestHours } = await readTerms(tx)
    const { rows } = await sql`update camera.view_request set state = ${isApproved ? 'approved' : 'refused'},
        answered_by = ${by.id}, answered_by_name = ${by.name}, answered_post = ${by.post}, answered_at = ${iso(now)},
        answer = ${words}, ends_at = ${isApproved ? iso(now + viewMinutes * 60_000) : null}
      where id = ${id} and state = 'asked' and asked_at > ${iso(now - requestHours * 3_600_000)} returning id`.execute(
      tx,
    )
    if (rows.length === 0) await stateNow(tx, id)
  })
}

/** Ends a request early: its asker takes it back, or somebody who may approve takes the approval back. @throws camera.requestState */
export async function endRequest(
  { base }: CameraParts,
  id: string,
  { from, to }: { readonly from: 'asked' | 'approved'; readonly to: 'withdrawn' | 'revoked' },
  by: By,
): Promise<void> {
  await base.db.tx(async (tx) => {
    const { rows } = await sql`update camera.view_request set state = ${to}, ended_by_name = ${by.name},
        ended_at = ${iso(base.now())} where id = ${id} and state = ${from} returning id`.execute(tx)
    if (rows.length === 0) await stateNow(tx, id)
  })
}

/** The requests of one person, and those on events that `seen` paths stand over; the last first. */
export async function listRequests(
  on: Query,
  { person, paths }: { readonly person: string; readonly paths: readonly string[] },
): Promise<readonly ViewRequest[]> {
  const { rows } = await sql<ViewRequest>`${selected} where r.asked_by = ${person}
    or exists (select from unnest(${[...paths]}::text[]) as p(path)
      where e.path = p.path or starts_with(e.path, p.path || '/'))
    order by r.state <> 'asked', r.asked_at desc limit 200`.execute(on)
  return rows
}

/** The requests of one event. */
export async function requestsOf(on: Query, event: string): Promise<readonly ViewRequest[]> {
  const { rows } =
    await sql<ViewRequest>`${selected} where r.event = ${event} order by r.asked_at desc limit 100`.execute(on)
  return rows
}

/** Every request before an instant, the last first: for auditors. */
export async function allRequests(
  on: Query,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly ViewRequest[]> {
  const { rows } = await sql<ViewRequest>`${selected}
    where ${before ?? null}::timestamptz is null or r.asked_at < ${before ?? null}
    order by r.asked_at desc limit ${limit}`.execute(on)
  return rows
}
