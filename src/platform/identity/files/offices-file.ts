import { sql } from 'kysely'
import type { Level } from '../../../kernel/access/index.ts'
import { CityError, type Fault } from '../../../kernel/errors/index.ts'
import { type Db, readRecords, type TableRecord, type TableSource, type TargetField } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import type { NewOffice } from '../offices/change-office.ts'
import { loadOffices, placeOffices } from '../offices/load-offices.ts'
import type { FileTaken, RefusedRecord } from './taken.ts'

const text = ['text', 'code', 'integer'] as const

/** What a file of offices says of each. */
export const officeFields: readonly TargetField[] = [
  {
    key: 'id',
    title: { zh: '机构编号', en: 'Id' },
    synonyms: ['编号', '机构代码', 'code', 'office id'],
    types: text,
    required: true,
  },
  {
    key: 'title',
    title: { zh: '机构名称', en: 'Name' },
    synonyms: ['名称', '单位名称', '中文名称', 'title', 'title zh'],
    types: text,
    required: true,
  },
  { key: 'titleEn', title: { zh: '英文名称', en: 'English name' }, synonyms: ['title en', 'name en'], types: text },
  {
    key: 'parent',
    title: { zh: '上级机构', en: 'Parent' },
    synonyms: ['上级', '上级编号', '上级机构编号', 'parent id'],
    types: text,
  },
  { key: 'level', title: { zh: '层级', en: 'Level' }, synonyms: ['级别', '机构层级'], types: text, required: true },
  { key: 'kind', title: { zh: '机构类型', en: 'Kind' }, synonyms: ['类型', 'type'], types: text },
  {
    key: 'division',
    title: { zh: '行政区划代码', en: 'Division code' },
    synonyms: ['区划', '区划代码', 'division'],
    types: text,
  },
  {
    key: 'openSince',
    title: { zh: '成立日期', en: 'Open since' },
    synonyms: ['设立日期', 'opened'],
    types: ['date', 'text'],
  },
]

const levels: ReadonlyMap<string, Level> = new Map<string, Level>([
  ...(['city', 'district', 'street', 'grid', 'community'] as const).map((level) => [level, level] as const),
  ...([
    ['市', 'city'],
    ['市级', 'city'],
    ['区', 'district'],
    ['区级', 'district'],
    ['街镇', 'street'],
  ] as const),
  ...([
    ['街道', 'street'],
    ['镇', 'street'],
    ['街镇级', 'street'],
    ['网格', 'grid'],
    ['居村', 'community'],
  ] as const),
  ...([
    ['社区', 'community'],
    ['居村级', 'community'],
  ] as const),
])

/** Ids stand in paths and addresses. */
const idShape = /^[a-z0-9][a-z0-9-]{0,63}$/

type Read = { readonly record: TableRecord; readonly office: NewOffice }

/**
 * Takes a file of offices in, in any order of rows. Offices that are there stay as they are; rows that cannot be are
 * refused one by one. With `isRehearsal` nothing is kept.
 * @throws identity.noColumns, table.*
 */
export async function takeOffices(db: Db, source: TableSource, isRehearsal = false): Promise<FileTaken> {
  const { headers, matches, missing, records } = await readRecords(source, officeFields)
  if (missing.length > 0)
    throw identityErrors.make('identity.noColumns', { columns: missing.map(({ title }) => title.zh).join('、') })
  const refused: RefusedRecord[] = []
  const read: Read[] = []
  for (const record of records) {
    const office = officeOf(record)
    if ('says' in office) refused.push({ ...record, faults: [office] })
    else read.push({ record, office })
  }
  return db.tx(async (tx) => {
    const there = await sql<{
      id: string
      path: string
      level: Level
    }>`select id, path, level from identity.office`.execute(tx)
    const good = whatFits(read, new Map(there.rows.map((row) => [row.id, row])), refused)
    const known = new Set(there.rows.map(({ id }) => id))
    const already = good.filter(({ id }) => known.has(id)).length
    if (!isRehearsal && good.length > 0) await loadOffices(tx, good)
    return { read: records.length, imported: good.length - already, already, refused, headers, matches }
  })
}

/** Offices that find their place in the tree; the others are added to the refused, those below them too. */
function whatFits(
  read: readonly Read[],
  there: Parameters<typeof placeOffices>[1],
  refused: RefusedRecord[],
): NewOffice[] {
  for (let left = read; ; ) {
    const offices = left.map(({ office }) => office)
    try {
      placeOffices(offices, there)
      return offices
    } catch (cause) {
      if (!(cause instanceof CityError) || cause.code !== 'identity.offices') throw cause
      // Its faults name the row by its place among what was given.
      const byRow = Map.groupBy(cause.faults, ({ row = 0 }) => row)
      for (const [row, faults] of byRow) {
        const one = left[row - 1]
        if (one) refused.push({ ...one.record, faults: faults.map((fault) => ({ ...fault, row: one.record.row })) })
      }
      left = left.filter((_, index) => !byRow.has(index + 1))
    }
  }
}

function officeOf({ row, values }: TableRecord): NewOffice | Fault {
  const { id = '', title = '', titleEn, parent, division, openSince } = values
  const level = levels.get((values.level ?? '').toLowerCase())
  const refuse = (field: string, found: string, zh: string, en: string): Fault => ({
    row,
    field,
    found,
    says: { zh, en },
  })
  if (!idShape.test(id))
    return refuse('id', id, '编号须为小写字母、数字和短横', 'an id is small letters, digits and hyphens')
  if (title === '') return refuse('title', '', '缺名称', 'it has no name')
  if (!level)
    return refuse(
      'level',
      values.level ?? '',
      '层级须为市、区、街镇、网格或居村',
      'the level is city, district, street, grid or community',
    )
  if (division !== undefined && !/^\d{6}(?:\d{3})?(?:\d{3})?$/.test(division))
    return refuse('division', division, '区划代码须为 6、9 或 12 位数字', 'a division code has 6, 9 or 12 digits')
  if (openSince !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(openSince))
    return refuse('openSince', openSince, '日期须如 2026-03-01', 'a date is like 2026-03-01')
  return {
    ...{ id, level, kind: values.kind ?? 'office', title: { zh: title, en: titleEn ?? title } },
    ...(parent !== undefined && { parent }),
    ...(division !== undefined && { division }),
    ...(openSince !== undefined && { openSince }),
  }
}
