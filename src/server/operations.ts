import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Permission } from '../kernel/access/index.ts'
import {
  type Base,
  baseErrors,
  deadLetters,
  type Http,
  outboxState,
  type Room,
  reviveDeadLetter,
} from '../platform/base/index.ts'

const words = Type.Object({ zh: Type.String(), en: Type.String() })

const permissions = {
  watch: {
    action: 'operations.watch',
    title: { zh: '查看运行状况', en: 'Watch how the system runs' },
    scope: 'admin',
    grants: [
      { who: 'administrator', relation: 'any' },
      { who: 'auditor', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  mend: {
    action: 'operations.mend',
    title: { zh: '重试失败的任务', en: 'Try failed work again' },
    scope: 'admin',
    grants: [{ who: 'administrator', relation: 'any' }],
    grade: 'internal',
    changes: true,
  },
  audit: {
    action: 'operations.audit',
    title: { zh: '查看审计记录', en: 'Read the audit trail' },
    scope: 'audit',
    grants: [{ who: 'auditor', relation: 'any' }],
    grade: 'personal',
    changes: false,
  },
  rights: {
    action: 'operations.rights',
    title: { zh: '查看权限表', en: 'Read the table of rights' },
    scope: 'admin',
    grants: [
      { who: 'administrator', relation: 'any' },
      { who: 'auditor', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
} as const satisfies Record<string, Permission>

const finding = Type.Object({
  room: Type.String(),
  what: words,
  state: Type.String(),
  says: words,
  todo: Type.Optional(words),
})

/** How the system runs: what every room finds when asked, queues, dead letters, rights, audit. */
function healthRoutes(http: Http, base: Base, rooms: () => readonly Room[]): void {
  http.route({
    method: 'GET',
    path: '/api/admin/health',
    title: { zh: '系统体检', en: 'How everything stands' },
    access: permissions.watch,
    rate: { perMinute: 12, burst: 6 },
    response: Type.Object({
      findings: Type.Array(finding),
      outbox: Type.Object({ waiting: Type.Integer(), dead: Type.Integer(), oldestSeconds: Type.Number() }),
      version: Type.String(),
      asOf: Type.String(),
    }),
    handle: async () => {
      const asked = rooms().map(async (room) =>
        ((await room.checks?.()) ?? []).map((one) => ({ room: room.name, ...one })),
      )
      const { waiting, dead, oldest } = await outboxState(base.db)
      return {
        findings: (await Promise.all(asked)).flat(),
        outbox: { waiting, dead, oldestSeconds: oldest },
        version: base.config.version,
        asOf: new Date(base.now()).toISOString(),
      }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/admin/rights',
    title: { zh: '权限表', en: 'The table of rights' },
    access: permissions.rights,
    response: Type.Array(
      Type.Object({
        room: Type.String(),
        action: Type.String(),
        title: words,
        grade: Type.String(),
        changes: Type.Boolean(),
        scope: Type.String(),
        grants: Type.Array(Type.Object({ who: Type.String(), relation: Type.String() })),
      }),
    ),
    handle: () =>
      rooms().flatMap((room) =>
        (room.permissions ?? []).map(({ action, title, grade, changes, scope, grants }) => ({
          ...{ room: room.name, action, title, grade, changes, scope },
          grants: grants.map(({ who, relation }) => ({ who, relation })),
        })),
      ),
  })
}

type JobRow = {
  id: string
  task: string
  attempts: number
  most: number
  runAt: string
  fault: string | null
  isRunning: boolean
}

function queueRoutes(http: Http, base: Base): void {
  http.route({
    method: 'GET',
    path: '/api/admin/jobs',
    title: { zh: '后台任务', en: 'Background work' },
    access: permissions.watch,
    response: Type.Object({
      jobs: Type.Array(
        Type.Object({
          id: Type.String(),
          task: Type.String(),
          attempts: Type.Integer(),
          most: Type.Integer(),
          runAt: Type.String(),
          fault: Type.Union([Type.String(), Type.Null()]),
          isRunning: Type.Boolean(),
        }),
      ),
      letters: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    }),
    handle: async () => {
      const { rows } = await sql<JobRow>`
        select id::text, task_identifier as task, attempts, max_attempts as most, run_at as "runAt", last_error as fault,
          locked_at is not null as "isRunning"
        from graphile_worker.jobs order by last_error is null, run_at limit 200`.execute(base.db)
      return {
        jobs: rows.map((row) => ({ ...row })),
        letters: (await deadLetters(base.db)).map((letter) => ({ ...letter })),
      }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/letters/revive',
    title: { zh: '重新投递', en: 'Deliver again' },
    access: permissions.mend,
    body: Type.Object(
      { consumer: Type.String({ maxLength: 100 }), seq: Type.Integer({ minimum: 1 }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ revived: Type.Boolean() }),
    handle: async ({ body, audit }) => {
      audit({ resource: `letter:${body.consumer}/${body.seq}` })
      const revived = await base.db.tx((tx) => reviveDeadLetter(tx, body.consumer, body.seq))
      if (!revived) throw baseErrors.make('base.missing')
      return { revived }
    },
  })
}

type AuditSeen = {
  id: string
  at: string
  actor: string
  name: string | null
  post: string | null
  action: string
  purpose: string | null
  resource: string | null
  outcome: string
  reason: string | null
}

const nullable = Type.Union([Type.String(), Type.Null()])

function auditRoutes(http: Http, base: Base): void {
  http.route({
    method: 'GET',
    path: '/api/admin/audit',
    title: { zh: '审计记录', en: 'The audit trail' },
    access: permissions.audit,
    purpose: 'supervising how personal data is used',
    query: Type.Object({
      actor: Type.Optional(Type.String({ maxLength: 60 })),
      resource: Type.Optional(Type.String({ maxLength: 120 })),
      outcome: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('denied'), Type.Literal('failed')])),
      before: Type.Optional(Type.String({ format: 'date-time' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          ...{
            id: Type.String(),
            at: Type.String(),
            actor: Type.String(),
            name: nullable,
            post: nullable,
            action: Type.String(),
          },
          ...{ purpose: nullable, resource: nullable, outcome: Type.String(), reason: nullable },
        }),
      ),
      next: nullable,
    }),
    handle: async ({ query: { actor, resource, outcome, before, limit = 100 } }) => {
      const { rows } = await sql<AuditSeen>`
        select a.id, a.at, a.actor, p.name, a.post, a.action, a.purpose, a.resource, a.outcome, a.reason
        from base.audit a left join identity.person p on p.id::text = a.actor
        where (${actor ?? null}::text is null or a.actor = ${actor ?? null})
          and (${resource ?? null}::text is null or a.resource = ${resource ?? null})
          and (${outcome ?? null}::text is null or a.outcome = ${outcome ?? null})
          and a.at < ${before ?? 'infinity'}::timestamptz
        order by a.at desc, a.id limit ${limit}`.execute(base.db)
      return { items: rows.map((row) => ({ ...row })), next: rows.length === limit ? (rows.at(-1)?.at ?? null) : null }
    },
  })
}

/** A room without tables of its own: what administrators and auditors see of all the others. */
export const operations = (base: Base, rooms: () => readonly Room[]): Room => ({
  name: 'operations',
  permissions: Object.values(permissions),
  routes: (http) => {
    healthRoutes(http, base, rooms)
    queueRoutes(http, base)
    auditRoutes(http, base)
  },
})
