import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'

/** One line of what others did with a person's data. Instants ISO UTC. */
export type OwnLogLine = {
  readonly id: string
  readonly at: string
  readonly action: string
  readonly purpose?: string
  readonly outcome: string
  /** Name of the actor; empty for the city's own clockwork. */
  readonly by: string
  /** The post by which it was allowed, `role@path`. */
  readonly post?: string
}

type Row = Omit<OwnLogLine, 'purpose' | 'post'> & { purpose: string | null; post: string | null }

/**
 * What others than the person did with his record, the newest first, from the audit: who, when, as what, for what
 * purpose (PIPL articles 44 and 45).
 * @param before show only what lies before this line
 */
export async function readOwnLog(
  on: Query,
  person: string,
  limit: number,
  before?: string,
): Promise<readonly OwnLogLine[]> {
  const { rows } = await sql<Row>`select a.id, a.at, a.action, a.purpose, a.outcome, coalesce(p.name, '') as by, a.post
    from base.audit a left join identity.person p on p.id::text = a.actor
    where a.resource = ${`person:${person}`} and a.actor <> ${person} and a.actor <> 'anonymous'
      and (${before ?? null}::uuid is null or a.id < ${before ?? null}::uuid)
    order by a.at desc, a.id desc limit ${limit}`.execute(on)
  return rows.map((row) => ({ ...row, purpose: row.purpose ?? undefined, post: row.post ?? undefined }))
}
