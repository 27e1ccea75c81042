import { sql } from 'kysely'
import type { Role } from '../../kernel/access/index.ts'
import type { Language } from '../../kernel/words.ts'
import type { Query } from '../base/index.ts'
import type { Contact, Preference, QuietHours } from './model.ts'

/** Most people who are told of one thing because of their post. */
const mostHolders = 50

/** Those who hold one of the roles in an office now, and their deputies (代理) while they are absent. */
export async function holdersOf(on: Query, office: string, roles: readonly Role[]): Promise<readonly string[]> {
  const { rows } = await sql<{ person: string }>`
    with held as (
      select t.id, t.person from identity.post t
      where t.office = ${office} and t.role = any(${[...roles]}::text[]) and (t.until_at is null or t.until_at > now())
    )
    select held.person from held join identity.person p on p.id = held.person where p.status = 'active'
    union
    select d.deputy from identity.delegation d join held on held.id = any(d.posts)
      join identity.person p on p.id = d.deputy
    where d.revoked_at is null and now() between d.from_at and d.until_at and p.status = 'active'
    order by 1 limit ${mostHolders}`.execute(on)
  return rows.map(({ person }) => person)
}

type PersonRow = {
  id: string
  kind: 'resident' | 'official' | 'service'
  name: string
  locale: Language
  hasPhone: boolean
  hasEmail: boolean
  channels: Preference['channels'] | null
  quiet_from: number | null
  quiet_to: number | null
  muted: string[] | null
}

/** A person with what decides how to tell him; addresses themselves are not read here. */
export type Told = { readonly id: string; readonly language: Language; readonly preference: Preference }

/** When nothing that can wait is sent to residents, unless they say otherwise: 22:00 to 8:00. */
export const usualQuiet: QuietHours = { from: 22 * 60, to: 8 * 60 }

/** Without a wish of their own, residents are told by SMS, or by e-mail; officials see it in the inbox. */
function usual({ kind, hasPhone, hasEmail }: PersonRow): Preference {
  if (kind !== 'resident') return { channels: [], muted: [] }
  return { channels: hasPhone ? ['sms'] : hasEmail ? ['email'] : [], quiet: usualQuiet, muted: [] }
}

const preferenceOf = (row: PersonRow): Preference =>
  row.channels === null
    ? usual(row)
    : {
        channels: row.channels,
        quiet:
          row.quiet_from === null || row.quiet_to === null ? undefined : { from: row.quiet_from, to: row.quiet_to },
        muted: row.muted ?? [],
      }

/** Accounts have UUIDs; what a program or a clock did has another name, and nobody to tell. */
const isAccount = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

/** How these people want to be told; those who are gone are left out. */
export async function readTold(on: Query, ids: readonly string[]): Promise<readonly Told[]> {
  const people = ids.filter(isAccount)
  if (people.length === 0) return []
  const { rows } = await sql<PersonRow>`
    select p.id, p.kind, p.name, p.locale, i.phone is not null as "hasPhone", i.email is not null as "hasEmail",
      w.channels, w.quiet_from, w.quiet_to, w.muted
    from identity.person p left join identity.personal i on i.person = p.id left join notify.preference w on w.person = p.id
    where p.id = any(${[...people]}::uuid[]) and p.status = 'active' and p.kind <> 'service' order by p.id`.execute(on)
  return rows.map((row) => ({ id: row.id, language: row.locale, preference: preferenceOf(row) }))
}

/** Where a person can be reached now; nothing when he is gone. Personal data: for sending only. */
export async function findContact(on: Query, person: string): Promise<Contact | undefined> {
  const { rows } = await sql<{
    kind: 'resident' | 'official' | 'service'
    name: string
    locale: Language
    phone: string | null
    email: string | null
  }>`select p.kind, p.name, p.locale, i.phone, i.email from identity.person p
    left join identity.personal i on i.person = p.id where p.id = ${person} and p.status = 'active'`.execute(on)
  const row = rows[0]
  if (!row) return undefined
  const { kind, name, locale, phone, email } = row
  return { id: person, kind, language: locale, name, phone: phone ?? undefined, email: email ?? undefined }
}
