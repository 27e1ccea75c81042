import { sql } from 'kysely'
import { Type } from 'typebox'
import type { AlarmRule } from '../../../kernel/things/index.ts'
import { type Base, type Http, WordsSchema } from '../../base/index.ts'
import type { RuleShelf } from '../alarms/rule-shelf.ts'
import type { Fleet } from '../devices/fleet.ts'
import { permissions } from '../permissions.ts'
import { pathsSeen } from './seen.ts'

const OrNull = Type.Union([Type.String(), Type.Null()])

const RuleSchema = Type.Object({
  name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' }),
  title: WordsSchema,
  profile: Type.String(),
  measure: Type.String(),
  aggregate: Type.Enum(['last', 'mean', 'min', 'max', 'sum', 'count', 'change', 'share']),
  window: Type.Number({ minimum: 0 }),
  when: Type.String({ maxLength: 1_000 }),
  clears: Type.Optional(Type.String({ maxLength: 1_000 })),
  for: Type.Number({ minimum: 0 }),
  severity: Type.Enum(['notice', 'warning', 'serious', 'critical']),
  heedsParent: Type.Optional(Type.Boolean()),
  quiet: Type.Optional(Type.Array(Type.Object({ from: Type.String(), to: Type.String() }), { maxItems: 10 })),
  raises: Type.Object({ class: Type.String(), text: WordsSchema }),
  isOff: Type.Optional(Type.Boolean()),
})

type Parts = { readonly base: Base; readonly fleet: Fleet; readonly shelf: RuleShelf }

/** Alarm rules, and the alarms they raised. */
export function alarmRoutes(http: Http, { base, fleet, shelf }: Parts): void {
  http.route({
    method: 'GET',
    path: '/api/things/rules',
    title: { zh: '告警规则', en: 'Alarm rules' },
    access: permissions.list,
    response: Type.Array(Type.Object({ ...RuleSchema.properties, source: Type.String() })),
    handle: () =>
      shelf.all.map(({ quiet, ...rule }) => ({ ...rule, ...(quiet && { quiet: quiet.map((one) => ({ ...one })) }) })),
  })
  http.route({
    method: 'PUT',
    path: '/api/things/rules',
    title: { zh: '保存告警规则', en: 'Keep an alarm rule' },
    access: permissions.rules,
    body: RuleSchema,
    handle: async ({ body, actor, audit }) => {
      audit({ resource: `rule:${body.name}` })
      const rule: AlarmRule = body
      await shelf.put(rule, actor.id)
    },
  })
  http.route({
    method: 'POST',
    path: '/api/things/rules/:name/switch',
    title: { zh: '启停告警规则', en: 'Switch an alarm rule on or off' },
    access: permissions.rules,
    params: Type.Object({ name: Type.String() }),
    body: Type.Object({ isOff: Type.Boolean() }),
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `rule:${params.name}`, facts: body })
      await shelf.switch(params.name, body.isOff, actor.id)
    },
  })
  http.route({
    method: 'GET',
    path: '/api/things/alarms',
    title: { zh: '告警', en: 'Alarms' },
    access: permissions.list,
    query: Type.Object({
      device: Type.Optional(Type.String()),
      isOpen: Type.Optional(Type.Boolean()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    }),
    response: Type.Array(
      Type.Object({
        ...{
          id: Type.String(),
          rule: Type.String(),
          device: Type.String(),
          severity: Type.String(),
          raisedAt: Type.String(),
        },
        ...{
          value: Type.Union([Type.Number(), Type.Null()]),
          clearedAt: OrNull,
          clearedValue: Type.Union([Type.Number(), Type.Null()]),
        },
      }),
    ),
    handle: async ({ actor, query: { device, isOpen, limit = 100 } }) => {
      type Seen = {
        id: string
        rule: string
        device: string
        severity: string
        raisedAt: string
        value: number | null
        clearedAt: string | null
        clearedValue: number | null
      }
      const paths = pathsSeen(actor)
      const mine =
        paths === undefined
          ? sql`true`
          : sql`exists (select 1 from unnest(${[...paths]}::text[]) p where d.path = p or d.path like p || '/%')`
      const { rows } =
        await sql<Seen>`select a.id, a.rule, d.id as device, a.severity, a.raised_at as "raisedAt", a.value, a.cleared_at as "clearedAt",
          a.cleared_value as "clearedValue" from things.alarm a join things.device d on d.key = a.device
        where ${mine} and (${device ?? null}::text is null or d.id = ${device ?? null}::text)
          and (${isOpen ?? null}::boolean is null or (a.cleared_at is null) = ${isOpen ?? null}::boolean)
        order by a.raised_at desc, a.id desc limit ${limit}`.execute(base.db)
      return rows.filter((row) => fleet.find(row.device) !== undefined)
    },
  })
}
