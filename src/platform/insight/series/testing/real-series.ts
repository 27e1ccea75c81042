import { readFileSync } from 'node:fs'
import { realFile } from '../../../base/testing.ts'
import type { Readings, SeriesNature } from '../shape/regular.ts'

/** A real series of the sensor files, for tests and benchmarks. */
export type RealSeries = { readonly name: string; readonly readings: Readings; readonly nature: SeriesNature }

const rowsOf = (file: string): Record<string, string>[] => {
  const [head = '', ...lines] = readFileSync(realFile(file), 'utf8').trim().split(/\r?\n/)
  const names = head.replaceAll('"', '').split(',')
  return lines.map((line) => {
    const cells = line.replaceAll('"', '').split(',')
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  })
}

const shanghai = 8 * 3_600_000
const number = (text: string | undefined): number => (text === undefined || text === 'NA' ? Number.NaN : Number(text))

function hourly(file: string, column: string, nature: SeriesNature): RealSeries {
  const rows = rowsOf(file)
  const at = rows.map(
    (row) => Date.UTC(Number(row.year), Number(row.month) - 1, Number(row.day), Number(row.hour)) - shanghai,
  )
  return { name: column, readings: { at, value: rows.map((row) => number(row[column])) }, nature }
}

/** Hourly fine dust at three places of Shanghai 2010–2013: a third to two thirds missing. */
export const shanghaiAir = (): RealSeries[] =>
  ['PM_Jingan', 'PM_US Post', 'PM_Xuhui'].map((column) =>
    hourly('sensors/shanghai-air-2010-2013.csv', column, { least: 0 }),
  )

/** Hourly air and weather at one station of Beijing 2013–2017. */
export const beijingAir = (): RealSeries[] =>
  ['PM2.5', 'NO2', 'O3', 'TEMP'].map((column) =>
    hourly('sensors/PRSA_Data_Guanyuan_20130301-20170228.csv', column, column === 'TEMP' ? {} : { least: 0 }),
  )

/** Half-hourly occupancy of fifteen car parks over eleven weeks, by day only; wall-clock time as it stands in the file. */
export function parking(): RealSeries[] {
  const lots = new Map<string, { at: number[]; value: number[]; capacity: number }>()
  for (const row of rowsOf('sensors/parking-half.csv')) {
    const name = row.SystemCodeNumber ?? ''
    const lot = lots.get(name) ?? { at: [], value: [], capacity: number(row.Capacity) }
    lots.set(name, lot)
    lot.at.push(Date.parse(`${(row.LastUpdated ?? '').replace(' ', 'T')}Z`) - shanghai)
    lot.value.push(number(row.Occupancy))
  }
  return [...lots].map(([name, { at, value }]) => ({ name, readings: { at, value }, nature: { least: 0 } }))
}
