import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { AlarmRule } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Base, type Http, WordsSchema } from '../../base/index.ts'
import type { Observations } from '../../twin/index.ts'
import type { RuleShelf } from '../alarms/rule-shelf.ts'
import { tryRule } from '../alarms/try-rule.ts'
import type { Fleet } from '../devices/fleet.ts'
import { permissions } from '../permissions.ts'
import { isSeen, pathsSeen } from './seen.ts'

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
  variants: Type.Optional(
    Type.Array(
      Type.Object({
        where: Type.Optional(Type.String({ pattern: '^\\d{2,12}$' })),
        season: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
        when: Type.String({ maxLength: 1_000 }),
        clears: Type.Optional(Type.String({ maxLength: 1_000 })),
        for: Type.Optional(Type.Number({ minimum: 0 })),
      }),
      { maxItems: 20 },
    ),
  ),
  raises: Type.Object({
    class: Type.String(),
    text: WordsSchema,
    office: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  isOff: Type.Optional(Type.Boolean()),
})

/** Why something is changed, and what was seen of it before. */
const changing = {
  note: Type.Optional(Type.String({ maxLength: 500 })),
  /** Version that was seen; another one since then is a conflict. 0: there was none. */
  version: Type.Optional(Type.Integer({ minimum: 0 })),
}

const Count = Type.Integer()
const RuleView = Type.Object({
  ...RuleSchema.properties,
  ...{ source: Type.String(), version: Type.Integer(), isChanged: Type.Boolean(), isOutdated: Type.Boolean() },
  ...{ changedBy: OrNull, changedAt: Type.String(), note: OrNull },
  /** Of the devices that the asker sees: how many it watches, and what it raised of late. */
  seen: Type.Object({ devices: Count, open: Count, week: Count, lastRaisedAt: OrNull }),
})

type Parts = {
  readonly base: Base
  readonly fleet: Fleet
  readonly shelf: RuleShelf
  readonly observations: Pick<Observations, 'range'>
}

/** A rule as JSON that may be changed: what is handed out is no longer ours. */
const plain = <T extends AlarmRule>({ quiet, variants, ...rule }: T) => ({
  ...rule,
  ...(quiet && { quiet: quiet.map((one) => ({ ...one })) }),
  ...(variants && { variants: variants.map((one) => ({ ...one })) }),
})

type Lately = { readonly open: number; readonly week: number; readonly lastRaisedAt: string | null }

/** The condition that an alarm `a` of a device `d` is of devices that somebody sees. */
const seenBy = (actor: Actor) => {
  const paths = pathsSeen(actor)
  return paths === undefined
    ? sql`true`
    : sql`exists (select 1 from unnest(${[...paths]}::text[]) p where d.path = p or d.path like p || '/%')`
}

/** Alarm rules, and the alarms they raised. */
export function alarmRoutes(http: Http, parts: Parts): void {
  ruleRoutes(http, parts)
  ruleTrialRoute(http, parts)
  alarmsRoute(http, parts)
}

/** Devices that a rule watches, of those that somebody sees. */
const watchedBy = (fleet: Fleet, actor: Actor, { profile }: Pick<AlarmRule, 'profile'>) => {
  const paths = pathsSeen(actor)
  return [...fleet.all].filter(
    (device) => device.ready.profile.name === profile && device.state === 'active' && isSeen(device, paths),
  )
}

function ruleRoutes(http: Http, { base, fleet, shelf }: Parts): void {
  const name = Type.Object({ name: Type.String() })
  http.route({
    method: 'GET',
    path: '/api/things/rules',
    title: { zh: '告警规则', en: 'Alarm rules' },
    access: permissions.list,
    response: Type.Array(RuleView),
    handle: async ({ actor }) => {
      const { rows } = await sql<Lately & { rule: string }>`select a.rule, max(a.raised_at) as "lastRaisedAt",
          (count(*) filter (where a.cleared_at is null))::int as open,
          (count(*) filter (where a.raised_at > now() - interval '7 days'))::int as week
        from things.alarm a join things.device d on d.key = a.device where ${seenBy(actor)} group by a.rule`.execute(
        base.db,
      )
      const lately = new Map(rows.map(({ rule, ...figures }) => [rule, figures]))
      return shelf.all.map((rule) => ({
        ...plain(rule),
        seen: {
          devices: watchedBy(fleet, actor, rule).length,
          ...(lately.get(rule.name) ?? { open: 0, week: 0, lastRaisedAt: null }),
        },
      }))
    },
  })
  http.route({
    method: 'GET',
    path: '/api/things/rules/:name/versions',
    title: { zh: '告警规则的变更', en: 'What became of an alarm rule' },
    access: permissions.list,
    params: name,
    response: Type.Object({
      /** As its pack declares it, when it is a pack's. */
      pack: Type.Union([RuleSchema, Type.Null()]),
      versions: Type.Array(
        Type.Object({
          version: Type.Integer(),
          rule: RuleSchema,
          isOff: Type.Boolean(),
          did: Type.String(),
          note: OrNull,
          by: OrNull,
          at: Type.String(),
        }),
      ),
    }),
    handle: async ({ params }) => {
      const pack = shelf.ofPack(params.name)
      const versions = await shelf.versions(params.name)
      return { pack: pack ? plain(pack) : null, versions: versions.map((one) => ({ ...one, rule: plain(one.rule) })) }
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/things/rules',
    title: { zh: '保存告警规则', en: 'Keep an alarm rule' },
    access: permissions.rules,
    body: Type.Object({ ...RuleSchema.properties, ...changing }),
    handle: async ({ body: { note, version, ...rule }, actor, audit }) => {
      audit({ resource: `rule:${rule.name}`, facts: { when: rule.when, for: rule.for, ...(note && { note }) } })
      await shelf.put(rule, { by: actor.id, note, version })
    },
  })
  http.route({
    method: 'POST',
    path: '/api/things/rules/:name/revert',
    title: { zh: '恢复场景包的告警规则', en: 'Make a rule again what its pack says' },
    access: permissions.rules,
    params: name,
    body: Type.Object(changing),
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `rule:${params.name}`, facts: body })
      await shelf.revert(params.name, { by: actor.id, ...body })
    },
  })
  http.route({
    method: 'POST',
    path: '/api/things/rules/:name/switch',
    title: { zh: '启停告警规则', en: 'Switch an alarm rule on or off' },
    access: permissions.rules,
    params: name,
    body: Type.Object({ isOff: Type.Boolean(), ...changing }),
    handle: async ({ params, body: { isOff, ...change }, actor, audit }) => {
      audit({ resource: `rule:${params.name}`, facts: { isOff, ...change } })
      await shelf.switch(params.name, isOff, { by: actor.id, ...change })
    },
  })
}

function ruleTrialRoute(http: Http, { base, fleet, shelf, observations }: Parts): void {
  const Epoch = Type.Number()
  http.route({
    method: 'POST',
    path: '/api/things/rules/trial',
    title: { zh: '用已有读数试一条告警规则', en: 'Try an alarm rule on stored readings' },
    access: permissions.rules,
    rate: { perMinute: 20, burst: 10 },
    body: Type.Object({ rule: RuleSchema, days: Type.Integer({ minimum: 1, maximum: 31 }) }),
    response: Type.Object({
      ...{ devices: Count, all: Count, readings: Count, raised: Count, quietDevices: Count, isCut: Type.Boolean() },
      from: Type.String(),
      till: Type.String(),
      alarms: Type.Array(
        Type.Object({
          device: Type.String(),
          at: Epoch,
          value: Type.Union([Type.Number(), Type.Null()]),
          clearedAt: Type.Union([Epoch, Type.Null()]),
        }),
      ),
    }),
    handle: async ({ body: { rule, days }, actor }) => {
      shelf.check(rule)
      const till = base.now() + 1
      const from = till - days * 86_400_000
      const tried = await tryRule(observations, watchedBy(fleet, actor, rule), rule, { from, till })
      return {
        ...tried,
        alarms: tried.alarms.map((one) => ({ ...one })),
        from: new Date(from).toISOString(),
        till: new Date(till).toISOString(),
      }
    },
  })
}

function alarmsRoute(http: Http, { base, fleet }: Parts): void {
  http.route({
    method: 'GET',
    path: '/api/things/alarms',
    title: { zh: '告警', en: 'Alarms' },
    access: permissions.list,
    query: Type.Object({
      device: Type.Optional(Type.String()),
      rule: Type.Optional(Type.String()),
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
          /** What the device is in the twin, its name, and where it stands. */
          entity: Type.String(),
          title: Type.Union([WordsSchema, Type.Null()]),
          point: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
          value: Type.Union([Type.Number(), Type.Null()]),
          clearedAt: OrNull,
          clearedValue: Type.Union([Type.Number(), Type.Null()]),
        },
      }),
    ),
    handle: async ({ actor, query: { device, rule, isOpen, limit = 100 } }) => {
      type Seen = {
        id: string
        rule: string
        device: string
        severity: string
        raisedAt: string
        value: number | null
        clearedAt: string | null
        clearedValue: number | null
        entity: string
        title: Words | null
        lng: number | null
        lat: number | null
      }
      const { rows } =
        await sql<Seen>`select a.id, a.rule, d.id as device, a.severity, a.raised_at as "raisedAt", a.value, a.cleared_at as "clearedAt",
          a.cleared_value as "clearedValue", e.id as entity, d.title, d.lng, d.lat
          from things.alarm a join things.device d on d.key = a.device join twin.entity e on e.key = d.entity
        where ${seenBy(actor)} and (${rule ?? null}::text is null or a.rule = ${rule ?? null}::text)
          and (${device ?? null}::text is null or d.id = ${device ?? null}::text)
          and (${isOpen ?? null}::boolean is null or (a.cleared_at is null) = ${isOpen ?? null}::boolean)
        order by a.raised_at desc, a.id desc limit ${limit}`.execute(base.db)
      return rows
        .filter((row) => fleet.find(row.device) !== undefined)
        .map(({ lng, lat, ...row }) => ({
          ...row,
          point: lng === null || lat === null ? null : ([lng, lat] as [number, number]),
        })) // a pair
    },
  })
}
