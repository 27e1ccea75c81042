import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import type { CaseFiles } from '../files.ts'
import { permissions } from './permissions.ts'
import { actionId, anyObject } from './schemas.ts'

/** `POST /api/cases`: a report by anybody, signed in or not, or by an operator for a caller. */
export function submitRoutes(http: Http, engine: CaseEngine, files: CaseFiles): void {
  joinRoute(http, engine)
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

/** `POST /api/cases/:id/join`: somebody has the same matter; he gets a number and a link of his own. */
function joinRoute(http: Http, engine: CaseEngine): void {
  http.route({
    method: 'POST',
    path: '/api/cases/:id/join',
    title: { zh: '附议：我也遇到了这件事', en: 'Join: it concerns me too' },
    access: permissions.submit,
    rate: { perMinute: 20, burst: 10 },
    status: 201,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    body: Type.Object({ actionId: Type.Optional(actionId) }, { additionalProperties: false }),
    response: Type.Object({ id: Type.String(), number: Type.String(), code: Type.String(), seq: Type.Integer() }),
    handle: async ({ actor, params, body, audit, language }) => {
      const { state } = await engine.get(params.id)
      const { flow } = await engine.packOf(state)
      // Of the other report only what it is about is taken over: its words and its place, which are shown near by anyway.
      const taken = [flow.marks.text, flow.marks.place].filter((name) => name !== undefined)
      const answers = Object.fromEntries(
        taken.flatMap((name) => (state.answers[name] === undefined ? [] : [[name, state.answers[name]]])),
      )
      const begun = await engine.beginJoined(params.id, {
        ...{ pack: state.pack, answers, origin: { channel: 'portal' }, actor, language, action: body.actionId },
        owner: actor.kind === 'person' ? actor.id : undefined,
      })
      audit({ resource: `case:${begun.id}`, facts: { joined: params.id } })
      return { id: begun.id, number: begun.number, code: begun.code, seq: begun.state.seq }
    },
  })
}
