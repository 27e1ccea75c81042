import type { Fault } from '../../../kernel/errors/index.ts'
import { type Datum, toWgs84 } from '../../../kernel/place/index.ts'
import { type CopyValue, cellText, openTable, type TableSource, writeCsv } from '../../base/index.ts'
import { deviceFaults, type Enrolled, type EnrolParts, enrol, type NewDevice } from './enrol.ts'

/** Headers under which each column may stand, in lower case. */
const headers = {
  id: ['id', 'device', '编号', '设备编号', '设备id'],
  profile: ['profile', 'kind', '型号', '设备型号', '类型'],
  zh: ['title', 'name', '名称', '设备名称'],
  en: ['title_en', 'name_en', '英文名称'],
  lng: ['lng', 'lon', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  asset: ['asset', '资产', '所属资产'],
  parent: ['parent', 'gateway', '网关', '上级设备'],
  secret: ['secret', '密钥'],
  claim: ['claim', '认领码'],
  certificate: ['certificate', 'fingerprint', '证书指纹'],
  path: ['path', 'office', '责任单位'],
  division: ['division', '区划'],
} as const

type Column = keyof typeof headers

/** What became of a file of devices: every row is enrolled or refused; refused ones come back as a table to mend. */
export type DevicesImported = {
  readonly read: number
  readonly enrolled: readonly Enrolled[]
  readonly refused: number
  readonly faults: readonly Fault[]
  /** The refused rows as they were, with a column that says what is wrong: mended, they are sent again. */
  readonly mend: string
}

const mostRows = 20_000

/**
 * Enrols the devices of a table (CSV or Excel). Rows that are wrong are refused one by one with the reason; the others are enrolled.
 * `path` is the office for rows that name none; `mayKeep` says whether the caller may enrol for an office.
 */
export async function importDevices(
  parts: EnrolParts,
  source: TableSource,
  options: {
    readonly by: string
    readonly path: string | undefined
    readonly datum: Datum
    mayKeep(path: string | undefined): boolean
  },
): Promise<DevicesImported> {
  const table = await openTable(source)
  try {
    const columns = new Map<Column, number>()
    for (const { original, column } of table.shape.headers) {
      const name = original.trim().toLowerCase()
      for (const [key, names] of Object.entries(headers) as [Column, readonly string[]][]) // keys of our own table
        if (names.includes(name) && !columns.has(key)) columns.set(key, column)
    }
    const good: NewDevice[] = []
    const faults: Fault[] = []
    const bad: CopyValue[][] = []
    const seen = new Set<string>()
    let read = 0
    for await (const { rows } of table.batches())
      for (const { number, cells } of rows) {
        read += 1
        const cell = (key: Column) => {
          const column = columns.get(key)
          return column === undefined ? '' : cellText(cells[column] ?? null).trim()
        }
        const device = deviceOf(cell, options)
        const found = [...deviceFaults(device, parts.fleet), ...placeFaults(cell)]
        if (seen.has(device.id) || parts.fleet.find(device.id))
          found.push({
            field: 'id',
            found: device.id,
            says: { zh: '编号已登记或在文件中重复', en: 'enrolled already, or twice in the file' },
          })
        if (!options.mayKeep(device.path))
          found.push({ field: 'path', found: device.path ?? '', says: { zh: '不归您管理', en: 'not yours to keep' } })
        if (read > mostRows)
          found.push({
            field: 'id',
            says: { zh: `一个文件最多 ${mostRows} 行`, en: `at most ${mostRows} rows a file` },
          })
        if (found.length === 0) {
          seen.add(device.id)
          good.push(device)
          continue
        }
        faults.push(...found.map((fault) => ({ row: number, ...fault })))
        const why = found.map(({ field, says }) => `${field}: ${says.zh} / ${says.en}`).join('; ')
        bad.push([...cells.map((one) => cellText(one)), why])
      }
    const enrolled: Enrolled[] = []
    for (let from = 0; from < good.length; from += 500)
      enrolled.push(...(await enrol(parts, good.slice(from, from + 500), options.by)))
    const titles = [...table.shape.headers.map(({ original }) => original), '问题 / what is wrong']
    let mend = ''
    if (bad.length > 0)
      for await (const piece of writeCsv(
        [titles, ...bad].map((row) => row.map(String)),
        { encoding: 'utf-8' },
      ))
        mend += String(piece)
    return { read, enrolled, refused: bad.length, faults: faults.slice(0, 1_000), mend }
  } finally {
    await table.close()
  }
}

function placeFaults(cell: (key: Column) => string): Fault[] {
  const [lng, lat] = [cell('lng'), cell('lat')]
  const isWrong =
    (lng !== '' || lat !== '') && !(Number.isFinite(Number(lng || 'x')) && Number.isFinite(Number(lat || 'x')))
  return isWrong
    ? [
        {
          field: 'lng',
          found: `${lng},${lat}`,
          says: { zh: '经纬度应为数字', en: 'longitude and latitude must be numbers' },
        },
      ]
    : []
}

function deviceOf(
  cell: (key: Column) => string,
  { path, datum }: { readonly path: string | undefined; readonly datum: Datum },
): NewDevice {
  const text = (key: Column) => cell(key) || undefined
  const [lng, lat] = [Number(cell('lng') || Number.NaN), Number(cell('lat') || Number.NaN)]
  const isPlaced = Number.isFinite(lng) && Number.isFinite(lat)
  const point = isPlaced ? toWgs84({ lng, lat }, datum) : undefined
  const zh = text('zh')
  const office = text('path') ?? path
  return {
    id: cell('id'),
    profile: cell('profile'),
    ...(zh && { title: { zh, en: text('en') ?? zh } }),
    ...(point && { point }),
    ...pick('asset', text('asset')),
    ...pick('parent', text('parent')),
    ...pick('secret', text('secret')),
    ...pick('claim', text('claim')),
    ...pick('certificate', text('certificate')?.replaceAll(':', '').toLowerCase()),
    ...pick('division', text('division')),
    ...(office !== undefined && { path: office }),
  }
}

const pick = <K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: string }) // one key, by its construction
