import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Air quality station（空气质量站）。 */
export const airStation = deviceProfile({
  name: 'air-station',
  title: { zh: '空气质量站', en: 'Air quality station' },
  about: { zh: '六参数与气象', en: 'Six pollutants and weather' },
  type: 'AirQualityObserved',
  model: 'dataModel.Environment/AirQualityObserved',
  period: 3600,
  silentAfter: 10800,
  measures: {
    pm25: {
      title: { zh: 'PM2.5', en: 'PM2.5' },
      kind: 'number',
      unit: 'GQ',
      range: [0, 1500],
      jump: 400,
      stuckAfter: 43200,
    },
    pm10: { title: { zh: 'PM10', en: 'PM10' }, kind: 'number', unit: 'GQ', range: [0, 2000], stuckAfter: 43200 },
    no2: { title: { zh: '二氧化氮', en: 'NO2' }, kind: 'number', unit: 'GQ', range: [0, 1000] },
    so2: { title: { zh: '二氧化硫', en: 'SO2' }, kind: 'number', unit: 'GQ', range: [0, 2000] },
    o3: { title: { zh: '臭氧', en: 'O3' }, kind: 'number', unit: 'GQ', range: [0, 1200] },
    co: { title: { zh: '一氧化碳', en: 'CO' }, kind: 'number', unit: 'GP', range: [0, 100] },
    temperature: { title: { zh: '气温', en: 'Temperature' }, kind: 'number', unit: 'CEL', range: [-40, 60] },
    humidity: {
      title: { zh: '相对湿度', en: 'Relative humidity' },
      kind: 'number',
      unit: 'P1',
      range: [0, 100],
      attribute: 'relativeHumidity',
    },
    pressure: {
      title: { zh: '气压', en: 'Pressure' },
      kind: 'number',
      unit: 'A97',
      range: [850, 1100],
      attribute: 'atmosphericPressure',
    },
    windSpeed: { title: { zh: '风速', en: 'Wind speed' }, kind: 'number', unit: 'MTS', range: [0, 75] },
    dewPoint: { title: { zh: '露点', en: 'Dew point' }, kind: 'number', unit: 'CEL', range: [-60, 40] },
  },
  // Archives of such series go back twenty years.
  clock: { ahead: 300, behind: 20 * 365 * 86_400, otherwise: 'refuse' },
  commands: {
    restart,
  },
  keepDays: 3650,
})
