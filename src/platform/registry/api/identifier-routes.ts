import { Type } from 'typebox'
import { formatCatalogueCode } from '../../../kernel/codes/index.ts'
import { type Base, type Http, raw, WordsSchema } from '../../base/index.ts'
import { registryErrors } from '../errors.ts'
import { type Identifiers, mostAtOnce } from '../identifiers/identifiers.ts'
import { writeLabels } from '../identifiers/labels/write-labels.ts'
import { bindCode, codesOfIssue, findIssue, type KeptIssue, listIssues, withdrawCode } from '../identifiers/store.ts'
import { permissions } from '../permissions.ts'

const IssueView = Type.Object({
  id: Type.String(),
  catalogue: Type.String(),
  scope: Type.Record(Type.String(), Type.String()),
  first: Type.Integer(),
  count: Type.Integer(),
  note: Type.Union([Type.String(), Type.Null()]),
  madeBy: Type.String(),
  madeAt: Type.String(),
})

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const range = {
  /** The first running number wanted; the issue's first when absent. */
  from: Type.Optional(Type.Integer({ minimum: 1 })),
}

/** Coding catalogues, issues of codes, what codes stand for. */
export function identifierRoutes(http: Http, base: Base, identifiers: Identifiers): void {
  const getIssue = async (id: string): Promise<KeptIssue> => {
    const found = await findIssue(base.db, id)
    if (!found) throw registryErrors.make('registry.noIssue')
    return found
  }
  http.route({
    method: 'GET',
    path: '/api/registry/code-schemes',
    title: { zh: '标识体系与编码目录', en: 'Schemes of codes and coding catalogues' },
    access: permissions.see,
    response: Type.Object({
      schemes: Type.Array(
        Type.Object({ id: Type.String(), title: WordsSchema, standard: Type.String(), example: Type.String() }),
      ),
      catalogues: Type.Array(Type.Unknown()),
    }),
    handle: () => ({
      schemes: identifiers.schemes.map(({ id, title, standard, example }) => ({ id, title, standard, example })),
      catalogues: [...identifiers.catalogues],
    }),
  })
  http.route({
    method: 'POST',
    path: '/api/registry/code-issues',
    title: { zh: '批量赋码', en: 'Issue codes' },
    access: permissions.issueCodes,
    body: Type.Object({
      catalogue: Type.String({ maxLength: 60 }),
      values: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 20 }))),
      count: Type.Integer({ minimum: 1, maximum: mostAtOnce }),
      note: Type.Optional(Type.String({ maxLength: 200 })),
    }),
    response: Type.Object({ id: Type.String(), first: Type.String(), last: Type.String(), count: Type.Integer() }),
    status: 201,
    handle: async ({ body, actor, audit }) => {
      audit({ facts: { catalogue: body.catalogue, count: body.count } })
      const { values = {}, ...order } = body
      const { id, codes } = await identifiers.issue({ ...order, values, by: actor.id })
      return { id, first: codes[0] ?? '', last: codes.at(-1) ?? '', count: codes.length }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/registry/code-issues',
    title: { zh: '赋码记录', en: 'Issues of codes' },
    access: permissions.seeIssues,
    response: Type.Object({ items: Type.Array(IssueView) }),
    handle: async () => ({ items: [...(await listIssues(base.db, 200))] }),
  })
  http.route({
    method: 'GET',
    path: '/api/registry/code-issues/:id/codes.csv',
    title: { zh: '一批编码', en: 'The codes of an issue' },
    access: permissions.seeIssues,
    params: Id,
    response: raw('text/csv'),
    handle: async ({ params }) => {
      const issue = await getIssue(params.id)
      const codes = await codesOfIssue(base.db, issue.id, issue.first, issue.count)
      const lines = codes.map(
        ({ code, serial, thing }) => `${code},${serial},${thing === null ? '' : `"${thing.replaceAll('"', '""')}"`}`,
      )
      return {
        type: 'text/csv; charset=utf-8',
        body: `\ufeffcode,serial,thing\r\n${lines.join('\r\n')}\r\n`,
        fileName: `${issue.catalogue}-${issue.first}.csv`,
      }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/registry/code-issues/:id/labels.pdf',
    title: { zh: '二维码标签', en: 'QR labels' },
    access: permissions.seeIssues,
    params: Id,
    query: Type.Object({
      ...range,
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000, default: 500 })),
      grid: Type.Optional(
        Type.Union([Type.Literal('2x4'), Type.Literal('3x7'), Type.Literal('3x8'), Type.Literal('5x13')]),
      ),
    }),
    response: raw('application/pdf'),
    handle: async ({ params, query, request }) => {
      const issue = await getIssue(params.id)
      const catalogue = identifiers.catalogues.find(({ id }) => id === issue.catalogue)
      const site = base.config.publicUrl ?? `${request.protocol}://${request.host}`
      const codes = await codesOfIssue(base.db, issue.id, query.from ?? issue.first, query.count ?? 500)
      const labels = codes.map(({ code, title }) => ({
        address: `${site}/id/city/${code}`,
        written: catalogue ? formatCatalogueCode(catalogue, code) : code,
        title: title ?? catalogue?.title ?? { zh: code, en: code },
        ...(issue.note && { note: issue.note }),
      }))
      return {
        type: 'application/pdf',
        body: await writeLabels(labels, query.grid),
        fileName: `${issue.catalogue}-${issue.first}.pdf`,
      }
    },
  })
  bindingRoutes(http, base, identifiers)
}

const Coded = Type.Object({ scheme: Type.String({ maxLength: 40 }), code: Type.String({ maxLength: 400 }) })

function bindingRoutes(http: Http, base: Base, identifiers: Identifiers): void {
  http.route({
    method: 'PUT',
    path: '/api/registry/codes/:scheme/:code',
    title: { zh: '绑定编码与对象', en: 'Give a code to a thing' },
    access: permissions.issueCodes,
    params: Coded,
    body: Type.Object({
      /** URI of the thing; null takes the code from it. */
      thing: Type.Union([Type.String({ minLength: 1, maxLength: 1000 }), Type.Null()]),
      title: Type.Optional(WordsSchema),
    }),
    handle: async ({ params, body, audit }) => {
      const { scheme, code } = identifiers.read(params.scheme, params.code)
      audit({ resource: `code:${scheme.id}/${code}` })
      await base.db.tx((tx) => bindCode(tx, scheme.id, code, body.thing, body.title ?? null))
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/registry/codes/:scheme/:code',
    title: { zh: '停用编码', en: 'Withdraw a code' },
    access: permissions.issueCodes,
    params: Coded,
    handle: async ({ params, audit }) => {
      const { scheme, code } = identifiers.read(params.scheme, params.code)
      audit({ resource: `code:${scheme.id}/${code}` })
      const gone = await base.db.tx((tx) => withdrawCode(tx, scheme.id, code))
      if (!gone) throw registryErrors.make('registry.unknownCode', { code, ...scheme.title })
    },
  })
}
