import type { Level, Role } from '../../../kernel/access/index.ts'
import type { Language, Words } from '../../../kernel/words.ts'

/** What sort of actor somebody is: a resident (市民), an official (工作人员) or an outside program. */
export type PersonKind = 'resident' | 'official' | 'service'

/** `erased`: deleted on request (PIPL article 47); only the id remains, so that records stay whole. */
export type PersonStatus = 'active' | 'inactive' | 'erased'

/** Where a person's record came from. */
export type PersonSource = 'setup' | 'administrator' | 'profile' | 'self' | 'operator'

/** A post somebody holds or held. Instants ISO UTC. */
export type HeldPost = {
  readonly id: string
  readonly office: string
  readonly path: string
  readonly level: Level
  readonly role: Role
  readonly title: Words
  readonly from: string
  readonly until?: string
}

/** What a leak would harm a person by. Phone and e-mail are graded `personal`, the citizen number `sensitive`. */
export type PersonalData = {
  readonly phone?: string
  readonly email?: string
  readonly citizenNumber?: string
}

/** Personal fields to be set; `null` takes one away. */
export type PersonalChange = { readonly [Field in keyof PersonalData]?: PersonalData[Field] | null }

/** A person as lists show one: personal fields masked. */
export type PersonSeen = {
  readonly id: string
  readonly kind: PersonKind
  readonly name: string
  readonly login?: string
  readonly locale: Language
  readonly status: PersonStatus
  readonly phone?: string
  readonly posts: HeldPost[]
}

/** What a new person is told by whoever enters one. */
export type NewPerson = {
  /** UUID; a new one when absent. */
  readonly id?: string
  readonly kind: PersonKind
  readonly name: string
  /** What is typed at sign-in; absent for somebody who does not sign in. */
  readonly login?: string
  readonly locale?: Language
  readonly personal?: PersonalChange
  readonly posts?: readonly WantedPost[]
  /** Place in the list of the demonstration sign-in and the word beside the name there. */
  readonly showcase?: { readonly place: number; readonly note: Words }
}

/** A post somebody is to hold. */
export type WantedPost = { readonly office: string; readonly role: Role; readonly from?: string }

/** A login as it is kept and looked up: full-width letters from a Chinese keyboard are the same as plain ones (NFKC). */
export const plainLogin = (login: string): string => login.normalize('NFKC').trim()

/** The lowest path at or above all of these: whoever stands over it stands over every one of them. */
export function commonPath(paths: readonly string[]): string | undefined {
  const [first, ...rest] = paths.map((path) => path.split('/'))
  if (first === undefined) return undefined
  let length = first.length
  for (const parts of rest) {
    let same = 0
    while (same < length && same < parts.length && parts[same] === first[same]) same += 1
    length = same
  }
  return length > 1 ? first.slice(0, length).join('/') : undefined
}
