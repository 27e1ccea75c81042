import { Type } from 'typebox'
import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { CityRule } from '../../../kernel/responsibility/index.ts'
import { type Http, WordsSchema } from '../../base/index.ts'
import { responsibilityErrors } from './errors.ts'
import { conflictsFrom, gapsNow } from './gaps.ts'
import { responsibilityPermissions as permissions } from './permissions.ts'
import type { RuleParts } from './rule-parts.ts'
import { reachOf } from './rule-reach.ts'
import { byId, instant, ShownSchema, VersionSchema } from './rule-schemas.ts'
import type { KeptVersion } from './rule-store.ts'
import { termsOf } from './rule-terms.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** Reads the city's own rules: those in force or coming, their versions, what nobody answers for, what rules may name. */
export function ruleListing(http: Http, parts: RuleParts): void {
  const { shelf, ground, offices, now } = parts
  const reach = (rule: CityRule) => reachOf(rule, offices, ground.divisionAt)

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
