import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Query } from '../database/db.ts'

const nullable = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()])
const text = nullable(Type.String())

/** One row of the audit as auditors read it. */
export const AuditSeen = Type.Object({
  id: Type.String(),
  at: Type.String(),
  actor: Type.String(),
  actorKind: Type.String(),
  post: text,
  onBehalfOf: text,
  action: Type.String(),
  purpose: text,
  resource: text,
  outcome: Type.String(),
  reason: text,
  facts: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  request: text,
  addressHash: text,
})

/** What an auditor looks for; everything may be left out. */
export const AuditQuestion = Type.Object({
  actor: Type.Optional(Type.String({ maxLength: 200, description: 'Id of who acted' })),
  resource: Type.Optional(Type.String({ maxLength: 200, description: 'kind:id of what was acted upon' })),
  action: Type.Optional(Type.String({ maxLength: 100 })),
  outcome: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('denied'), Type.Literal('failed')])),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Not before this instant' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this instant' })),
  before: Type.Optional(Type.String({ format: 'uuid', description: 'Id of the last row of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
})

/** Rows of the audit, newest first (their ids are in order of time). */
export async function readAudit(
  on: Query,
  asked: Type.Static<typeof AuditQuestion>,
): Promise<Type.Static<typeof AuditSeen>[]> {
  const { actor, resource, action, outcome, from, to, before, limit = 100 } = asked
  const rows = await sql<Type.Static<typeof AuditSeen>>`
    select id, at, actor, actor_kind as "actorKind", post, on_behalf_of as "onBehalfOf", action, purpose, resource, outcome,
      reason, facts, request, address_hash as "addressHash"
    from base.audit
    where (${actor ?? null}::text is null or actor = ${actor ?? null})
      and (${resource ?? null}::text is null or resource = ${resource ?? null})
      and (${action ?? null}::text is null or action = ${action ?? null})
      and (${outcome ?? null}::text is null or outcome = ${outcome ?? null})
      and (${from ?? null}::timestamptz is null or at >= ${from ?? null})
      and (${to ?? null}::timestamptz is null or at < ${to ?? null})
      and (${before ?? null}::uuid is null or id < ${before ?? null})
    order by id desc limit ${limit}`.execute(on)
  return rows.rows
}
