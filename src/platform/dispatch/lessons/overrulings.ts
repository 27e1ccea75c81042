import { sql } from 'kysely'
import { type Lesson, learn, type Overruling } from '../../../kernel/dispatch/index.ts'
import type { Query } from '../../base/index.ts'

/** Why a person overrules. `order` and `once` teach nothing: the one is no choice of a crew, the other says so itself. */
export const causes = ['knows', 'skill', 'load', 'order', 'place', 'once'] as const

/** One of them. */
export type Cause = (typeof causes)[number]

/** An overruling as it is kept. Instants ISO. */
export type KeptOverruling = {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly path: string
  readonly case: string
  readonly number: string
  readonly kind: string
  readonly area: string
  readonly from: string | null
  readonly fromNth: number | null
  readonly to: string | null
  readonly toNth: number | null
  readonly more: number
  readonly cause: Cause
  readonly reason: string
  readonly could: readonly { readonly crew: string; readonly cost: number }[]
  readonly learns: boolean
  readonly isReplaced: boolean
  readonly revokedAt: string | null
  readonly revokedBy: string | null
  readonly revokedWhy: string | null
}

const columns = sql`o.id, o.at, o.by_name as by, o.path, o.case_id as case, o.number, o.kind, o.area, o.from_crew as from,
  o.from_nth as "fromNth", o.to_crew as to, o.to_nth as "toNth", o.more, o.cause, o.reason, o.could, o.learns,
  o.replaced_by is not null as "isReplaced", o.revoked_at as "revokedAt", o.revoked_by_name as "revokedBy",
  o.revoked_why as "revokedWhy"`

const most = 2_000

/** Overrulings below an office, the newest first, at most 2,000. */
export async function overrulingsBelow(on: Query, path: string): Promise<readonly KeptOverruling[]> {
  const { rows } = await sql<KeptOverruling>`select ${columns} from dispatch.overruling o
    where o.path = ${path} or starts_with(o.path, ${`${path}/`}) order by o.at desc, o.id desc limit ${most}`.execute(
    on,
  )
  return rows
}

/** Does it teach, as it stands: of a choice of a crew, not taken back, not replaced? */
export const teaches = ({ learns, isReplaced, revokedAt }: KeptOverruling): boolean =>
  learns && !isReplaced && revokedAt === null

/** As the kernel learns from it. */
export const overrulingOf = ({ id, kind, area, from, to, more }: KeptOverruling): Overruling => ({
  ...{ id, kind, area, more },
  ...(from !== null && { from }),
  ...(to !== null && { to }),
})

/** What was learned below an office. */
export const lessonsFor = async (on: Query, path: string): Promise<readonly Lesson[]> =>
  learn((await overrulingsBelow(on, path)).filter(teaches).map(overrulingOf))
