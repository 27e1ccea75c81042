import type { Words } from '../../kernel/words.ts'

/** One reading of a file: whose, when (epoch ms), and its plain values. */
export type ReplayRow = {
  readonly device: string
  readonly at: number
  readonly values: Readonly<Record<string, number>>
}

/** What a device of a published file is called, and where it stands: WGS 84, to about a kilometre. */
export type ReplayStation = { readonly title: Words; readonly lng: number; readonly lat: number }

/** How a published file of a series is read: by its columns, for a profile. */
export type ReplayLayout = {
  readonly name: string
  readonly profile: string
  /** The devices whose whereabouts are known, by the name that the file has for them; the files themselves tell no places. */
  readonly stations?: Readonly<Record<string, ReplayStation>>
  /** Columns that tell it from others. */
  readonly needs: readonly string[]
  rows(cell: (column: string) => string): readonly ReplayRow[]
}

/** A number of a cell; `undefined` for `NA` and what is none. */
const numberIn = (text: string): number | undefined =>
  text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)

function valuesOf(found: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
}

/** Hours of a table with year, month, day and hour of China's clock. */
const chinaHour = (cell: (column: string) => string): number =>
  Date.UTC(Number(cell('year')), Number(cell('month')) - 1, Number(cell('day')), Number(cell('hour')) - 8)

/** Files that can be replayed; a further one is one more entry. */
export const layouts: readonly ReplayLayout[] = [
  {
    // Birmingham's car parks (UCI machine learning repository): local time of the United Kingdom, taken as UTC.
    name: 'parking',
    profile: 'parking-lot',
    needs: ['SystemCodeNumber', 'Capacity', 'Occupancy', 'LastUpdated'],
    rows: (cell) => {
      const at = Date.parse(`${cell('LastUpdated').replace(' ', 'T')}Z`)
      const values = valuesOf({ occupied: numberIn(cell('Occupancy')), capacity: numberIn(cell('Capacity')) })
      return Number.isNaN(at) ? [] : [{ device: cell('SystemCodeNumber'), at, values }]
    },
  },
  {
    // PM2.5 of five Chinese cities: three stations in one row, weather for all of them.
    name: 'shanghai-air',
    profile: 'air-station',
    needs: ['PM_Jingan', 'PM_US Post', 'PM_Xuhui', 'TEMP'],
    stations: {
      Jingan: { title: { zh: '静安监测站', en: 'Jing’an station' }, lng: 121.43, lat: 31.23 },
      'US-Post': { title: { zh: '美国领事馆监测点', en: 'US consulate' }, lng: 121.44, lat: 31.21 },
      Xuhui: { title: { zh: '徐汇上师大监测站', en: 'Xuhui station' }, lng: 121.41, lat: 31.17 },
    },
    rows: (cell) => {
      const at = chinaHour(cell)
      const weather = {
        temperature: numberIn(cell('TEMP')),
        humidity: numberIn(cell('HUMI')),
        pressure: numberIn(cell('PRES')),
        dewPoint: numberIn(cell('DEWP')),
        windSpeed: undefined,
      }
      return ['Jingan', 'US Post', 'Xuhui'].flatMap((station) => {
        const pm25 = numberIn(cell(`PM_${station}`))
        const values = valuesOf({ pm25, ...weather })
        return Object.keys(values).length === 0 ? [] : [{ device: station.replace(' ', '-'), at, values }]
      })
    },
  },
  {
    // Beijing multi-site air quality: one station a file.
    name: 'prsa',
    profile: 'air-station',
    needs: ['PM2.5', 'PM10', 'SO2', 'NO2', 'CO', 'O3', 'station'],
    stations: {
      Guanyuan: { title: { zh: '北京官园监测站', en: 'Guanyuan station, Beijing' }, lng: 116.36, lat: 39.94 },
    },
    rows: (cell) => {
      const co = numberIn(cell('CO'))
      const values = valuesOf({
        ...{
          pm25: numberIn(cell('PM2.5')),
          pm10: numberIn(cell('PM10')),
          so2: numberIn(cell('SO2')),
          no2: numberIn(cell('NO2')),
          o3: numberIn(cell('O3')),
        },
        // Micrograms in the file, milligrams in the profile.
        co: co === undefined ? undefined : co / 1_000,
        ...{
          temperature: numberIn(cell('TEMP')),
          pressure: numberIn(cell('PRES')),
          dewPoint: numberIn(cell('DEWP')),
          windSpeed: numberIn(cell('WSPM')),
        },
      })
      return Object.keys(values).length === 0 ? [] : [{ device: cell('station'), at: chinaHour(cell), values }]
    },
  },
]
