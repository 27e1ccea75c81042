import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Base, Http } from '../../base/index.ts'
import type { CommandSeen, Commands } from '../commands/commands.ts'
import type { Fleet } from '../devices/fleet.ts'
import { getDevice } from '../devices/keep.ts'
import { thingsErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { isSeen, pathsSeen, resourceOf } from './seen.ts'

const mostAtOnce = 10_000
const OrNull = Type.Union([Type.String(), Type.Null()])

const CommandView = Type.Object({
  ...{
    id: Type.String(),
    device: Type.String(),
    batch: Type.String(),
    name: Type.String(),
    input: Type.Unknown(),
    state: Type.String(),
  },
  ...{ askedBy: Type.String(), askedAt: Type.String(), expiresAt: Type.String() },
  ...{ sentAt: OrNull, deliveredAt: OrNull, answeredAt: OrNull, answer: Type.Unknown() },
})

/** Commands to one device or a group, and what became of them. */
export function commandRoutes(
  http: Http,
  { base, fleet, commands }: { readonly base: Base; readonly fleet: Fleet; readonly commands: Commands },
): void {
  http.route({
    method: 'POST',
    path: '/api/things/commands',
    title: { zh: '下发指令', en: 'Command devices' },
    access: permissions.command,
    // Decided for each device below; here whether he may command any.
    resource: ({ actor }) => ({ holders: actor.posts.map(({ path }) => path) }),
    body: Type.Object({
      devices: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: mostAtOnce })),
      /** Instead of single devices: all of a profile, below an office. */
      group: Type.Optional(Type.Object({ profile: Type.String(), path: Type.Optional(Type.String()) })),
      name: Type.String({ maxLength: 100 }),
      input: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      expiresAfter: Type.Optional(Type.Integer({ minimum: 1, maximum: 30 * 86_400 })),
    }),
    status: 202,
    response: Type.Object({ batch: Type.String(), commands: Type.Array(Type.String()) }),
    handle: async ({ body, actor, allow, may, audit }) => {
      const { group } = body
      const devices = body.devices
        ? [...new Set(body.devices)].map((id) => getDevice({ fleet }, id))
        : [...fleet.all].filter(
            (device) =>
              group !== undefined &&
              device.state === 'active' &&
              device.ready.profile.name === group.profile &&
              isSeen(device, group.path === undefined ? undefined : [group.path]) &&
              may(permissions.command, resourceOf(device)),
          )
      if (devices.length > mostAtOnce) throw thingsErrors.make('things.noDevices')
      for (const device of devices) allow(permissions.command, resourceOf(device))
      const asked = await commands.ask({
        ...{ devices, name: body.name, input: body.input ?? {}, by: actor.id },
        ...(body.expiresAfter !== undefined && { expiresAfter: body.expiresAfter }),
      })
      audit({ resource: `command:${asked.batch}`, facts: { command: body.name, devices: devices.length } })
      return { batch: asked.batch, commands: [...asked.ids] }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/things/commands',
    title: { zh: '指令及其结果', en: 'Commands and what became of them' },
    access: permissions.list,
    query: Type.Object({
      batch: Type.Optional(Type.String({ format: 'uuid' })),
      device: Type.Optional(Type.String()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    }),
    response: Type.Array(CommandView),
    handle: async ({ actor, query }) => {
      const { rows } =
        await sql<CommandSeen>`select c.id, d.id as device, c.batch, c.name, c.input, c.state, c.asked_by as "askedBy",
          c.asked_at as "askedAt", c.expires_at as "expiresAt", c.sent_at as "sentAt", c.delivered_at as "deliveredAt",
          c.answered_at as "answeredAt", c.answer
        from things.command c join things.device d on d.key = c.device
        where (${query.batch ?? null}::uuid is null or c.batch = ${query.batch ?? null}::uuid)
          and (${query.device ?? null}::text is null or d.id = ${query.device ?? null}::text)
        order by c.asked_at desc, c.id desc limit ${query.limit ?? 100}`.execute(base.db)
      const paths = pathsSeen(actor)
      return rows.filter(({ device }) => {
        const live = fleet.find(device)
        return live !== undefined && isSeen(live, paths)
      })
    },
  })

  batchesRoute(http, base)

  http.route({
    method: 'POST',
    path: '/api/things/commands/:batch/cancel',
    title: { zh: '撤回尚未下发的指令', en: 'Take back what was not yet handed over' },
    access: permissions.command,
    params: Type.Object({ batch: Type.String({ format: 'uuid' }) }),
    resource: async ({ params, db }) => {
      const { rows } = await sql<{
        path: string | null
      }>`select distinct d.path from things.command c join things.device d on d.key = c.device
        where c.batch = ${params.batch}`.execute(db)
      return { holders: rows.flatMap(({ path }) => path ?? []) }
    },
    response: Type.Object({ cancelled: Type.Integer() }),
    handle: async ({ params, audit }) => {
      audit({ resource: `command:${params.batch}` })
      return { cancelled: await commands.cancel(params.batch) }
    },
  })
}

/** What was asked of one device or many at a time, with how far it is: of the devices that the asker sees. */
function batchesRoute(http: Http, base: Base): void {
  http.route({
    method: 'GET',
    path: '/api/things/command-batches',
    title: { zh: '下发过的指令', en: 'What was asked of devices' },
    access: permissions.list,
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })) }),
    response: Type.Array(
      Type.Object({
        ...{ batch: Type.String(), name: Type.String(), input: Type.Unknown(), profile: Type.String() },
        ...{ askedBy: Type.String(), askedAt: Type.String(), expiresAt: Type.String(), devices: Type.Integer() },
        /** How many are in which state. */
        states: Type.Record(Type.String(), Type.Integer()),
      }),
    ),
    handle: async ({ actor, query: { limit = 50 } }) => {
      const paths = pathsSeen(actor)
      const mine =
        paths === undefined
          ? sql`true`
          : sql`exists (select 1 from unnest(${[...paths]}::text[]) p where d.path = p or d.path like p || '/%')`
      type Row = {
        batch: string
        name: string
        input: unknown
        profile: string
        askedBy: string
        askedAt: string
        expiresAt: string
        devices: number
        states: Record<string, number>
      }
      const { rows } = await sql<Row>`with newest as (
          select c.batch, max(c.asked_at) as asked_at from things.command c join things.device d on d.key = c.device
          where ${mine} group by c.batch order by 2 desc limit ${limit}),
        counted as (
          select c.batch, c.state, count(*)::int as n, min(c.name) as name, min(c.input::text)::jsonb as input, min(d.profile) as profile,
            min(c.asked_by) as by, min(c.asked_at) as at, max(c.expires_at) as expires
          from newest join things.command c using (batch) join things.device d on d.key = c.device where ${mine} group by c.batch, c.state)
        select batch, min(name) as name, min(input::text)::jsonb as input, min(profile) as profile, min(by) as "askedBy", min(at) as "askedAt",
          max(expires) as "expiresAt", sum(n)::int as devices, jsonb_object_agg(state, n) as states
        from counted group by batch order by min(at) desc`.execute(base.db)
      return rows
    },
  })
}
