import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { CaseState } from '../../../kernel/flow/index.ts'
import type { Db, Http } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import { casesErrors } from '../errors.ts'
import type { CaseFiles } from '../files.ts'
import { publicView } from '../public-view.ts'
import type { Offices } from '../world.ts'
import { permissions } from './permissions.ts'
import { actionId, anyObject } from './schemas.ts'

const params = Type.Object({ code: Type.String({ pattern: '^[2-9a-z]{12}$' }) })

/** Following a case by its secret short code, without signing in; and what its reporter may do there. */
export function trackRoutes(http: Http, db: Db, engine: CaseEngine, offices: Offices, files: CaseFiles): void {
  async function find(code: string): Promise<{ id: string; title: string }> {
    const { rows } = await sql<{
      id: string
      title: string
    }>`select id, title from cases.case where code = ${code}`.execute(db)
    if (!rows[0]) throw casesErrors.make('case.missing')
    return rows[0]
  }
  const bearer = (actor: Actor, code: string): Actor => ({ ...actor, links: [code] })

  async function view(code: string, actor: Actor) {
    const { id, title } = await find(code)
    const loaded = await engine.get(id)
    const pack = await engine.packOf(loaded.state)
    const events = await engine.eventsAfter(id, 0)
    const may = await engine.offers(loaded, bearer(actor, code))
    const followed = await followedBy(loaded.state)
    return {
      ...publicView({ pack, state: loaded.state, events, offices, title, may, actor, ...(followed && { followed }) }),
    }
  }

  /** The case that a joined one follows: the last of the chain, as far as its work goes. */
  async function followedBy(state: CaseState) {
    let at = state
    for (let steps = 0; at.status === 'joined' && at.joinedInto && steps < 10; steps += 1)
      at = (await engine.get(at.joinedInto.id)).state
    return at === state ? undefined : { pack: await engine.packOf(at), state: at }
  }

  http.route({
    method: 'GET',
    path: '/api/track/:code',
    title: { zh: '凭查询码查看进展', en: 'Follow a case by its code' },
    access: permissions.track,
    rate: { perMinute: 120, burst: 60 },
    params,
    response: anyObject,
    handle: ({ params: { code }, actor }) => view(code, actor),
  })

  http.route({
    method: 'POST',
    path: '/api/track/:code/actions',
    title: { zh: '凭查询码补充、回答、评价', en: 'Add, answer or rate by the code' },
    access: permissions.act,
    rate: { perMinute: 30, burst: 15 },
    params,
    body: Type.Object(
      {
        action: Type.String({ maxLength: 40 }),
        input: Type.Optional(anyObject),
        actionId: Type.Optional(actionId),
        seq: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { additionalProperties: false },
    ),
    response: anyObject,
    handle: async ({ params: { code }, body, actor, audit }) => {
      const { id } = await find(code)
      audit({ resource: `case:${id}`, facts: { action: body.action, by: 'link' } })
      const { action: name, input = {}, actionId: action, seq: seen } = body
      const done = await engine.perform({ id, name, input, actor: bearer(actor, code), action, seen })
      await files.claim(id, done.loaded.state)
      return view(code, actor)
    },
  })
}
