import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import type { CaseFiles } from '../files.ts'
import { permissions } from './permissions.ts'
import { actionId, anyObject } from './schemas.ts'

/** `POST /api/cases`: a report by anybody, signed in or not, or by an operator for a caller. */
export function submitRoutes(http: Http, engine: CaseEngine, files: CaseFiles): void {
  http.route({
    method: 'POST',
    path: '/api/cases',
    title: { zh: '提交一件事项', en: 'Begin a case' },
    access: permissions.submit,
    rate: { perMinute: 60, burst: 30 },
    status: 201,
    body: Type.Object(
      {
        pack: Type.String({ maxLength: 60 }),
        answers: anyObject,
        language: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
        actionId: Type.Optional(actionId),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ id: Type.String(), number: Type.String(), code: Type.String(), seq: Type.Integer() }),
    handle: async ({ actor, body, audit, language }) => {
      const isOperator = actor.posts.some((post) => post.role === 'operator')
      const begun = await engine.begin({
        pack: body.pack,
        answers: body.answers,
        origin: { channel: actor.kind === 'service' ? 'api' : isOperator ? 'phone' : 'portal' },
        actor,
        post: actor.posts.find((post) => post.role === 'operator'),
        owner: actor.kind === 'person' && !isOperator ? actor.id : undefined,
        language: body.language ?? language,
        action: body.actionId,
      })
      await files.claim(begun.id, begun.state)
      audit({ resource: `case:${begun.id}` })
      return { id: begun.id, number: begun.number, code: begun.code, seq: begun.state.seq }
    },
  })
}
