import { sql } from 'kysely'
import type { Words } from '../../../kernel/words.ts'
import type { Base, Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { openOffice } from '../offices/change-office.ts'
import { createPerson, setPassword } from '../people/change-person.ts'
import { issueOnce, useOnce, voidOnce } from './once.ts'

const codeMinutes = 24 * 60

/** Does the city wait for its first administrator: no demonstration, and nobody in it? */
export async function needsSetUp(base: Base): Promise<boolean> {
  if (base.config.demo) return false
  const { rows } = await sql<{ empty: boolean }>`select not exists (select 1 from identity.person) as empty`.execute(
    base.db,
  )
  return rows[0]?.empty ?? false
}

/**
 * The code that the first administrator must give, new at each call (whoever starts the server sees it, nobody else);
 * `undefined` when the city does not wait for one.
 */
export async function newSetUpCode(base: Base): Promise<string | undefined> {
  if (!(await needsSetUp(base))) return undefined
  return base.db.tx(async (tx) => {
    await voidOnce(tx, 'setup')
    return issueOnce(tx, 'setup', codeMinutes, base.now())
  })
}

/** What the first administrator says. */
export type FirstAdministrator = {
  readonly code: string
  readonly name: string
  readonly login: string
  readonly password: string
  /** Title of the city office, when no city profile has brought one. */
  readonly office: Words
}

/**
 * Makes the first administrator, over the city office (opened when there is none), once.
 * @returns the id of the administrator
 * @throws identity.setUpAlready, identity.badSetupToken, identity.weakPassword, identity.badLogin
 */
export async function setUp(tx: Tx, first: FirstAdministrator, now: number): Promise<string> {
  // Two at once: the second waits here and then finds somebody.
  await sql`select pg_advisory_xact_lock(hashtext('identity.setUp'))`.execute(tx)
  const { rows } = await sql<{ any: boolean }>`select exists (select 1 from identity.person) as any`.execute(tx)
  if (rows[0]?.any) throw identityErrors.make('identity.setUpAlready')
  if ((await useOnce(tx, 'setup', first.code.trim(), now)) === undefined)
    throw identityErrors.make('identity.badSetupToken')
  const office = await rootOffice(tx, first.office)
  const person = {
    kind: 'official',
    name: first.name,
    login: first.login,
    posts: [{ office, role: 'administrator' }],
  } as const
  const id = await createPerson(tx, 'setup', 'setup', person, now)
  await setPassword(tx, id, first.password)
  return id
}

async function rootOffice(tx: Tx, title: Words): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from identity.office where parent is null`.execute(tx)
  const known = rows[0]?.id
  if (known !== undefined) return known
  await openOffice(tx, 'setup', { id: 'city', level: 'city', kind: 'government', title })
  return 'city'
}
