import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { CityRule } from '../../../kernel/responsibility/index.ts'
import type { Http } from '../../base/index.ts'
import { responsibilityErrors } from './errors.ts'
import { responsibilityPermissions as permissions } from './permissions.ts'
import { faultsOf } from './rule-faults.ts'
import { largestRuleFile } from './rule-files.ts'
import type { RuleParts } from './rule-parts.ts'
import { commonPath, reachOf } from './rule-reach.ts'
import { byId, instant, RuleSchema, text } from './rule-schemas.ts'
import { enterVersions, type KeptVersion, type NewVersion, withdrawVersion } from './rule-store.ts'

const entered = { from: Type.Optional(instant), until: Type.Optional(instant), why: text(500, 2) }

/** Makes, changes, ends and takes back rules; each is a new version that names who made it and why. */
export function ruleChanges(http: Http, parts: RuleParts): void {
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
    method: 'POST',
    path: '/api/responsibility/rules',
    title: { zh: '制定责任规则', en: 'Make rules of responsibility' },
    access: permissions.setRules,
    bodyLimit: largestRuleFile,
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
}
