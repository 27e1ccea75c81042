import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Soil（土壤墒情）。 */
export const soil = deviceProfile({
  name: 'soil',
  title: { zh: '土壤墒情', en: 'Soil' },
  about: { zh: '绿地与农田土壤', en: 'Soil of greens and fields' },
  type: 'AgriParcelRecord',
  model: 'dataModel.Agrifood/AgriParcelRecord',
  period: 3600,
  measures: {
    moisture: {
      title: { zh: '土壤含水率', en: 'Moisture' },
      kind: 'number',
      unit: 'P1',
      range: [0, 100],
      attribute: 'soilMoistureVwc',
    },
    temperature: {
      title: { zh: '土壤温度', en: 'Temperature' },
      kind: 'number',
      unit: 'CEL',
      range: [-30, 60],
      attribute: 'soilTemperature',
    },
    conductivity: {
      title: { zh: '电导率', en: 'Conductivity' },
      kind: 'number',
      unit: 'G42',
      range: [0, 20000],
      attribute: 'soilMoistureEc',
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
})
