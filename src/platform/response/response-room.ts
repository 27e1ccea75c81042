import { sql } from 'kysely'
import { Type } from 'typebox'
import { job, type Room } from '../base/index.ts'
import { drawingRoutes } from './api/drawing-routes.ts'
import { dutyRoutes } from './api/duty-routes.ts'
import { incidentRoutes } from './api/incident-routes.ts'
import { liveRoutes } from './api/live-routes.ts'
import { noticeRoutes } from './api/notice-routes.ts'
import { orderRoutes } from './api/order-routes.ts'
import { photoRoutes, resourceRoutes, reviewRoutes, warningRoutes } from './api/other-routes.ts'
import { proposalRoutes } from './api/proposal-routes.ts'
import { listDuties, type NewDuty, planDuty } from './duty/roster.ts'
import { responseErrors } from './errors.ts'
import { holdPastExercise, type PastExercise } from './generate/past-exercise.ts'
import { brokenLogs } from './incident/log.ts'
import { remindLate } from './incident/remind-late.ts'
import { liveIncidents } from './live/live-incidents.ts'
import type { ResponseParts } from './parts.ts'
import { permissions } from './permissions.ts'
import { addResource, type NewResource } from './resources.ts'

/** The room, and what a demonstration puts into it. */
export type ResponseRoom = Room & {
  readonly generate: {
    resources(all: readonly NewResource[]): Promise<void>
    pastExercise(told: PastExercise): Promise<string>
    /** Who is on duty in an office, where nobody is planned yet. */
    duties(all: readonly Omit<NewDuty, 'path'>[]): Promise<void>
    /** Was the demonstration loaded already? */
    isThere(): Promise<boolean>
  }
}

/** The response room: warnings and responses, plans, incidents with orders, resources, log, notices, reports, reviews, exercises. */
export function responseRoom(parts: ResponseParts): ResponseRoom {
  const { base, plans } = parts
  return {
    generate: {
      resources: (all) =>
        base.db.tx(async (tx) => {
          for (const one of all)
            await addResource(tx, { ...one, isDemo: true }, parts.offices.find(one.office)?.path ?? '', base.now())
        }),
      pastExercise: (told) => holdPastExercise(parts, told),
      duties: async (all) => {
        for (const one of all) {
          const path = parts.offices.find(one.office)?.path
          if (path === undefined) continue
          const there = await listDuties(base.db, { paths: [path], from: one.from, until: one.until })
          if (there.every(({ office }) => office !== one.office))
            await base.db.tx((tx) => planDuty(tx, { ...one, path, isDemo: true }, 'Shudu'))
        }
      },
      isThere: async () => {
        const { rows } = await sql`select from response.resource where is_demo limit 1`.execute(base.db)
        return rows.length > 0
      },
    },
    name: 'response',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: responseErrors,
    routes: (http) => {
      incidentRoutes(http, parts)
      liveRoutes(http, parts, liveIncidents(base))
      orderRoutes(http, parts)
      dutyRoutes(http, parts)
      warningRoutes(http, parts)
      resourceRoutes(http, parts)
      noticeRoutes(http, parts)
      drawingRoutes(http, parts)
      proposalRoutes(http, parts)
      reviewRoutes(http, parts)
      photoRoutes(http, parts)
    },
    jobs: [
      job({
        name: 'response.remind',
        payload: Type.Object({}),
        cron: '* * * * *',
        run: async () => {
          await remindLate(parts)
        },
      }),
    ],
    start: async () => {
      for (const { hash, plan } of plans)
        await sql`insert into response.plan (hash, id, body, kept_at)
          values (${hash}, ${plan.id}, ${JSON.stringify(plan)}::jsonb, ${new Date(base.now()).toISOString()})
          on conflict (hash) do nothing`.execute(base.db)
    },
    checks: async () => {
      const broken = await brokenLogs(base.db)
      const what = { zh: '应急事件日志', en: 'Logs of incidents' }
      return broken.length === 0
        ? [{ what, state: 'well', says: { zh: '连续且未被改动', en: 'Contiguous and unchanged' } }]
        : [
            {
              ...{
                what,
                state: 'ill',
                says: { zh: `被改动：${broken.join('、')}`, en: `Changed: ${broken.join(', ')}` },
              },
              todo: { zh: '从备份核对这些日志', en: 'Compare these logs with a backup' },
            },
          ]
    },
  }
}
