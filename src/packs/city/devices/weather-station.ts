import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Weather station（气象站）。 */
export const weatherStation = deviceProfile({
  name: 'weather-station',
  title: { zh: '气象站', en: 'Weather station' },
  about: { zh: '温湿风压雨', en: 'Temperature, humidity, wind, pressure, rain' },
  type: 'WeatherObserved',
  model: 'dataModel.Weather/WeatherObserved',
  period: 600,
  measures: {
    temperature: {
      title: { zh: '气温', en: 'Temperature' },
      kind: 'number',
      unit: 'CEL',
      range: [-40, 60],
      jump: 10,
      stuckAfter: 21600,
    },
    humidity: {
      title: { zh: '相对湿度', en: 'Relative humidity' },
      kind: 'number',
      unit: 'P1',
      range: [0, 100],
      attribute: 'relativeHumidity',
    },
    windSpeed: { title: { zh: '风速', en: 'Wind speed' }, kind: 'number', unit: 'MTS', range: [0, 75] },
    windDirection: { title: { zh: '风向', en: 'Wind direction' }, kind: 'number', unit: 'DD', range: [0, 360] },
    pressure: {
      title: { zh: '气压', en: 'Pressure' },
      kind: 'number',
      unit: 'A97',
      range: [850, 1100],
      attribute: 'atmosphericPressure',
    },
    rain: {
      title: { zh: '雨量', en: 'Rain' },
      kind: 'number',
      unit: 'MMT',
      range: [0, 60],
      attribute: 'precipitation',
    },
  },
  commands: {
    restart,
  },
})
