import { sql } from 'kysely'
import { systemActor } from '../../../kernel/access/index.ts'
import { auditRow, type Db, type Query, type Tx, writeAudit } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { createPerson } from '../people/change-person.ts'
import { permissions } from '../permissions.ts'
import { mustBeScopes, readScopes } from './scopes.ts'
import { issueToken } from './tokens.ts'

/** What the operator of the machine asks for. */
export type OperatorToken = {
  /**
   * Whom the token acts as: a login, a full name, an id; `service:<name>` (or `service` alone) an outside program,
   * entered when there is none of that name.
   */
  readonly as: string
  readonly scopes: readonly string[]
  readonly days: number
}

/** A token for the operator. */
export type OperatorTokenIssued = {
  readonly token: string
  readonly endsAt: string
  readonly name: string
  /** Was the program entered just now? */
  readonly isNew: boolean
}

/**
 * Issues a bearer token to whoever operates the machine: he reads the database anyway. On record like any other.
 * @throws identity.noPerson, identity.severalPeople, identity.unknownScope
 */
export async function issueOperatorToken(db: Db, asked: OperatorToken, now = Date.now()): Promise<OperatorTokenIssued> {
  mustBeScopes(asked.scopes, await readScopes(db))
  return db.tx(async (tx) => {
    const actor = await actorFor(tx, asked.as.trim(), now)
    const token = { person: actor.id, title: 'shudu token', scopes: asked.scopes, days: asked.days, madeBy: 'operator' }
    const issued = await issueToken(tx, token, now)
    const facts = { person: actor.id, scopes: asked.scopes, by: 'operator' }
    const { action } = permissions.changeToken
    await writeAudit(tx, [
      auditRow({ actor: systemActor, action, outcome: 'done', resource: `token:${issued.id}`, facts }, now),
    ])
    return { token: issued.token, endsAt: issued.endsAt, name: actor.name, isNew: actor.isNew }
  })
}

type Found = { readonly id: string; readonly name: string; readonly isNew: boolean }

async function actorFor(tx: Tx, as: string, now: number): Promise<Found> {
  const [, kind, rest = ''] = /^(service|person)(?::(.+))?$/.exec(as) ?? []
  if (kind === 'service') return program(tx, rest || 'service', now)
  const found = await people(tx, kind === 'person' ? rest : as)
  const [first, ...others] = found
  if (first === undefined) throw identityErrors.make('identity.noPerson')
  // Several of one name: who is on the list of the demonstration is meant, if only one is.
  const shown = found.filter(({ showcase }) => showcase !== null)
  const only = others.length === 0 ? first : shown.length === 1 ? shown[0] : undefined
  if (only === undefined)
    throw identityErrors.make('identity.severalPeople', { name: as, ids: found.map(({ id }) => id).join(', ') })
  return { ...only, isNew: false }
}

type Named = { id: string; name: string; showcase: number | null }

async function people(on: Query, as: string): Promise<readonly Named[]> {
  const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(as) ? as : null
  const byLogin = await sql<Named>`select p.id, p.name, p.showcase from identity.person p
    where p.status = 'active' and (p.id = ${id}::uuid
      or p.id = (select person from identity.account where lower(login) = lower(${as})))`.execute(on)
  if (byLogin.rows.length > 0) return byLogin.rows
  const byName = await sql<Named>`select id, name, showcase from identity.person
    where name collate "C" = ${as} and status = 'active' order by id limit 20`.execute(on)
  return byName.rows
}

async function program(tx: Tx, login: string, now: number): Promise<Found> {
  await sql`select pg_advisory_xact_lock(hashtext('identity.program'))`.execute(tx)
  const { rows } = await sql<{ id: string; name: string }>`select p.id, p.name from identity.account a
    join identity.person p on p.id = a.person where lower(a.login) = lower(${login}) and p.kind = 'service'
      and p.status = 'active'`.execute(tx)
  if (rows[0]) return { ...rows[0], isNew: false }
  const id = await createPerson(tx, 'operator', 'operator', { kind: 'service', name: login, login }, now)
  return { id, name: login, isNew: true }
}
