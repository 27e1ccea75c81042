import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Air micro station（空气微站）。 */
export const airMicro = deviceProfile({
  name: 'air-micro',
  title: { zh: '空气微站', en: 'Air micro station' },
  about: { zh: '路边小型传感器', en: 'Small sensor beside the road' },
  type: 'AirQualityObserved',
  model: 'dataModel.Environment/AirQualityObserved',
  period: 300,
  measures: {
    pm25: {
      title: { zh: 'PM2.5', en: 'PM2.5' },
      kind: 'number',
      unit: 'GQ',
      range: [0, 1000],
      jump: 300,
      stuckAfter: 14400,
    },
    pm10: { title: { zh: 'PM10', en: 'PM10' }, kind: 'number', unit: 'GQ', range: [0, 1500] },
    temperature: { title: { zh: '气温', en: 'Temperature' }, kind: 'number', unit: 'CEL', range: [-40, 60] },
    humidity: {
      title: { zh: '相对湿度', en: 'Relative humidity' },
      kind: 'number',
      unit: 'P1',
      range: [0, 100],
      attribute: 'relativeHumidity',
    },
  },
  commands: {
    restart,
  },
  formats: {
    vendor: {
      kind: 'json',
      rows: 'data.samples',
      at: { path: 'ts', form: 'seconds' },
      values: {
        pm25: { path: 'pm.pm2_5', missing: [-1] },
        pm10: { path: 'pm.pm10', missing: [-1] },
        temperature: { path: 'env[0]', scale: 0.1 },
        humidity: { path: 'env[1]' },
      },
    },
  },
})
