import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { brokenConstraint, publish, type Query, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { changePerson, erasePerson, setPersonal } from './change-person.ts'
import type { PersonalChange } from './person.ts'

/** What a person asks about his own data: correction (PIPL article 46) or deletion (article 47). */
export type DataRequestKind = 'correct' | 'delete'

/** What is to be right instead. */
export type Correction = PersonalChange & { readonly name?: string }

/** A request and its answer. Instants ISO UTC. */
export type DataRequest = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly kind: DataRequestKind
  readonly says: string
  readonly wanted: Correction
  readonly madeAt: string
  readonly answeredAt?: string
  readonly granted?: boolean
  readonly answer?: string
}

type Row = Omit<DataRequest, 'answeredAt' | 'granted' | 'answer'> & {
  answeredAt: string | null
  granted: boolean | null
  answer: string | null
}

const requestOf = (row: Row): DataRequest => ({
  ...row,
  answeredAt: row.answeredAt ?? undefined,
  granted: row.granted ?? undefined,
  answer: row.answer ?? undefined,
})

const columns = sql`r.id, r.person, p.name, r.kind, r.says, r.wanted, r.made_at as "madeAt",
  r.answered_at as "answeredAt", r.granted, r.answer`

/** Requests of one person, or all that wait for an answer (the oldest first, 500 at most). */
export async function readDataRequests(
  on: Query,
  which: { readonly person?: string; readonly id?: string },
): Promise<readonly DataRequest[]> {
  const filter = which.id
    ? sql`r.id = ${which.id}`
    : which.person
      ? sql`r.person = ${which.person}`
      : sql`r.answered_at is null`
  const { rows } =
    await sql<Row>`select ${columns} from identity.data_request r join identity.person p on p.id = r.person
    where ${filter} order by r.made_at limit 500`.execute(on)
  return rows.map(requestOf)
}

/** Files a request. @throws identity.dataRequestOpen when one of this kind is open */
export async function makeDataRequest(
  tx: Tx,
  person: string,
  request: { readonly kind: DataRequestKind; readonly says: string; readonly wanted?: Correction },
): Promise<string> {
  const id = uuidv7()
  try {
    await sql`insert into identity.data_request (id, person, kind, says, wanted)
      values (${id}, ${person}, ${request.kind}, ${request.says}, ${JSON.stringify(request.wanted ?? {})})`.execute(tx)
  } catch (cause) {
    if (brokenConstraint(cause) === 'data_request_open')
      throw identityErrors.make('identity.dataRequestOpen', {}, { cause })
    throw cause
  }
  await publish(tx, { type: 'data-request.made', key: id, payload: { request: id, person, kind: request.kind } })
  return id
}

/**
 * Answers a request: granting it does what was asked, refusing it needs the reason (PIPL article 50).
 * @throws identity.noDataRequest, identity.dataRequestAnswered, and what changing or erasing a person throws
 */
export async function answerDataRequest(
  tx: Tx,
  by: string,
  id: string,
  answer: { readonly granted: boolean; readonly answer: string },
): Promise<void> {
  const { rows } = await sql<{ person: string; kind: DataRequestKind; wanted: Correction; open: boolean }>`
    select person, kind, wanted, answered_at is null as open from identity.data_request where id = ${id} for update`.execute(
    tx,
  )
  const request = rows[0]
  if (request === undefined) throw identityErrors.make('identity.noDataRequest')
  if (!request.open) throw identityErrors.make('identity.dataRequestAnswered')
  // What was asked to be right is itself personal: it goes with the answer.
  await sql`update identity.data_request set answered_at = now(), answered_by = ${by}, granted = ${answer.granted},
    answer = ${answer.answer}, wanted = '{}' where id = ${id}`.execute(tx)
  if (answer.granted) await grant(tx, request.person, request.kind, request.wanted)
  await publish(tx, {
    type: 'data-request.answered',
    key: id,
    payload: { request: id, person: request.person, kind: request.kind, granted: answer.granted },
  })
}

async function grant(tx: Tx, person: string, kind: DataRequestKind, wanted: Correction): Promise<void> {
  switch (kind) {
    case 'correct':
      if (wanted.name !== undefined) await changePerson(tx, person, { name: wanted.name })
      await setPersonal(tx, person, wanted)
      return
    case 'delete':
      await erasePerson(tx, person)
  }
}
