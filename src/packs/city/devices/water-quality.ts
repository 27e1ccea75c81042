import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Water quality（水质监测）。 */
export const waterQuality = deviceProfile({
  name: 'water-quality',
  title: { zh: '水质监测', en: 'Water quality' },
  about: { zh: '河道与供水水质', en: 'Rivers and supply' },
  type: 'WaterQualityObserved',
  model: 'dataModel.WaterQuality/WaterQualityObserved',
  period: 3600,
  measures: {
    ph: { title: { zh: '酸碱度', en: 'pH' }, kind: 'number', unit: 'Q30', range: [0, 14], attribute: 'pH' },
    oxygen: {
      title: { zh: '溶解氧', en: 'Dissolved oxygen' },
      kind: 'number',
      unit: 'M1',
      range: [0, 30],
      attribute: 'O2',
    },
    conductivity: { title: { zh: '电导率', en: 'Conductivity' }, kind: 'number', unit: 'G42', range: [0, 100000] },
    ammonia: {
      title: { zh: '氨氮', en: 'Ammonia nitrogen' },
      kind: 'number',
      unit: 'M1',
      range: [0, 500],
      attribute: 'NH4',
    },
    temperature: { title: { zh: '水温', en: 'Temperature' }, kind: 'number', unit: 'CEL', range: [-5, 50] },
  },
  commands: {
    restart,
  },
})
