import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { proposalsForSign } from '../sign-proposals.ts'
import { level, WordsSchema } from './schemas.ts'

const minutes = Type.Integer({ description: 'Minutes' })

/** What plans propose for a sign that left its bounds. */
export function proposalRoutes(http: Http, parts: ResponseParts): void {
  http.route({
    method: 'GET',
    path: '/api/response/proposals',
    title: { zh: '预案对体征的建议', en: 'What plans propose for a sign' },
    access: permissions.look,
    query: Type.Object({
      sign: Type.String({ maxLength: 48 }),
      standing: Type.Enum(['notice', 'warning', 'serious', 'critical']),
      division: Type.String({ pattern: '^\\d{6}(\\d{3})?$' }),
    }),
    response: Type.Array(
      Type.Object({
        ...{ plan: Type.String(), title: WordsSchema, basis: WordsSchema, hazard: Type.String(), level },
        area: WordsSchema,
        tasks: Type.Array(
          Type.Object({
            ...{ title: WordsSchema, offices: Type.Integer() },
            ...{ acknowledgeWithin: minutes, doneWithin: minutes },
          }),
        ),
        ...{ orders: Type.Integer(), nobody: Type.Integer() },
        resources: Type.Array(Type.Object({ title: WordsSchema, wanted: Type.Integer(), free: Type.Integer() })),
      }),
    ),
    handle: async ({ actor, query }) => {
      // As the asker would command it; whoever commands nothing is shown what the whole city's command would.
      const post = actor.posts.find(({ role }) => role === 'duty-officer')
      const path = post?.path ?? parts.offices.withDuty('operation-centre', 'city')[0]?.path ?? '/'
      const found = await proposalsForSign(parts, { ...query, path })
      return found.map((one) => ({
        ...one,
        tasks: one.tasks.map((task) => ({ ...task })),
        resources: one.resources.map((each) => ({ ...each })),
      }))
    },
  })
}
