import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { bytesSource, type Http, raw, uploads, writeCsv, writeXlsx } from '../../base/index.ts'
import { responsibilityErrors } from './errors.ts'
import { responsibilityPermissions as permissions } from './permissions.ts'
import { knownOf } from './rule-faults.ts'
import { readRules, ruleLines } from './rule-file.ts'
import type { RuleParts } from './rule-parts.ts'
import { FaultSchema, RuleSchema } from './rule-schemas.ts'

/** Largest file of rules, bytes. */
export const largestRuleFile = 4 * 1024 * 1024

/** Rules as a file, out and in; what is read in is shown and entered only by who then makes it. */
export function ruleFiles(http: Http, parts: RuleParts): void {
  const { shelf, now } = parts

  http.route({
    method: 'GET',
    path: '/api/responsibility/file',
    title: { zh: '导出责任规则', en: 'The rules as a file' },
    access: permissions.seeRules,
    query: Type.Object({ format: Type.Enum(['csv', 'xlsx']) }),
    response: raw('text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
    handle: ({ query }) => {
      const lines = ruleLines(shelf.at(now()))
      return query.format === 'csv'
        ? { type: 'text/csv', body: Readable.from(writeCsv(lines)), fileName: 'rules.csv' }
        : {
            type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
            body: Readable.from(writeXlsx(lines, { sheet: '责任规则', header: true })),
            fileName: 'rules.xlsx',
          }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/responsibility/read',
    title: { zh: '读入责任规则文件（不生效）', en: 'Read a file of rules, without entering it' },
    access: permissions.readRules,
    uploads: largestRuleFile,
    response: Type.Object({ read: Type.Integer(), rules: Type.Array(RuleSchema), faults: Type.Array(FaultSchema) }),
    handle: async ({ request }) => {
      const packs = new Set(parts.packs.current().map(({ name }) => name))
      const known = { ...knownOf(parts), isPack: (pack: string) => packs.has(pack) }
      const { rules, faults, read } = await readRules(bytesSource(await fileOf(request)), known)
      // Read into the shape of the schema.
      return { read, rules: [...rules] as never, faults: faults.map((one) => ({ ...one })) }
    },
  })
}

async function fileOf(request: Parameters<typeof uploads>[0]): Promise<Buffer> {
  for await (const part of uploads(request, { fileBytes: largestRuleFile, files: 1 }))
    if (part.kind === 'file') return buffer(part.stream)
  throw responsibilityErrors.make('responsibility.noFile')
}
