import { Type } from 'typebox'
import { type Http, WordsSchema } from '../../base/index.ts'
import { worldAt } from '../world.ts'
import { imagined, isNamed, whoAnswers } from './answers.ts'
import { responsibilityPermissions as permissions } from './permissions.ts'
import { rehearse } from './rehearse.ts'
import type { RuleParts } from './rule-parts.ts'
import { AnswerSchema, AskedSchema, instant, nullable, RuleSchema } from './rule-schemas.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** Tries who would answer here and then, and rehearses a rule over the cases of late. Neither changes anything. */
export function ruleTrials(http: Http, parts: RuleParts): void {
  const { shelf, offices, now } = parts

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
}
