import type { Base } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { storePassword } from '../people/change-person.ts'
import { plainLogin } from '../people/person.ts'
import { findByLogin, type LoginFound } from '../people/read-people.ts'
import { hashPassword, isOutdated, isPassword } from './password.ts'
import { beginTry } from './throttle.ts'

/**
 * Who this login and password belong to. An unknown login, one without a password, a wrong password and somebody who
 * is no longer active cost the same time and get the same answer.
 * @throws identity.wrongPassword, identity.tooManyTries
 */
export async function signInByPassword(
  base: Base,
  login: string,
  password: string,
  address: string,
): Promise<LoginFound> {
  const counted = await beginTry(base.db, plainLogin(login), address, base.now())
  const found = await findByLogin(base.db, login)
  const isRight = await isPassword(password, found?.password)
  if (found?.password === undefined || !isRight || found.status !== 'active')
    throw identityErrors.make('identity.wrongPassword')
  await counted.succeeded(base.db)
  if (isOutdated(found.password)) await storePassword(base.db, found.id, await hashPassword(password))
  return found
}
