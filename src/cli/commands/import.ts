import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemActor } from '../../kernel/access/index.ts'
import { type Datum, datums } from '../../kernel/place/index.ts'
import { say } from '../../kernel/words.ts'
import { auditRow, type City, fileSource, type Room, writeAudit, writeCsv } from '../../platform/base/index.ts'
import { type CasesRoom, type ImportRecord, writeRefused } from '../../platform/cases/index.ts'
import type { Registry } from '../../platform/registry/index.ts'
import { refusalsOf, type Twin } from '../../platform/twin/index.ts'
import { withCity } from '../../server/attach.ts'
import { type Command, type CommandContext, type ExitCode, exitCodes, UsageError } from '../command.ts'
import { registers, takeRegister } from '../import-registers.ts'

/** What became of the rows of a file: read = imported + already + refused. */
type Account = { readonly read: number; readonly imported: number; readonly already: number; readonly refused: number }

/** `shudu import <what> <file>`: takes a file in; the last line is the account of its rows. */
export const command: Command = {
  says: {
    zh: '导入文件（messages 留言、history 历史工单、addresses 地址、layer 图层、offices 机构、people 人员、taxonomy 分类），最后一行是各行去向',
    en: 'Takes a file in (messages, history, addresses, layer, offices, people, taxonomy); the last line accounts for every row',
  },
  usage:
    '<what> <file> [--profile <p>] [--refused <file.csv>] [--layer <name>] [--datum <d>] [--epsg <code>] [--id <field>] [--type <kind>] [--office <path>] [--link <url>] [--open] [--check] [--pack <p>] [--taxonomy <t>] [--replace]',
  words: [2, 2],
  options: {
    profile: {
      type: 'string',
      value: '<p>',
      says: { zh: '列对应方案，如 baltimore-311', en: 'a column profile, such as baltimore-311' },
    },
    refused: {
      type: 'string',
      value: '<file.csv>',
      says: {
        zh: '被退回的行写到哪里（默认在数据目录的 refused 下）',
        en: 'where refused rows are written (default: refused/ in the data folder)',
      },
    },
    layer: {
      type: 'string',
      value: '<name>',
      says: { zh: '图层名（默认取自文件名）', en: 'name of the layer (default: from the name of the file)' },
    },
    datum: {
      type: 'string',
      value: '<d>',
      says: { zh: '坐标系：wgs84、gcj02、bd09、cgcs2000', en: 'datum: wgs84, gcj02, bd09 or cgcs2000' },
    },
    epsg: {
      type: 'string',
      value: '<code>',
      says: { zh: '投影坐标的 EPSG 代码', en: 'EPSG code of projected coordinates' },
    },
    id: {
      type: 'string',
      value: '<field>',
      says: { zh: '编号所在的字段', en: 'the field that holds each thing’s number' },
    },
    type: { type: 'string', value: '<kind>', says: { zh: '要素的类型名', en: 'what kind of thing they are' } },
    office: {
      type: 'string',
      value: '<path>',
      says: { zh: '负责部门的路径', en: 'path of the office that answers for them' },
    },
    link: { type: 'string', value: '<url>', says: { zh: '3D Tiles 的服务地址', en: 'where 3D Tiles are served' } },
    check: {
      type: 'boolean',
      says: {
        zh: '机构、人员、分类：只看结果，不保留',
        en: 'offices, people, taxonomy: tells what would come of it, keeps nothing',
      },
    },
    pack: {
      type: 'string',
      value: '<p>',
      says: { zh: '分类所属的场景包（默认 hotline）', en: 'pack whose classes they are (default hotline)' },
    },
    taxonomy: {
      type: 'string',
      value: '<t>',
      says: { zh: '分类体系（默认第一个）', en: 'which of its taxonomies (default: the first)' },
    },
    replace: {
      type: 'boolean',
      says: { zh: '取代原有分类，而不是补充', en: 'in place of the classes there are, not beside them' },
    },
    open: { type: 'boolean', says: { zh: '任何人可见', en: 'anybody may see them' } },
  },
  run: async (context) => {
    const [what = '', file = ''] = context.words
    const path = resolve(file)
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile()) throw new UsageError(`There is no file ${file}`)
    return withCity(context.config, context.log, async (city) => {
      const { account, refused } =
        what === 'addresses'
          ? await takeAddresses(city, path, context)
          : what === 'layer'
            ? await takeLayer(city, path, context)
            : registers.includes(what)
              ? await takeRegister(what, {
                  ...{ city, path, context },
                  refusedPath: () => refusedPath(basename(path), String(Date.now()), context),
                })
              : await take(city, what, path, context)
      context.print(`refused rows: ${refused ?? 'none'}`)
      const { read, imported, already } = account
      context.print(`read ${read}, imported ${imported}, already there ${already}, refused ${account.refused}`)
      return (account.refused > 0 ? exitCodes.refused : exitCodes.ok) satisfies ExitCode
    })
  },
}

/** A room of the composition by its name, which is its type's promise. */
function roomOf<R extends Room>(city: City, name: string): R {
  const room = city.rooms.find((one) => one.name === name)
  if (!room) throw new UsageError(`This city has no ${name}`)
  // The composition gives each name to one kind of room only.
  return room as R
}

type Taken = { readonly account: Account; readonly refused: string | undefined }

async function take(city: City, what: string, path: string, context: CommandContext): Promise<Taken> {
  const { imports } = roomOf<CasesRoom>(city, 'cases')
  const { profile } = context.options
  const source = await fileSource(path)
  const content = Readable.from(blocks(source), { objectMode: false })
  const record = await imports.receive({
    what,
    fileName: basename(path),
    content,
    by: systemActor.id,
    profile: typeof profile === 'string' ? profile : undefined,
  })
  describe(record, context)
  await imports.start(record.id, { here: true })
  let taken = 0
  await imports.run(record.id, {
    onChunk: (rows) => {
      taken += rows
      if (taken % 20_000 < rows) context.tell(`${taken} rows`)
    },
  })
  const done = await ended(city, record.id)
  await writeAudit(city.base.db, [
    auditRow({
      actor: systemActor,
      action: 'import.run',
      outcome: done.state === 'done' ? 'done' : 'failed',
      purpose: 'hotline intake from files',
      resource: `import:${record.id}`,
      facts: { ...done.counts, what, by: 'command line' },
    }),
  ])
  if (done.failure && done.state !== 'done') throw new Error(`${done.failure.says.en}. ${done.failure.todo.en}`)
  await describeNotes(city, done, context)
  const refused = done.counts.refused === 0 ? undefined : await keepRefused(city, done, context)
  return { account: done.counts, refused }
}

async function* blocks(source: Awaited<ReturnType<typeof fileSource>>): AsyncGenerator<Uint8Array> {
  try {
    for (let at = 0; at < source.size; ) {
      const bytes = await source.read(at, 1 << 20)
      if (bytes.length === 0) return
      at += bytes.length
      yield bytes
    }
  } finally {
    await source.close()
  }
}

/** Waits until the import has ended: usually it has, unless a running city took part of it. */
async function ended(city: City, id: string): Promise<ImportRecord> {
  const { imports } = roomOf<CasesRoom>(city, 'cases')
  for (;;) {
    const record = await imports.get(id)
    if (record.state !== 'running') return record
    await new Promise((done) => setTimeout(done, 500))
    await imports.run(id)
  }
}

/** Tells how the file was understood. */
function describe({ shape, preview, settings }: ImportRecord, { tell }: CommandContext): void {
  const { text, workbook, headerRow } = shape.table
  const how = text ? `${text.encoding}, separator ${JSON.stringify(text.separator)}` : `sheet "${workbook?.sheet}"`
  tell(`${how}, header in row ${headerRow ?? 'none'}`)
  tell(`columns: ${preview.matches.map(({ field, column }) => `${field} ← ${column}`).join(', ')}`)
  tell(`source: ${settings.source}`)
  for (const note of preview.notes) tell(`note: ${note.en}`)
}

/** Tells which rows were taken with something to say about them: how many of each sort, and where the first are. */
async function describeNotes(city: City, { id }: ImportRecord, { tell }: CommandContext): Promise<void> {
  for (const { says, field, count, rows } of await roomOf<CasesRoom>(city, 'cases').imports.notes(id)) {
    tell(
      `note: ${field ? `${field}: ` : ''}${says.en} (${count} rows: ${rows.join(', ')}${count > rows.length ? ', …' : ''})`,
    )
  }
}

async function keepRefused(city: City, record: ImportRecord, context: CommandContext): Promise<string> {
  const { imports } = roomOf<CasesRoom>(city, 'cases')
  const path = await refusedPath(record.fileName, record.id, context)
  const titles = Object.fromEntries(
    (imports.kinds.find((kind) => kind.name === record.what)?.fields ?? []).map((field) => [
      field.key,
      say(field.title, 'en'),
    ]),
  )
  const headers = record.shape.table.headers.map((header) => header.original || header.name)
  await pipeline(writeRefused(headers, imports.refused(record.id), titles, 'en'), createWriteStream(path))
  return path
}

/** Where refused rows go: where the caller says, else into the city's data folder, which is ours to write. */
async function refusedPath(fileName: string, id: string, { options, config }: CommandContext): Promise<string> {
  if (typeof options.refused === 'string') return resolve(options.refused)
  const folder = join(config.data, 'refused')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${fileName.replace(/\.[^.]*$/, '')}-${id.slice(-6)}.csv`)
}

async function takeAddresses(city: City, path: string, context: CommandContext): Promise<Taken> {
  const registry = roomOf<Room & Registry>(city, 'registry')
  const { read, imported, alreadyThere, refused, faults } = await registry.importAddresses(await fileSource(path), {
    source: basename(path),
  })
  const account = { read, imported, already: alreadyThere, refused }
  if (refused === 0) return { account, refused: undefined }
  const out = await refusedPath(basename(path), String(Date.now()), context)
  const lines = faults.map((fault) => [fault.row ?? null, fault.field ?? null, fault.found ?? null, fault.says.en])
  await pipeline(writeCsv([['row', 'field', 'found', 'reason'], ...lines]), createWriteStream(out))
  return { account, refused: faults.length < refused ? `${out} (the first ${faults.length})` : out }
}

const textOption = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

async function takeLayer(city: City, path: string, context: CommandContext): Promise<Taken> {
  const { layers } = roomOf<Room & Twin>(city, 'twin')
  const { options, tell } = context
  const datum = textOption(options.datum)
  if (datum !== undefined && !datums.some((each) => each === datum))
    throw new UsageError(`There is no datum "${datum}": use ${datums.join(', ')}`)
  const epsg = textOption(options.epsg)
  if (epsg !== undefined && !/^\d{4,6}$/.test(epsg)) throw new UsageError(`"${epsg}" is no EPSG code`)
  const made = await layers.receive({
    layer: textOption(options.layer) ?? layerName(path),
    fileName: basename(path),
    content: path,
    by: systemActor.id,
    settings: {
      // Checked to be one of them above.
      ...(datum !== undefined && { datum: datum as Datum }),
      ...(epsg !== undefined && { epsg: Number(epsg) }),
      ...(textOption(options.id) !== undefined && { idField: textOption(options.id) }),
      ...(textOption(options.type) !== undefined && { type: textOption(options.type) }),
      ...(textOption(options.office) !== undefined && { path: textOption(options.office) }),
      ...(textOption(options.link) !== undefined && { link: textOption(options.link) }),
      ...(options.open === true && { isOpen: true }),
    },
  })
  const { preview } = made
  tell(`layer ${made.layer}: ${made.format}, ${JSON.stringify(preview.reference)} (${preview.why.en})`)
  tell(`kinds: ${preview.kinds.join(', ') || 'none'}; fields: ${preview.fields.slice(0, 30).join(', ')}`)
  for (const note of preview.notes) tell(`note: ${note.en}`)
  let told = 0
  const done = await layers.run(made.id, (rows) => {
    if (rows - told < 20_000) return
    told = rows
    tell(`${rows} features`)
  })
  await writeAudit(city.base.db, [
    auditRow({
      actor: systemActor,
      action: 'twin.import',
      outcome: done.state === 'done' ? 'done' : 'failed',
      resource: `layer-import:${done.id}`,
      facts: { ...done.counts, layer: done.layer, by: 'command line' },
    }),
  ])
  if (done.failure) throw new Error(`${done.failure.says.en}. ${done.failure.todo.en}`)
  if (done.counts.refused === 0) return { account: done.counts, refused: undefined }
  const out = await refusedPath(basename(path), done.id, context)
  const faults = await refusalsOf(city.base.db, done.id, 0, 1_000_000)
  const lines = faults.map(({ row, field, found, says, mend }) => [row, field ?? null, found ?? null, says.en, mend.en])
  await pipeline(writeCsv([['row', 'field', 'found', 'reason', 'how to mend it'], ...lines]), createWriteStream(out))
  return { account: done.counts, refused: out }
}

/** A layer's name from that of its file: letters, digits, - and _. */
const layerName = (path: string): string =>
  basename(path)
    .replace(/\..*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '') || 'layer'
