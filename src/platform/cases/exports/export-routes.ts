import { Type } from 'typebox'
import { type Http, raw } from '../../base/index.ts'
import { importPermissions } from '../imports/permissions.ts'
import { type Exports, exportFormats, exportMedia } from './exports.ts'

/** `GET /api/exports/:what`: cases as a table, in the format asked for. */
export function exportRoutes(http: Http, exports: Exports): void {
  http.route({
    method: 'GET',
    path: '/api/exports/:what',
    title: { zh: '导出数据', en: 'Export data' },
    access: importPermissions.export,
    purpose: 'analysis and handing over of the city’s own cases',
    params: Type.Object({ what: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ format: Type.Optional(Type.Union(exportFormats.map((one) => Type.Literal(one)))) }),
    response: raw(...Object.values(exportMedia)),
    handle: ({ params, query, audit }) => {
      const format = query.format ?? 'csv'
      audit({ resource: `export:${params.what}`, facts: { format } })
      return {
        type: exportMedia[format],
        body: exports.write(params.what, format),
        fileName: `${params.what}.${format}`,
      }
    },
  })
}
