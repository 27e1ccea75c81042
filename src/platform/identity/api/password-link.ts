import { Type } from 'typebox'
import type { Base, Query } from '../../base/index.ts'
import { issueOnce, voidOnce } from '../sign-in/once.ts'
import { InstantSchema } from './schemas.ts'

/** The purpose for which administrators see and change people. */
export const administering = 'administering the people of an office'

const minutes = 3 * 24 * 60

/** A link by which a person sets a password; shown this once. */
export const PasswordLink = Type.Object({
  /** Path and fragment of the page. */
  link: Type.String(),
  endsAt: InstantSchema,
})

/** Makes a one-time link for a person; the ones before it are void. */
export async function newPasswordLink(base: Base, on: Query, person: string) {
  await voidOnce(on, 'password', person)
  const secret = await issueOnce(on, 'password', minutes, base.now(), { person })
  return {
    // Behind `#`: what stands there is not sent to any server and not written into any log on the way.
    link: `/password#${secret}`,
    endsAt: new Date(base.now() + minutes * 60_000).toISOString(),
  }
}
