import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { endOf, inForce } from '../../../kernel/patrol/index.ts'
import { baseErrors, bytesSource, type Http, raw, uploads, WordsSchema, writeCsv, writeXlsx } from '../../base/index.ts'
import { patrolErrors } from '../errors.ts'
import type { PatrolParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { readTable, tableLines } from '../table-file.ts'
import { enterTable, listVersions, rowsOf, tableAt, withdrawTable } from '../tables.ts'
import { byId, FaultSchema, instant, nullable, RuleSchema, text, VersionSchema } from './schemas.ts'

/** Largest file of a table, bytes. */
const largest = 8 * 1024 * 1024
const rows = Type.Array(RuleSchema, { maxItems: 5_000 })
const iso = (at: number): string => new Date(at).toISOString()

/** The one file of a form, whole. @throws patrol.noFile, base.tooLarge */
export async function fileOf(request: Parameters<typeof uploads>[0], most: number): Promise<Buffer> {
  for await (const part of uploads(request, { fileBytes: most, files: 1 }))
    if (part.kind === 'file') return buffer(part.stream)
  throw patrolErrors.make('patrol.noFile')
}

/** The city's table of classes: what is in force, its versions, files in and out. */
export function tableRoutes(http: Http, parts: PatrolParts): void {
  const { base, offices, table, majors } = parts
  const { db, now } = base
  const duties = new Set(table.flatMap(({ units }) => units.flatMap(({ to }) => ('duty' in to ? [to.duty] : []))))
  const known = {
    isOffice: (id: string) => offices.find(id) !== undefined,
    isDuty: (duty: string) => duties.has(duty) || offices.findDuty(duty, undefined) !== undefined,
  }

  http.route({
    method: 'GET',
    path: '/api/patrol/rules',
    title: { zh: '某一时刻生效的立案结案标准', en: 'The table in force at an instant' },
    access: permissions.look,
    query: Type.Object({ at: Type.Optional(instant) }),
    response: Type.Object({
      version: nullable(Type.Object({ id: Type.String(), from: instant, note: Type.String() })),
      majors: Type.Record(Type.String(), WordsSchema),
      rows,
    }),
    handle: async ({ query }) => {
      const found = await tableAt(db, query.at === undefined ? now() : Date.parse(query.at))
      return {
        version: found ? { id: found.version.id, from: iso(found.version.from), note: found.version.note } : null,
        majors: { ...majors },
        // What was checked when it was entered.
        rows: [...(found?.rows ?? [])] as never,
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/duties',
    title: { zh: '责任单位表中的职责', en: 'Duties that the table names' },
    access: permissions.look,
    response: Type.Record(Type.String(), WordsSchema),
    handle: () =>
      Object.fromEntries(
        [...duties].map((duty) => {
          const city = offices.findDuty(duty, undefined)
          // What only streets have is answered for where the thing lies.
          const title = city && offices.title(city.office)
          return [duty, title ?? { zh: '所在街镇', en: 'The street or town' }]
        }),
      ),
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/tables',
    title: { zh: '立案结案标准的各版', en: 'Versions of the table' },
    access: permissions.look,
    response: Type.Array(VersionSchema),
    handle: async () => {
      const all = await listVersions(db)
      const current = inForce(all, now())
      return all.map((version) => {
        const until = endOf(all, version)
        return {
          ...{ ...version, from: iso(version.from), enteredAt: iso(version.enteredAt) },
          ...{ until: until === undefined ? null : iso(until), isInForce: version === current },
        }
      })
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/tables/:id',
    title: { zh: '一版立案结案标准', en: 'One version of the table' },
    access: permissions.look,
    params: byId,
    response: rows,
    handle: async ({ params }) => [...(await rowsOf(db, params.id))] as never, // what was checked when it was entered
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/tables/:id/file',
    title: { zh: '导出一版立案结案标准', en: 'A version of the table as a file' },
    access: permissions.look,
    params: byId,
    query: Type.Object({ format: Type.Enum(['csv', 'xlsx']) }),
    response: raw('text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
    handle: async ({ params, query }) => {
      const lines = tableLines(await rowsOf(db, params.id))
      return query.format === 'csv'
        ? { type: 'text/csv', body: Readable.from(writeCsv(lines)), fileName: 'filing-table.csv' }
        : {
            type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
            body: Readable.from(writeXlsx(lines, { sheet: '立案结案标准', header: true })),
            fileName: 'filing-table.xlsx',
          }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/tables',
    title: { zh: '录入新的一版', en: 'Enter a version of the table' },
    access: permissions.tables,
    bodyLimit: largest,
    body: Type.Object({ from: Type.Optional(instant), note: text(500), rows }),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    handle: async ({ actor, body, audit }) => {
      const at = now()
      const version = {
        ...{ from: body.from === undefined ? at : Date.parse(body.from), note: body.note },
        rows: body.rows,
      }
      for (const { units } of version.rows)
        for (const { to } of units)
          if ('office' in to ? !known.isOffice(to.office) : !known.isDuty(to.duty))
            throw baseErrors.make('base.invalid', {}, { faults: [unknownUnit('office' in to ? to.office : to.duty)] })
      return db.tx(async (tx) => {
        const id = await enterTable(tx, version, actor, at)
        audit({ resource: `filing-table:${id}`, facts: { from: iso(version.from), rows: version.rows.length } })
        return { id }
      })
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/tables/:id/withdraw',
    title: { zh: '撤回尚未生效的一版', en: 'Take back a version that is not in force yet' },
    access: permissions.tables,
    params: byId,
    handle: ({ actor, params }) => db.tx((tx) => withdrawTable(tx, params.id, actor, now())),
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/tables/read',
    title: { zh: '读入标准文件（不生效）', en: 'Read a file of the table, without entering it' },
    access: permissions.tables,
    uploads: largest,
    response: Type.Object({ read: Type.Integer(), rows, faults: Type.Array(FaultSchema) }),
    handle: async ({ request }) => {
      const taken = await readTable(bytesSource(await fileOf(request, largest)), known)
      // Read into the shape of the schema.
      return { read: taken.read, rows: [...taken.rows] as never, faults: taken.faults.map((one) => ({ ...one })) }
    },
  })
}

const unknownUnit = (found: string) => ({
  field: 'units',
  found,
  says: { zh: '没有这个机构或职责', en: 'there is no such office or duty' },
})
