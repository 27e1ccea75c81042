import { Type } from 'typebox'
import type { Permission } from '../../../kernel/access/index.ts'
import type { Base } from '../base.ts'
import { baseErrors } from '../errors.ts'
import type { Http } from '../http/route.ts'
import { WordsSchema } from '../http/schemas.ts'
import { job } from '../jobs/job.ts'
import { deadLetters, dropDeadLetter, forgetOldEvents, reviveDeadLetter } from '../outbox/letters.ts'
import type { Room } from '../room.ts'
import { allFindings, groundChecks } from './checks.ts'
import { dropJob, JobSeen, retryJob, troubledJobs } from './failed-jobs.ts'
import { systemPermissions as may } from './permissions.ts'
import { AuditQuestion, AuditSeen, readAudit } from './read-audit.ts'

const FindingSeen = Type.Object({
  what: WordsSchema,
  state: Type.Union([Type.Literal('well'), Type.Literal('watch'), Type.Literal('ill')]),
  says: WordsSchema,
  todo: Type.Optional(WordsSchema),
})

const LetterSeen = Type.Object({
  consumer: Type.String(),
  seq: Type.Integer(),
  event: Type.String(),
  type: Type.String(),
  key: Type.String(),
  fault: Type.String(),
  attempts: Type.Integer(),
  deadAt: Type.String(),
})

const RightSeen = Type.Object({
  action: Type.String(),
  title: WordsSchema,
  scope: Type.String(),
  grade: Type.String(),
  changes: Type.Boolean(),
  grants: Type.Array(
    Type.Object({ who: Type.String(), relation: Type.String(), levels: Type.Optional(Type.Array(Type.String())) }),
  ),
})

/** The first room: the machinery itself, for its operators and auditors. `others` are the rooms that stand on it. */
export function systemRoom(base: Base, others: () => readonly Room[]): Room {
  const room: Room = {
    name: 'base',
    migrations: new URL('../migrations/', import.meta.url),
    permissions: Object.values(may),
    errors: baseErrors,
    checks: () => groundChecks(base),
    jobs: [
      job({
        name: 'base.forget-old-events',
        payload: Type.Object({}, { additionalProperties: true }),
        cron: '40 19 * * *', // 03:40 in Shanghai
        run: async (_, { log }) => log.info('old events forgotten', { count: await forgetOldEvents(base.db) }),
      }),
    ],
    routes: (http) => {
      healthRoutes(http, base, () => [room, ...others()])
      workRoutes(http, base)
      auditRoutes(http, base)
      rightsRoutes(http, () => [room, ...others()].flatMap(({ permissions }) => permissions ?? []))
    },
  }
  return room
}

function healthRoutes(http: Http, base: Base, rooms: () => readonly Room[]): void {
  http.route({
    method: 'GET',
    path: '/api/system/health',
    title: may.seeHealth.title,
    access: may.seeHealth,
    response: Type.Object({ version: Type.String(), demo: Type.Boolean(), findings: Type.Array(FindingSeen) }),
    handle: async () => ({
      version: base.config.version,
      demo: base.config.demo,
      findings: [...(await allFindings(base, rooms()))],
    }),
  })
}

const JobParams = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const LetterParams = Type.Object({ consumer: Type.String({ maxLength: 100 }), seq: Type.Integer({ minimum: 1 }) })

function orMissing(found: boolean): void {
  if (!found) throw baseErrors.make('base.missing')
}

function workRoutes(http: Http, { db }: Base): void {
  http.route({
    method: 'GET',
    path: '/api/system/work',
    title: may.seeWork.title,
    access: may.seeWork,
    response: Type.Object({ jobs: Type.Array(JobSeen), letters: Type.Array(LetterSeen) }),
    handle: async () => ({ jobs: await troubledJobs(db), letters: [...(await deadLetters(db))] }),
  })
  http.route({
    method: 'POST',
    path: '/api/system/jobs/:id/retry',
    title: { zh: '重试任务', en: 'Run a job again' },
    access: may.mendWork,
    params: JobParams,
    handle: ({ params, audit }) => {
      audit({ resource: `job:${params.id}` })
      return db.tx(async (tx) => orMissing(await retryJob(tx, params.id)))
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/system/jobs/:id',
    title: { zh: '放弃任务', en: 'Drop a job' },
    access: may.mendWork,
    params: JobParams,
    handle: ({ params, audit }) => {
      audit({ resource: `job:${params.id}` })
      return db.tx(async (tx) => orMissing(await dropJob(tx, params.id)))
    },
  })
  http.route({
    method: 'POST',
    path: '/api/system/letters/:consumer/:seq/retry',
    title: { zh: '重新投递事件', en: 'Deliver an event again' },
    access: may.mendWork,
    params: LetterParams,
    handle: ({ params, audit }) => {
      audit({ resource: `letter:${params.consumer}/${params.seq}` })
      return db.tx(async (tx) => orMissing(await reviveDeadLetter(tx, params.consumer, params.seq)))
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/system/letters/:consumer/:seq',
    title: { zh: '放弃投递', en: 'Drop a delivery' },
    access: may.mendWork,
    params: LetterParams,
    handle: ({ params, audit }) => {
      audit({ resource: `letter:${params.consumer}/${params.seq}` })
      return db.tx(async (tx) => orMissing(await dropDeadLetter(tx, params.consumer, params.seq)))
    },
  })
}

function auditRoutes(http: Http, { db }: Base): void {
  http.route({
    method: 'GET',
    path: '/api/system/audit',
    title: may.seeAudit.title,
    access: may.seeAudit,
    purpose: 'oversight',
    query: AuditQuestion,
    response: Type.Object({ rows: Type.Array(AuditSeen) }),
    handle: async ({ query, audit }) => {
      audit({ facts: { asked: query } })
      return { rows: await readAudit(db, query) }
    },
  })
}

function rightsRoutes(http: Http, permissions: () => readonly Permission[]): void {
  http.route({
    method: 'GET',
    path: '/api/system/rights',
    title: may.seeRights.title,
    access: may.seeRights,
    response: Type.Object({ rights: Type.Array(RightSeen) }),
    handle: () => ({ rights: permissions().map((one) => ({ ...one, grants: one.grants.map(plainGrant) })) }),
  })
}

// The answer's lists are not readonly; the declarations are.
const plainGrant = ({ who, relation, levels }: Permission['grants'][number]) => ({
  who,
  relation,
  ...(levels && { levels: [...levels] }),
})
