import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemActor } from '../../kernel/access/index.ts'
import { auditRow, writeAudit } from '../../platform/base/index.ts'
import { type CasesRoom, type ExportFormat, exportFormats, exportKinds } from '../../platform/cases/index.ts'
import { withCity } from '../../server/attach.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'

const isFormat = (text: unknown): text is ExportFormat => exportFormats.some((format) => format === text)

/** `shudu export <what> --format csv|json|parquet [--out file]`: cases as a table, to a file or to standard output. */
export const command: Command = {
  says: {
    zh: `导出数据（${exportKinds.join('、')}）`,
    en: `Writes data as a table (${exportKinds.join(', ')})`,
  },
  usage: '<what> --format csv|xlsx|json|parquet [--out <file>]',
  words: [1, 1],
  options: {
    format: { type: 'string', value: '<f>', default: 'csv', says: { zh: '格式', en: 'the format' } },
    out: {
      type: 'string',
      value: '<file>',
      says: { zh: '写到文件；不写则输出到标准输出', en: 'a file to write; standard output without it' },
    },
  },
  run: async ({ config, log, words, options, tell }) => {
    const [what = ''] = words
    const { format } = options
    if (!isFormat(format)) throw new UsageError(`--format must be one of ${exportFormats.join(', ')}`)
    if (!exportKinds.includes(what))
      throw new UsageError(`Cannot export "${what}"; there are: ${exportKinds.join(', ')}`)
    return withCity(config, log, async (city) => {
      // The composition gives the name to this kind of room only.
      const cases = city.rooms.find((room) => room.name === 'cases') as CasesRoom
      const content = cases.exports.write(what, format)
      if (typeof options.out === 'string') await writeWhole(content, resolve(options.out))
      else await pour(content)
      const facts = { format, by: 'command line' }
      const entry = {
        actor: systemActor,
        action: 'export.run',
        outcome: 'done' as const,
        purpose: 'export by the operator',
      }
      await writeAudit(city.base.db, [auditRow({ ...entry, resource: `export:${what}`, facts })])
      if (typeof options.out === 'string') tell(`written: ${options.out}`)
      return exitCodes.ok
    })
  },
}

/** Pours into standard output; a reader that has had enough (`| head`) ends the export, which is no failure. */
async function pour(content: Readable): Promise<void> {
  try {
    await pipeline(content, process.stdout, { end: false })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPIPE')) throw cause
  }
}

/** Writes beside the target and puts it in place when it is whole: a broken export never looks like a file. */
async function writeWhole(content: Readable, target: string): Promise<void> {
  const half = `${target}.part`
  try {
    await pipeline(content, createWriteStream(half))
    await rename(half, target)
  } catch (cause) {
    await rm(half, { force: true })
    throw cause
  }
}
