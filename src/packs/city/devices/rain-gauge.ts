import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Rain gauge（雨量计）。 */
export const rainGauge = deviceProfile({
  name: 'rain-gauge',
  title: { zh: '雨量计', en: 'Rain gauge' },
  about: { zh: '翻斗式雨量计，五分钟累计', en: 'Tipping bucket, sums of five minutes' },
  type: 'WeatherObserved',
  model: 'dataModel.Weather/WeatherObserved',
  period: 300,
  measures: {
    rain: {
      title: { zh: '五分钟雨量', en: 'Rain in five minutes' },
      kind: 'number',
      unit: 'MMT',
      range: [0, 60],
      attribute: 'precipitation',
    },
    temperature: {
      title: { zh: '气温', en: 'Air temperature' },
      kind: 'number',
      unit: 'CEL',
      range: [-40, 60],
      jump: 10,
    },
    battery: {
      title: { zh: '电量', en: 'Battery' },
      kind: 'whole',
      unit: 'P1',
      range: [0, 100],
      attribute: 'batteryLevel',
    },
  },
  battery: { measure: 'battery', low: 20 },
  commands: {
    restart,
  },
  formats: {
    // A LoRaWAN frame of seven bytes in hexadecimal: tips of 0.2 mm, temperature in tenths, battery, status.
    lora: {
      kind: 'binary',
      carried: 'hex',
      starts: '52',
      least: 6,
      values: {
        rain: { from: 1, type: 'u16', scale: 0.2 },
        temperature: { from: 3, type: 'i16', scale: 0.1, missing: -32768 },
        battery: { from: 5, type: 'u8' },
      },
    },
  },
})
