import { Type } from 'typebox'
import { type Lesson, learn } from '../../../kernel/dispatch/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Http } from '../../base/index.ts'
import { crewsBelow } from '../crews/crew.ts'
import { type BackTest, backTest } from '../lessons/back-test.ts'
import { type KeptOverruling, overrulingOf, overrulingsBelow, teaches } from '../lessons/overrulings.ts'
import { pathOfOverruling, revoke } from '../lessons/revoke.ts'
import { type DispatchParts, titleOr } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { officeAt } from './plan-routes.ts'
import { byId, office, reason } from './schemas.ts'

/** What was learned, of what, and how well it would have done. */
type Lessons = {
  readonly lessons: readonly Lesson[]
  readonly overrulings: readonly KeptOverruling[]
  readonly backTest: BackTest
  /** Names of the crews and areas that occur. */
  readonly crews: Readonly<Record<string, Words>>
  readonly areas: Readonly<Record<string, Words>>
}

/** What people's overruling teaches: shown whole, and taken back at will. */
export function lessonRoutes(http: Http, parts: DispatchParts): void {
  const { db, now } = parts.base
  http.route({
    method: 'GET',
    path: '/api/dispatch/lessons',
    title: { zh: '从改派中学到的', en: 'What was learned from overruling' },
    access: permissions.look,
    query: Type.Object({ office }),
    response: Type.Unsafe<Lessons>({
      type: 'object',
      properties: {
        lessons: { type: 'array', items: { type: 'object', additionalProperties: true } },
        overrulings: { type: 'array', items: { type: 'object', additionalProperties: true } },
        backTest: { type: 'object', additionalProperties: true },
        crews: { type: 'object', additionalProperties: true },
        areas: { type: 'object', additionalProperties: true },
      },
    }),
    resource: ({ query }) => ({ holders: [officeAt(parts, query.office).path] }),
    handle: async ({ query }) => {
      const { path } = officeAt(parts, query.office)
      const overrulings = await overrulingsBelow(db, path)
      const crews = await crewsBelow(db, path)
      const areas = new Set(overrulings.map(({ area }) => area).filter((area) => area !== ''))
      return {
        overrulings,
        lessons: learn(overrulings.filter(teaches).map(overrulingOf)),
        backTest: await backTest(db, path, overrulings),
        crews: Object.fromEntries(crews.map(({ id, title }) => [id, title])),
        areas: Object.fromEntries([...areas].map((area) => [area, titleOr(parts.divisionTitle(area), area)])),
      }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/overrulings/:id/revoke',
    title: { zh: '不再从这次改派中学习', en: 'Learn no more from an overruling' },
    access: permissions.plan,
    params: byId,
    body: Type.Object({ reason }, { additionalProperties: false }),
    resource: async ({ params }) => ({ holders: [await pathOfOverruling(db, params.id)] }),
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `overruling:${params.id}` })
      await revoke(db, params.id, { name: actor.name, why: body.reason, now: now() })
    },
  })
}
