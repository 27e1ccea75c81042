import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { type CaseEvent, resourceOf, sourcesOf } from '../../../kernel/flow/index.ts'
import type { Db, Http } from '../../base/index.ts'
import type { Loaded } from '../book.ts'
import type { CaseEngine } from '../engine.ts'
import type { CaseFiles } from '../files.ts'
import { readPersonal } from '../personal.ts'
import { permissions } from './permissions.ts'
import { actionId, anyObject, offer } from './schemas.ts'

const caseParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

const doing = {
  action: Type.String({ maxLength: 40 }),
  step: Type.Optional(Type.String({ maxLength: 60 })),
  input: Type.Optional(anyObject),
  actionId: Type.Optional(actionId),
  seq: Type.Optional(Type.Integer({ minimum: 1 })),
}

const caseAnswer = Type.Object({
  case: anyObject,
  /** Every way in which it was told of: channel, when, who, number, and why it was joined. */
  sources: Type.Array(anyObject),
  events: Type.Array(anyObject),
  may: Type.Array(offer),
})

/** Routes on one case: read it, act on it; and many actions at once, for work done without a signal. */
export function caseRoutes(http: Http, db: Db, engine: CaseEngine, files: CaseFiles): void {
  const answer = async (loaded: Loaded, actor: Actor, events: readonly CaseEvent[]) => ({
    case: { ...loaded.state },
    sources: sourcesOf(loaded.state).map((source) => ({ ...source })),
    events: events.map((event) => ({ ...event })),
    may: (await engine.offers(loaded, actor)).map((one) => ({ ...one, fields: { ...one.fields } })),
  })

  http.route({
    method: 'GET',
    path: '/api/cases/:id',
    title: { zh: '查看一件事项', en: 'Read a case' },
    access: permissions.read,
    purpose: 'handling the case',
    params: caseParams,
    response: Type.Object({
      ...caseAnswer.properties,
      personal: anyObject,
      files: Type.Array(anyObject),
      code: Type.String(),
      suggestion: Type.Union([anyObject, Type.Null()]),
      joined: Type.Array(anyObject),
    }),
    resource: async ({ params }) => resourceOf((await engine.get(params.id)).state),
    handle: async ({ actor, params, audit }) => {
      const loaded = await engine.get(params.id)
      audit({ resource: `case:${params.id}` })
      const suggestion = await sql<{ suggestion: Record<string, unknown> }>`
        select suggestion from cases.suggestion where case_id = ${params.id}`.execute(db)
      return {
        ...(await answer(loaded, actor, await engine.eventsAfter(params.id, 0))),
        personal: await readPersonal(db, params.id),
        files: await files.ofCase(params.id),
        code: loaded.code,
        suggestion: suggestion.rows[0]?.suggestion ?? null,
        joined: await joinedInto(db, params.id),
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/cases/:id/actions',
    title: { zh: '办理一件事项', en: 'Act on a case' },
    access: permissions.act,
    params: caseParams,
    body: Type.Object(doing, { additionalProperties: false }),
    response: caseAnswer,
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `case:${params.id}`, facts: { action: body.action, step: body.step } })
      const { action: name, step, input = {}, seq: seen, actionId: action } = body
      const done = await engine.perform({ id: params.id, name, step, input, actor, action, seen })
      await files.claim(params.id, done.loaded.state)
      return answer(done.loaded, actor, done.events)
    },
  })
}

/** Other cases that were joined into this one, as they came in. */
async function joinedInto(db: Db, id: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select id, number, title, channel, opened_at as "openedAt", address from cases.case
    where joined_into = ${id} order by opened_at limit 200`.execute(db)
  return rows
}
