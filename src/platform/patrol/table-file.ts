import type { Fault } from '../../kernel/errors/index.ts'
import { type FilingRule, kindShape, type UnitRule } from '../../kernel/patrol/index.ts'
import type { Within } from '../../kernel/time/index.ts'
import { type Cell, readRecords, type TableRecord, type TableSource, type TargetField } from '../base/index.ts'
import { patrolErrors } from './errors.ts'

const text = ['text', 'code', 'integer'] as const
const field = (
  key: string,
  zh: string,
  en: string,
  synonyms: readonly string[],
  more: { readonly required?: boolean; readonly types?: TargetField['types'] } = {},
): TargetField => ({
  key,
  title: { zh, en },
  synonyms,
  types: more.types ?? text,
  ...(more.required && { required: true }),
})

/** What a file of the city's table says; a class with several responsible units has a line for each. */
export const tableFields: readonly TargetField[] = [
  field('kind', '类别代码', 'Class', ['代码', '小类代码', 'code', 'kind'], { required: true }),
  field('sort', '部件或事件', 'Sort', ['类型', '种类', 'type']),
  field('title', '小类名称', 'Name', ['名称', '小类', 'title'], { required: true }),
  field('titleEn', '英文名称', 'English name', ['title en', 'name en']),
  field('filing', '立案条件', 'Filing condition', ['立案标准', '立案'], { required: true }),
  field('filingEn', '英文立案条件', 'Filing condition in English', ['filing en']),
  field('closing', '结案条件', 'Closing condition', ['结案标准', '结案'], { required: true }),
  field('closingEn', '英文结案条件', 'Closing condition in English', ['closing en']),
  field('limit', '处置时限', 'Limit', ['时限', '处理时限', '办结时限'], {
    required: true,
    types: ['text', 'integer', 'decimal', 'code'],
  }),
  field('unit', '时限单位', 'Unit of the limit', ['单位', 'limit unit']),
  field('office', '责任单位', 'Responsible unit', ['责任主体', '处置单位', 'unit', 'office', 'duty'], {
    required: true,
  }),
  field('division', '区划代码', 'Division', ['行政区划', '适用区划', 'division code']),
  field('ownership', '权属', 'Owner', ['权属单位', 'ownership']),
  field('under', '归入分类', 'Filed under', ['事项分类', 'filed under', 'class of the city']),
]

/** A file as it was read: rows for a new version, and what was wrong. */
export type TableTaken = {
  readonly rows: readonly FilingRule[]
  readonly faults: readonly Fault[]
  readonly read: number
}

const units: ReadonlyMap<string, Within['unit']> = new Map([
  ['工作小时', 'workingHour'],
  ['小时', 'workingHour'],
  ['workinghour', 'workingHour'],
  ['workinghours', 'workingHour'],
  ['工作日', 'workingDay'],
  ['个工作日', 'workingDay'],
  ['天', 'workingDay'],
  ['workingday', 'workingDay'],
  ['workingdays', 'workingDay'],
])

/** `4 工作小时`, `1个工作日`, or a figure with its unit beside it. */
function limitOf(said: string, unit: string): Within | undefined {
  const [, amount = '', own = ''] = /^(\d+)\s*(.*)$/.exec(said.trim()) ?? []
  const found = units.get((own || unit).toLowerCase().replace(/[\s-]/g, '').replace(/^个/, ''))
  return amount === '' || !found ? undefined : { unit: found, amount: Number(amount) }
}

/** `0102` with 部件 or 事件 beside it, or `component:0102` as it stands. */
function kindOf(code: string, sort: string): string {
  if (kindShape.test(code)) return code
  const digits = code.replace(/\D/g, '').padStart(4, '0')
  const prefix = /部件|component/i.test(sort) ? 'component' : /事件|event/i.test(sort) ? 'event' : ''
  return prefix === '' ? code : `${prefix}:${digits}`
}

/** What a unit may be named by: an office's id, or a duty of the city by its word. */
export type KnownUnits = { readonly isOffice: (id: string) => boolean; readonly isDuty: (duty: string) => boolean }

const unitOf = (said: string, { isOffice, isDuty }: KnownUnits): UnitRule['to'] | undefined =>
  isOffice(said) ? { office: said } : isDuty(said) ? { duty: said } : undefined

/**
 * Reads a city's table from CSV or XLSX. Nothing is entered: a person looks at it first.
 * @throws patrol.noColumns, table.*
 */
export async function readTable(source: TableSource, known: KnownUnits): Promise<TableTaken> {
  const { missing, records } = await readRecords(source, tableFields)
  if (missing.length > 0)
    throw patrolErrors.make('patrol.noColumns', { columns: missing.map(({ title }) => title.zh).join('、') })
  const byKind = new Map<string, FilingRule>()
  const faults: Fault[] = []
  for (const record of records) {
    const given = ruleOf(record, known)
    if ('says' in given) {
      faults.push(given)
      continue
    }
    const there = byKind.get(given.kind)
    if (!there) byKind.set(given.kind, given)
    else if (sameBut(there, given)) byKind.set(given.kind, { ...there, units: [...there.units, ...given.units] })
    else
      faults.push({
        row: record.row,
        field: 'kind',
        found: given.kind,
        says: { zh: '与前面同一小类的条件或时限不一致', en: 'differs from an earlier line of the same class' },
      })
  }
  return { rows: [...byKind.values()], faults, read: records.length }
}

const sameBut = (one: FilingRule, other: FilingRule): boolean =>
  JSON.stringify([one.title.zh, one.filing.zh, one.closing.zh, one.limit.unit, one.limit.amount, one.under]) ===
  JSON.stringify([other.title.zh, other.filing.zh, other.closing.zh, other.limit.unit, other.limit.amount, other.under])

function ruleOf({ row, values }: TableRecord, known: KnownUnits): FilingRule | Fault {
  const refuse = (name: string, zh: string, en: string): Fault => ({
    row,
    field: name,
    found: values[name] ?? '',
    says: { zh, en },
  })
  const { title = '', filing = '', closing = '', division, ownership, under } = values
  const kind = kindOf(values.kind ?? '', values.sort ?? '')
  if (!kindShape.test(kind))
    return refuse('kind', '代码须为四位数字并注明部件或事件', 'a code has four digits and says component or event')
  const limit = limitOf(values.limit ?? '', values.unit ?? '')
  if (!limit)
    return refuse('limit', '时限须如“4 工作小时”或“1 工作日”', 'a limit is like "4 working hours" or "1 working day"')
  const to = unitOf(values.office ?? '', known)
  if (!to) return refuse('office', '没有这个机构或职责', 'there is no such office or duty')
  if (division !== undefined && !/^\d{6}(\d{3}(\d{3})?)?$/.test(division))
    return refuse('division', '区划代码须为 6、9 或 12 位数字', 'a division code has 6, 9 or 12 digits')
  return {
    kind,
    title: { zh: title, en: values.titleEn ?? title },
    filing: { zh: filing, en: values.filingEn ?? filing },
    closing: { zh: closing, en: values.closingEn ?? closing },
    limit,
    units: [{ to, ...(division !== undefined && { division }), ...(ownership !== undefined && { ownership }) }],
    ...(under !== undefined && { under }),
    origin: 'city',
  }
}

/** A table as a file: a line for each responsible unit; read back by `readTable`. */
export function* tableLines(rows: readonly FilingRule[]): Generator<readonly Cell[]> {
  yield tableFields.map(({ title }) => title.zh)
  for (const { kind, title, filing, closing, limit, units: lines, under } of rows)
    for (const { to, division, ownership } of lines)
      yield [
        ...[kind, kind.startsWith('component') ? '部件' : '事件', title.zh, title.en, filing.zh, filing.en],
        ...[closing.zh, closing.en, limit.amount, limit.unit === 'workingHour' ? '工作小时' : '工作日'],
        ...['office' in to ? to.office : to.duty, division ?? null, ownership ?? null, under ?? null],
      ]
}
