import { sql } from 'kysely'
import { Type } from 'typebox'
import { CityError } from '../../kernel/errors/index.ts'
import { askedGauge, job, type Room } from '../base/index.ts'
import { doorRoutes } from './api/door-routes.ts'
import { eventRoutes } from './api/event-routes.ts'
import { requestRoutes } from './api/request-routes.ts'
import { sourceRoutes } from './api/source-routes.ts'
import { termRoutes } from './api/term-routes.ts'
import { cameraErrors } from './errors.ts'
import { type Cleaned, keepClean } from './keep-clean.ts'
import { messageOf } from './mqtt-message.ts'
import type { CameraParts } from './parts.ts'
import { permissions } from './permissions.ts'
import { type NewSource, registerSource } from './sources/sources.ts'
import { Taking } from './take-event.ts'

/** The camera room and what others use of it. */
export type Camera = {
  /** Registers a source. @throws camera.knownSource, camera.knownKey, camera.badKey */
  register(source: NewSource, by: string): Promise<string>
  /** Is there a source of that id? */
  hasSource(id: string): Promise<boolean>
  /**
   * A signed message that came by MQTT. @returns why it was not taken, in English; `undefined` when it was. Throws only when it
   * could not be kept and is to be sent again.
   */
  hear(payload: Buffer): Promise<string | undefined>
  /** Lapses and destroys what is due now. */
  keepClean(): Promise<Cleaned>
}

/** The camera room (城市之眼): signed events, masked pictures, confirmation by people, full views under four eyes. */
export function cameraRoom(parts: CameraParts): Room & Camera {
  const { base } = parts
  const taking = new Taking(parts)
  let [taken, refused] = [0, 0]
  return {
    name: 'camera',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: cameraErrors,
    register: (source, by) => registerSource(base.db, source, by, base.now()),
    hasSource: async (id) => {
      const { rows } = await sql`select from camera.source where id = ${id}`.execute(base.db)
      return rows.length > 0
    },
    hear: async (payload) => {
      try {
        const { event, picture } = messageOf(payload)
        await taking.take(event, picture, 'mqtt')
        taken += 1
        return undefined
      } catch (cause) {
        // What is wrong stays wrong however often it is sent; what could not be kept, or not yet, comes again.
        if (!(cause instanceof CityError) || cause.kind === 'unavailable' || cause.code === 'camera.busy') throw cause
        refused += 1
        return [cause.says.en, ...cause.faults.map((one) => `${one.field ?? ''} ${one.says.en}`.trim())].join('; ')
      }
    },
    keepClean: () => keepClean(parts),
    routes: (http) => {
      doorRoutes(http, taking)
      eventRoutes(http, parts)
      requestRoutes(http, parts)
      sourceRoutes(http, parts)
      termRoutes(http, parts)
    },
    jobs: [
      job({
        name: 'camera.clean',
        payload: Type.Object({}),
        cron: '* * * * *',
        run: async () => {
          await keepClean(parts)
        },
      }),
    ],
    start: () => {
      const { registry } = base.metrics
      askedGauge(registry, 'shudu_camera_events_by_mqtt', 'Camera events taken over MQTT since the start', () => taken)
      askedGauge(
        registry,
        'shudu_camera_refused_by_mqtt',
        'Camera events refused over MQTT since the start',
        () => refused,
      )
    },
    checks: async () => {
      const late = new Date(base.now() - 3_600_000).toISOString()
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from camera.original
        where destroyed_at is null and destroy_at < ${late}`.execute(base.db)
      const what = { zh: '视频原图按期销毁', en: 'Original pictures are destroyed in time' }
      const n = rows[0]?.n ?? 0
      return n === 0
        ? [{ what, state: 'well', says: { zh: '没有逾期保存的原图', en: 'None is kept beyond its time' } }]
        : [
            {
              ...{ what, state: 'ill' },
              says: { zh: `${n} 张原图已过期限`, en: `${n} are kept beyond their time` },
              todo: { zh: '检查后台任务 camera.clean', en: 'Look at the job camera.clean' },
            },
          ]
    },
  }
}
