import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { Fault } from '../../../kernel/errors/index.ts'
import { type CityRule, ruleFaults } from '../../../kernel/responsibility/index.ts'
import { bytesSource, type Http, raw, uploads, WordsSchema, writeCsv, writeXlsx } from '../../base/index.ts'
import { worldAt } from '../world.ts'
import { imagined, isNamed, whoAnswers } from './answers.ts'
import { responsibilityErrors } from './errors.ts'
import { conflictsFrom, gapsNow } from './gaps.ts'
import { responsibilityPermissions as permissions } from './permissions.ts'
import { rehearse } from './rehearse.ts'
import { readRules, ruleLines } from './rule-file.ts'
import type { RuleParts } from './rule-parts.ts'
import { commonPath, reachOf } from './rule-reach.ts'
import {
  AnswerSchema,
  AskedSchema,
  byId,
  FaultSchema,
  instant,
  nullable,
  RuleSchema,
  ShownSchema,
  text,
  VersionSchema,
} from './rule-schemas.ts'
import { enterVersions, type KeptVersion, type NewVersion, withdrawVersion } from './rule-store.ts'

/** Largest file of rules, bytes. */
const largest = 4 * 1024 * 1024
const iso = (at: number): string => new Date(at).toISOString()
const entered = { from: Type.Optional(instant), until: Type.Optional(instant), why: text(500, 2) }

/** The city's own rules: what is in force, their versions, trials and rehearsals, files in and out. */
export function ruleRoutes(http: Http, parts: RuleParts): void {
  const { shelf, ground, offices, now } = parts
  const reach = (rule: CityRule) => reachOf(rule, offices, ground.divisionAt)
  const newest = (id: string): KeptVersion => {
    const found = shelf.versions.filter((one) => one.id === id && !one.isWithdrawn).at(-1)
    if (!found) throw responsibilityErrors.make('responsibility.missing')
    return found
  }
  /** The part of the tree that a rule and what takes its place are made for. */
  const holdersOf = (...rules: readonly (CityRule | undefined)[]) => ({
    holders: [commonPath(rules.flatMap((rule) => (rule ? [reach(rule)] : [])))],
  })
  /** `note` writes into the audit what the same transaction enters. */
  const enter = async (versions: readonly NewVersion[], actor: Actor, note: (ids: readonly string[]) => void) => {
    const faults = versions.flatMap(({ rule }, i) =>
      rule ? faultsOf(parts, rule).map((one) => ({ row: i + 1, ...one })) : [],
    )
    if (faults.length > 0)
      throw responsibilityErrors.make('responsibility.invalid', {}, { faults: faults.slice(0, 100) })
    const ids = await parts.db.tx(async (tx) => {
      const made = await enterVersions(tx, versions, actor, now())
      note(made)
      return made
    })
    await shelf.refresh()
    return ids
  }
  const timesOf = ({ from, until }: { readonly from?: string; readonly until?: string }) => ({
    from: from === undefined ? undefined : Date.parse(from),
    until: until === undefined ? undefined : Date.parse(until),
  })

  http.route({
    method: 'GET',
    path: '/api/responsibility/rules',
    title: { zh: '本市的责任规则', en: 'The city’s own rules of responsibility' },
    access: permissions.seeRules,
    response: Type.Object({
      items: Type.Array(ShownSchema),
      conflicts: Type.Array(Type.Object({ one: Type.String(), other: Type.String(), at: instant })),
      /** May this person make any rule at all? */
      mayMake: Type.Boolean(),
    }),
    handle: ({ actor }) => ({
      items: shownRules(parts, actor, reach),
      conflicts: conflictsFrom(parts, now()).map((one) => ({ ...one, at: iso(one.at) })),
      mayMake: actor.posts.some(({ path }) => decide(actor, permissions.setRules, { holders: [path] }).allowed),
    }),
  })

  http.route({
    method: 'GET',
    path: '/api/responsibility/rules/:id',
    title: { zh: '一条责任规则的各版', en: 'The versions of a rule' },
    access: permissions.seeRules,
    params: byId,
    response: Type.Array(VersionSchema),
    handle: ({ params }) => {
      const versions = shelf.versions.filter(({ id }) => id === params.id)
      if (versions.length === 0) throw responsibilityErrors.make('responsibility.missing')
      return versions.toReversed().map(versionShown)
    },
  })

  http.route({
    method: 'GET',
    path: '/api/responsibility/gaps',
    title: { zh: '没有单位负责的类别', en: 'What no office answers for' },
    access: permissions.seeRules,
    response: Type.Array(
      Type.Object({
        ...{
          pack: Type.String(),
          packTitle: WordsSchema,
          code: Type.Optional(Type.String()),
          title: Type.Optional(WordsSchema),
        },
        districts: Type.Array(WordsSchema),
      }),
    ),
    handle: () => gapsNow(parts, now()).map((one) => ({ ...one, districts: [...one.districts] })),
  })

  http.route({
    method: 'GET',
    path: '/api/responsibility/terms',
    title: { zh: '责任规则可用的场景、类别、职责', en: 'Scenarios, classes and duties that rules may name' },
    access: permissions.seeRules,
    response: Type.Object({
      packs: Type.Array(
        Type.Object({
          pack: Type.String(),
          title: WordsSchema,
          classes: Type.Array(Type.Object({ code: Type.String(), title: WordsSchema })),
        }),
      ),
      duties: Type.Array(Type.Object({ duty: Type.String(), level: Type.String(), title: WordsSchema })),
      owners: Type.Array(Type.String()),
      districts: Type.Array(Type.Object({ code: Type.String(), title: WordsSchema })),
    }),
    handle: () => termsOf(parts),
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/rules',
    title: { zh: '制定责任规则', en: 'Make rules of responsibility' },
    access: permissions.setRules,
    bodyLimit: largest,
    body: Type.Object({ rules: Type.Array(RuleSchema, { minItems: 1, maxItems: 2_000 }), ...entered }),
    resource: ({ body }) => holdersOf(...body.rules),
    status: 201,
    response: Type.Object({ ids: Type.Array(Type.String()) }),
    handle: async ({ actor, body, audit }) => {
      const ids = await enter(
        body.rules.map((rule) => ({ seen: 0, rule, why: body.why, ...timesOf(body) })),
        actor,
        (made) =>
          audit({
            resource: `city-rule:${made[0]}`,
            facts: { rules: made.length, name: body.rules[0]?.name.zh ?? '', why: body.why },
          }),
      )
      return { ids: [...ids] }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/rules/:id',
    title: { zh: '修改责任规则', en: 'Change a rule' },
    access: permissions.setRules,
    params: byId,
    body: Type.Object({ rule: RuleSchema, seen: Type.Integer({ minimum: 1 }), ...entered }),
    resource: ({ params, body }) => holdersOf(newest(params.id).rule, body.rule),
    handle: async ({ actor, params, body, audit }) => {
      const note = () =>
        audit({ resource: `city-rule:${params.id}`, facts: { name: body.rule.name.zh, why: body.why } })
      await enter([{ id: params.id, seen: body.seen, rule: body.rule, why: body.why, ...timesOf(body) }], actor, note)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/rules/:id/end',
    title: { zh: '终止责任规则', en: 'End a rule' },
    access: permissions.setRules,
    params: byId,
    body: Type.Object({ seen: Type.Integer({ minimum: 1 }), from: Type.Optional(instant), why: text(500, 2) }),
    resource: ({ params }) => holdersOf(newest(params.id).rule),
    handle: async ({ actor, params, body, audit }) => {
      const note = () => audit({ resource: `city-rule:${params.id}`, facts: { why: body.why } })
      await enter([{ id: params.id, seen: body.seen, rule: undefined, why: body.why, ...timesOf(body) }], actor, note)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/rules/:id/withdraw',
    title: { zh: '撤回尚未生效的一版', en: 'Take back a version that is not in force yet' },
    access: permissions.setRules,
    params: byId,
    body: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
    resource: ({ params, body }) => {
      const found = shelf.versions.find((one) => one.id === params.id && one.version === body.version)
      if (!found) throw responsibilityErrors.make('responsibility.missing')
      return holdersOf(found.rule ?? newest(params.id).rule)
    },
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `city-rule:${params.id}`, facts: { version: body.version } })
      await parts.db.tx((tx) => withdrawVersion(tx, { id: params.id, version: body.version }, actor, now()))
      await shelf.refresh()
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/try',
    title: { zh: '试算：此时此地由谁负责', en: 'Try: who would answer here and then' },
    access: permissions.seeRules,
    body: AskedSchema,
    response: Type.Object({
      at: instant,
      division: nullable(Type.String()),
      address: nullable(Type.String()),
      answers: Type.Array(AnswerSchema),
      /** Where no rule says: does the city's table of classes, or whoever told, name the office? */
      isNamed: Type.Boolean(),
    }),
    handle: async ({ body }) => {
      const at = body.at === undefined ? now() : Date.parse(body.at)
      const { point, address, division } = body
      const place =
        point || address !== undefined
          ? await parts.locate({
              ...(point && { point: [...point] as [number, number] }),
              ...(address !== undefined && { address }),
            })
          : { ...(division !== undefined && { division }) }
      const rules = [
        ...shelf.at(at).filter(({ id }) => body.rule === undefined || id !== body.id),
        ...(body.rule ? [{ ...body.rule, id: body.id ?? 'tried', version: 0 }] : []),
      ]
      const world = worldAt({ ...offices, rulesFor: (matter) => shelf.rulesFor(matter, rules) }, parts.calendar, at)
      const pack = parts.packs.get(body.pack)
      const answers = whoAnswers(pack, imagined(pack, { code: body.code, place, ownership: body.ownership, at }), world)
      return {
        ...{ at: iso(at), division: place.division ?? null, address: place.address ?? null },
        isNamed: isNamed(pack),
        answers: answers.map(({ holder, because, rule }) => ({
          ...{ office: holder.office, officeTitle: offices.title(holder.office) ?? null, because, rule: rule ?? null },
        })),
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/rehearse',
    title: { zh: '用近期事项试算规则', en: 'Rehearse a rule over cases of late' },
    access: permissions.rehearse,
    body: Type.Object({
      rule: RuleSchema,
      id: Type.Optional(Type.String({ format: 'uuid' })),
      days: Type.Integer({ minimum: 1, maximum: 90 }),
    }),
    response: Type.Object({
      ...{ looked: Type.Integer(), isCut: Type.Boolean(), moved: Type.Integer() },
      cases: Type.Array(
        Type.Object({
          ...{ id: Type.String(), number: Type.String(), title: Type.String(), openedAt: Type.String() },
          ...{ from: nullable(WordsSchema), to: nullable(WordsSchema) },
        }),
      ),
    }),
    handle: async ({ actor, body }) => {
      const found = await rehearse(parts, actor, body)
      const titleOf = (office: string | null) =>
        office === null ? null : (offices.title(office) ?? { zh: office, en: office })
      return { ...found, cases: found.cases.map((one) => ({ ...one, from: titleOf(one.from), to: titleOf(one.to) })) }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/responsibility/file',
    title: { zh: '导出责任规则', en: 'The rules as a file' },
    access: permissions.seeRules,
    query: Type.Object({ format: Type.Enum(['csv', 'xlsx']) }),
    response: raw('text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
    handle: ({ query }) => {
      const lines = ruleLines(shelf.at(now()))
      return query.format === 'csv'
        ? { type: 'text/csv', body: Readable.from(writeCsv(lines)), fileName: 'rules.csv' }
        : {
            type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
            body: Readable.from(writeXlsx(lines, { sheet: '责任规则', header: true })),
            fileName: 'rules.xlsx',
          }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/read',
    title: { zh: '读入责任规则文件（不生效）', en: 'Read a file of rules, without entering it' },
    access: permissions.readRules,
    uploads: largest,
    response: Type.Object({ read: Type.Integer(), rules: Type.Array(RuleSchema), faults: Type.Array(FaultSchema) }),
    handle: async ({ request }) => {
      const packs = new Set(parts.packs.current().map(({ name }) => name))
      const known = { ...knownOf(parts), isPack: (pack: string) => packs.has(pack) }
      const { rules, faults, read } = await readRules(bytesSource(await fileOf(request)), known)
      // Read into the shape of the schema.
      return { read, rules: [...rules] as never, faults: faults.map((one) => ({ ...one })) }
    },
  })
}

async function fileOf(request: Parameters<typeof uploads>[0]): Promise<Buffer> {
  for await (const part of uploads(request, { fileBytes: largest, files: 1 }))
    if (part.kind === 'file') return buffer(part.stream)
  throw responsibilityErrors.make('responsibility.noFile')
}

const knownOf = ({ offices, ground }: RuleParts) => ({
  isOffice: (id: string) => offices.find(id) !== undefined,
  // Some duties only streets or districts have.
  isDuty: (duty: string) =>
    offices.findDuty(duty, undefined) !== undefined ||
    ground.districts().some(({ code }) => offices.findDuty(duty, `${code}001`) !== undefined),
})

/** What is wrong with a rule in itself, and with whom it names. */
function faultsOf(parts: RuleParts, rule: CityRule): readonly Fault[] {
  const { isOffice, isDuty } = knownOf(parts)
  const { to, pack } = rule
  const isThere = 'office' in to ? isOffice(to.office) : isDuty(to.duty)
  const says = { zh: '没有这个机构或职责', en: 'there is no such office or duty' }
  return [
    ...ruleFaults(rule),
    ...(isThere ? [] : [{ field: 'to', found: 'office' in to ? to.office : to.duty, says }]),
    ...(pack === undefined || parts.packs.current().some(({ name }) => name === pack)
      ? []
      : [{ field: 'pack', found: pack, says: { zh: '没有安装这个场景', en: 'this scenario is not installed' } }]),
  ]
}

const versionShown = ({ from, until, rule, enteredAt, ...one }: KeptVersion) => ({
  ...{ ...one, from: iso(from), until: until === undefined ? null : iso(until), enteredAt: iso(enteredAt) },
  // What was checked when it was entered.
  rule: (rule ?? null) as never,
})

function shownRules({ shelf, offices, now }: RuleParts, actor: Actor, reach: (rule: CityRule) => string) {
  const at = now()
  const held = new Map(shelf.at(at).map((one) => [one.id, one]))
  const byId = Map.groupBy(
    shelf.versions.filter(({ isWithdrawn }) => !isWithdrawn),
    ({ id }) => id,
  )
  return [...byId.values()].flatMap((versions) => {
    const last = versions.at(-1)
    // An ended rule is shown as it was.
    const shown = last?.rule ? last : versions.findLast(({ rule }) => rule !== undefined)
    if (!last || !shown?.rule) return []
    const { rule } = shown
    const standing = held.has(last.id)
      ? ('inForce' as const)
      : last.rule && last.from > at
        ? ('coming' as const)
        : ('ended' as const)
    const ends = last.rule ? shown.until : last.from
    return [
      {
        ...versionShown(shown),
        ...{ version: last.version, standing, until: ends === undefined ? null : iso(ends) },
        officeTitle: ('office' in rule.to && offices.title(rule.to.office)) || null,
        mayChange: decide(actor, permissions.setRules, { holders: [reach(rule)] }).allowed,
      },
    ]
  })
}

function termsOf({ packs, offices, ground }: RuleParts) {
  const duties = new Map<string, { duty: string; level: string }>()
  const all = packs.current()
  for (const { flow, sorting } of all) {
    for (const { to } of flow.responsible ?? []) if ('duty' in to) duties.set(`${to.duty} ${to.level}`, to)
    for (const { duty, level } of sorting?.responsibilities ?? []) duties.set(`${duty} ${level}`, { duty, level })
  }
  const [district] = ground.districts()
  return {
    packs: all
      .filter(({ flow, sorting, hears }) => flow.responsible || sorting || hears)
      .map(({ name, title, taxonomies, sorting }) => ({
        ...{ pack: name, title },
        classes: sorting
          ? Object.values(taxonomies).flatMap(({ classes }) =>
              classes.map(({ code, title: said }) => ({ code, title: said })),
            )
          : [],
      })),
    duties: [...duties.values()].map(({ duty, level }) => {
      const found = offices.findDuty(
        duty,
        level === 'city' ? undefined : level === 'district' ? district?.code : undefined,
      )
      const name = (found && offices.title(found.office)) ?? { zh: duty, en: duty }
      return { duty, level, title: level === 'street' ? { zh: '所在街镇', en: 'The street or town' } : name }
    }),
    owners: ownersOf(all),
    districts: ground.districts().map((one) => ({ ...one })),
  }
}

/** The owners that forms of packs ask for. */
const ownersOf = (packs: ReturnType<RuleParts['packs']['current']>): string[] => [
  ...new Set(packs.flatMap(({ flow }) => (flow.asks.ownership?.options ?? []).map(({ value }) => value))),
]
