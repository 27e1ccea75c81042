import { componentCode } from '../../kernel/codes/index.ts'
import type { Fault } from '../../kernel/errors/index.ts'
import { ownershipWords } from '../../kernel/patrol/index.ts'
import { type Datum, isPoint, toWgs84 } from '../../kernel/place/index.ts'
import { readRecords, type TableRecord, type TableSource, type TargetField } from '../base/index.ts'
import type { NewComponent } from './census.ts'
import { patrolErrors } from './errors.ts'

const text = ['text', 'code', 'integer'] as const

/** What a file of the census says of each component. */
export const censusFields: readonly TargetField[] = [
  {
    key: 'code',
    title: { zh: '部件编码', en: 'Code' },
    synonyms: ['标识码', '编码', '部件标识码', 'objcode'],
    types: text,
    required: true,
  },
  {
    key: 'title',
    title: { zh: '部件名称', en: 'Name' },
    synonyms: ['名称', 'objname', 'title'],
    types: text,
    required: true,
  },
  { key: 'ownership', title: { zh: '权属', en: 'Owner' }, synonyms: ['权属类别', 'ownership'], types: text },
  {
    key: 'keeper',
    title: { zh: '责任单位', en: 'Keeper' },
    synonyms: ['主管部门', '养护单位', '权属单位', 'keeper'],
    types: text,
  },
  {
    key: 'lng',
    title: { zh: '经度', en: 'Longitude' },
    synonyms: ['lon', 'x', 'lng'],
    types: ['decimal', 'text', 'integer'],
    required: true,
  },
  {
    key: 'lat',
    title: { zh: '纬度', en: 'Latitude' },
    synonyms: ['y', 'lat'],
    types: ['decimal', 'text', 'integer'],
    required: true,
  },
  { key: 'state', title: { zh: '状态', en: 'State' }, synonyms: ['部件状态', 'status'], types: text },
]

const states: Readonly<Record<string, 'well' | 'damaged' | 'missing'>> = {
  ...{ well: 'well', 完好: 'well', 正常: 'well', damaged: 'damaged', 破损: 'damaged', 损坏: 'damaged' },
  ...{ missing: 'missing', 丢失: 'missing', 缺失: 'missing' },
}
const ownerships: ReadonlyMap<string, string> = new Map(
  Object.entries(ownershipWords).flatMap(([name, { zh, en }]) => [
    [name, name],
    [zh, name],
    [en.toLowerCase(), name],
  ]),
)

/** What became of every row of a file of the census. */
export type CensusTaken = {
  readonly components: readonly NewComponent[]
  readonly faults: readonly Fault[]
  readonly read: number
}

/** Reads a file of the census. @throws patrol.noColumns, table.* */
export async function readCensus(source: TableSource, datum: Datum): Promise<CensusTaken> {
  const { missing, records } = await readRecords(source, censusFields)
  if (missing.length > 0)
    throw patrolErrors.make('patrol.noColumns', { columns: missing.map(({ title }) => title.zh).join('、') })
  const components = new Map<string, NewComponent>()
  const faults: Fault[] = []
  for (const record of records) {
    const given = componentOf(record, datum)
    if ('says' in given) faults.push(given)
    else if (components.has(given.code))
      faults.push({
        row: record.row,
        field: 'code',
        found: given.code,
        says: { zh: '编码重复', en: 'this code stands twice' },
      })
    else components.set(given.code, given)
  }
  return { components: [...components.values()], faults, read: records.length }
}

function componentOf({ row, values }: TableRecord, datum: Datum): NewComponent | Fault {
  const refuse = (field: string, zh: string, en: string): Fault => ({
    row,
    field,
    found: values[field] ?? '',
    says: { zh, en },
  })
  const reading = componentCode.read(values.code ?? '')
  if (!reading.ok) return refuse('code', reading.says.zh, reading.says.en)
  const raw = { lng: Number(values.lng ?? Number.NaN), lat: Number(values.lat ?? Number.NaN) }
  if (!isPoint(raw)) return refuse('lng', '坐标不是经纬度', 'the coordinates are no degrees')
  const said = values.ownership?.toLowerCase() ?? 'unknown'
  const state = states[values.state ?? 'well']
  if (!state) return refuse('state', '状态须为完好、破损或丢失', 'the state is well, damaged or missing')
  return {
    code: reading.code,
    title: values.title ?? reading.code,
    // An owner that is none of the usual ones stays as the city calls it.
    ownership: ownerships.get(said) ?? said,
    keeper: values.keeper ?? '',
    point: toWgs84(raw, datum),
    state,
  }
}
