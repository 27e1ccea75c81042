import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { createFirm, readFirm, searchFirms, setAgents } from '../people/firms.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { closed, FirmView, IdSchema, idParams, NameSchema, oneOf } from './schemas.ts'

const purpose = 'administering who acts for a firm'

/** Firms and who may act for them. */
export function firmRoutes(http: Http, { base }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/admin/firms',
    title: permissions.seeFirms.title,
    access: permissions.seeFirms,
    purpose,
    query: Type.Object({ text: Type.String({ minLength: 1, maxLength: 100 }) }),
    response: Type.Object({ items: Type.Array(FirmView) }),
    handle: async ({ query, audit }) => {
      const items = [...(await searchFirms(base.db, query.text.trim()))]
      audit({ resource: 'firms', facts: { shown: items.length } })
      return { items }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/firms',
    title: { zh: '登记企业', en: 'Enter a firm' },
    access: permissions.changeFirm,
    purpose,
    body: closed({ creditCode: Type.String({ minLength: 18, maxLength: 20 }), name: NameSchema }),
    response: FirmView,
    status: 201,
    handle: async ({ body, audit }) => {
      const id = await base.db.tx(async (tx) => {
        const made = await createFirm(tx, body)
        audit({ resource: `firm:${made}` })
        return made
      })
      return readFirm(base.db, id)
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/admin/firms/:id/agents',
    title: { zh: '设定企业代理人', en: 'Set who acts for a firm' },
    access: permissions.changeFirm,
    purpose,
    params: idParams,
    body: closed({
      agents: Type.Array(closed({ person: IdSchema, kind: oneOf('legal-representative', 'agent') }), { maxItems: 200 }),
    }),
    response: FirmView,
    handle: async ({ params, body, audit }) => {
      audit({ resource: `firm:${params.id}`, facts: { agents: body.agents.length } })
      await base.db.tx((tx) => setAgents(tx, params.id, body.agents))
      return readFirm(base.db, params.id)
    },
  })
}
