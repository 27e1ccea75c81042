import { sql } from 'kysely'
import { isCitizenNumber, uuidv7 } from '../../../kernel/codes/index.ts'
import type { Fault } from '../../../kernel/errors/index.ts'
import { baseErrors, brokenConstraint, publish, type Query, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { hashPassword, passwordFault } from '../sign-in/password.ts'
import { mustNotBeLastAdministrator } from './last-administrator.ts'
import { type NewPerson, type PersonalChange, type PersonSource, type PersonStatus, plainLogin } from './person.ts'
import { setPosts } from './posts.ts'
import { plainPhone } from './read-people.ts'

/** Logins are compared without regard to case; `@` and letters of any script are fine, blanks are not. */
const loginShape = /^[^\s\p{Cc}]{2,64}$/u

/**
 * Enters a person with login, personal data and posts.
 * @returns the id
 * @throws identity.badLogin, identity.loginTaken, base.invalid (personal fields), and what `setPosts` throws
 */
export async function createPerson(
  tx: Tx,
  by: string,
  source: PersonSource,
  person: NewPerson,
  now: number,
): Promise<string> {
  const id = person.id ?? uuidv7()
  await sql`insert into identity.person (id, kind, name, locale, showcase, note_zh, note_en, source)
    values (${id}, ${person.kind}, ${person.name.trim()}, ${person.locale ?? 'zh'}, ${person.showcase?.place ?? null},
      ${person.showcase?.note.zh ?? ''}, ${person.showcase?.note.en ?? ''}, ${source})`.execute(tx)
  if (person.login !== undefined) await giveLogin(tx, id, person.login)
  if (person.personal) await setPersonal(tx, id, person.personal)
  if (person.posts?.length) await setPosts(tx, by, id, person.posts, now)
  return id
}

/** Gives a person a login, or another one. @throws identity.badLogin, identity.loginTaken */
export async function giveLogin(tx: Tx, person: string, typed: string): Promise<void> {
  const login = plainLogin(typed)
  if (!loginShape.test(login)) throw identityErrors.make('identity.badLogin')
  try {
    await sql`insert into identity.account (person, login) values (${person}, ${login})
      on conflict (person) do update set login = excluded.login`.execute(tx)
  } catch (cause) {
    if (brokenConstraint(cause) === 'account_login')
      throw identityErrors.make('identity.loginTaken', { login }, { cause })
    throw cause
  }
}

/** Renames a person or changes the language spoken with. @throws identity.noPerson */
export async function changePerson(
  tx: Tx,
  id: string,
  change: { readonly name?: string; readonly locale?: 'zh' | 'en' },
): Promise<void> {
  const { numAffectedRows } =
    await sql`update identity.person set name = coalesce(${change.name?.trim() ?? null}, name),
    locale = coalesce(${change.locale ?? null}, locale), changed_at = now()
    where id = ${id} and status <> 'erased'`.execute(tx)
  if (numAffectedRows !== 1n) throw identityErrors.make('identity.noPerson')
}

const phoneShape = /^(?:1\d{10}|0\d{9,11}|\+\d{6,15}|\d{5,8})$/
const emailShape = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/

function faultsOf({ phone, email, citizenNumber }: PersonalChange): readonly Fault[] {
  const faults: Fault[] = []
  if (phone && !phoneShape.test(plainPhone(phone)))
    faults.push({ field: 'personal.phone', says: { zh: '电话号码格式不符', en: 'is not a phone number' } })
  if (email && !emailShape.test(email))
    faults.push({ field: 'personal.email', says: { zh: '电子邮箱格式不符', en: 'is not an e-mail address' } })
  if (citizenNumber && !isCitizenNumber(citizenNumber))
    faults.push({
      field: 'personal.citizenNumber',
      says: { zh: '公民身份号码校验不通过（GB 11643）', en: 'is not a citizen number (GB 11643)' },
    })
  return faults
}

/**
 * Sets the personal fields that are given, takes away those given as `null`, leaves the others.
 * @throws base.invalid with a fault a field; also when the citizen number is another person's
 */
export async function setPersonal(tx: Tx, person: string, personal: PersonalChange): Promise<void> {
  const faults = faultsOf(personal)
  if (faults.length > 0) throw baseErrors.make('base.invalid', {}, { faults })
  const { email, citizenNumber } = personal
  const phone = personal.phone ? plainPhone(personal.phone) : personal.phone
  const number = citizenNumber?.toUpperCase() ?? citizenNumber
  try {
    await sql`insert into identity.personal as i (person, phone, email, citizen_number)
      values (${person}, ${phone ?? null}, ${email ?? null}, ${number ?? null})
      on conflict (person) do update set
        phone = case when ${phone === undefined} then i.phone else excluded.phone end,
        email = case when ${email === undefined} then i.email else excluded.email end,
        citizen_number = case when ${number === undefined} then i.citizen_number else excluded.citizen_number end`.execute(
      tx,
    )
  } catch (cause) {
    if (brokenConstraint(cause) !== 'personal_citizen_number') throw cause
    const says = { zh: '该公民身份号码已登记在他人名下', en: 'belongs to somebody who is entered already' }
    throw baseErrors.make('base.invalid', {}, { cause, faults: [{ field: 'personal.citizenNumber', says }] })
  }
}

/**
 * Sets a password after looking whether it may be used.
 * @throws identity.weakPassword with the reason, identity.noPerson when the person has no login
 */
export async function setPassword(tx: Tx, person: string, password: string): Promise<void> {
  const { rows } = await sql<{ login: string; name: string }>`select a.login, p.name from identity.account a
    join identity.person p on p.id = a.person where a.person = ${person}`.execute(tx)
  const account = rows[0]
  if (account === undefined) throw identityErrors.make('identity.noPerson')
  mustBeGood(password, [account.login, account.name])
  await storePassword(tx, person, await hashPassword(password))
}

/** @throws identity.weakPassword */
export function mustBeGood(password: string, known: readonly string[]): void {
  const says = passwordFault(password, known)
  if (says) throw identityErrors.make('identity.weakPassword', {}, { faults: [{ field: 'password', says }] })
}

/** Keeps the hash of a password. */
export async function storePassword(on: Query, person: string, hash: string): Promise<void> {
  await sql`update identity.account set password = ${hash}, password_at = now() where person = ${person}`.execute(on)
}

/** Voids all by which a person signs in now: sessions, tokens, one-time links, what OpenID Connect clients hold. */
export async function signOutEverywhere(tx: Tx, person: string): Promise<void> {
  await sql`update identity.session set revoked_at = now() where person = ${person} and revoked_at is null`.execute(tx)
  await sql`update identity.api_token set revoked_at = now() where person = ${person} and revoked_at is null`.execute(
    tx,
  )
  await sql`delete from identity.once where person = ${person}`.execute(tx)
  await sql`delete from identity.oidc_item where person = ${person}`.execute(tx)
}

/**
 * Lets a person act, or no longer. Somebody who no longer acts is signed out everywhere at once; posts stay on record
 * and come back with the person. Publishes `person.deactivated` or `person.activated`.
 * @throws identity.noPerson, identity.lastAdministrator
 */
export async function setStatus(tx: Tx, id: string, status: Exclude<PersonStatus, 'erased'>): Promise<void> {
  if (status === 'inactive') await mustNotBeLastAdministrator(tx, id)
  const { rows } = await sql<{ was: PersonStatus }>`update identity.person p set status = ${status}, changed_at = now()
    from (select id, status from identity.person where id = ${id} for update) old
    where p.id = old.id and old.status <> 'erased' returning old.status as was`.execute(tx)
  const was = rows[0]?.was
  if (was === undefined) throw identityErrors.make('identity.noPerson')
  if (was === status) return
  if (status === 'inactive') await signOutEverywhere(tx, id)
  const type = status === 'inactive' ? 'person.deactivated' : 'person.activated'
  await publish(tx, { type, key: id, payload: { person: id } })
}

/**
 * Deletes what is known of a person (PIPL article 47): name, login, personal data, keys and sessions go, posts end.
 * The id stays, so that what the city did remains provable. Publishes `person.erased` for the rooms that hold more.
 * @throws identity.noPerson, identity.lastAdministrator
 */
export async function erasePerson(tx: Tx, id: string): Promise<void> {
  await mustNotBeLastAdministrator(tx, id)
  const { numAffectedRows } = await sql`update identity.person set status = 'erased', name = '已注销', showcase = null,
    note_zh = '', note_en = '', changed_at = now() where id = ${id} and status <> 'erased'`.execute(tx)
  if (numAffectedRows !== 1n) throw identityErrors.make('identity.noPerson')
  await signOutEverywhere(tx, id)
  await sql`delete from identity.personal where person = ${id}`.execute(tx)
  await sql`delete from identity.account where person = ${id}`.execute(tx)
  await sql`delete from identity.passkey where person = ${id}`.execute(tx)
  await sql`delete from identity.session where person = ${id}`.execute(tx)
  await sql`update identity.post set until_at = now(), ended_why = 'person.erased'
    where person = ${id} and until_at is null`.execute(tx)
  await sql`update identity.firm_agent set until_at = now() where person = ${id} and until_at is null`.execute(tx)
  await publish(tx, { type: 'person.erased', key: id, payload: { person: id } })
}
