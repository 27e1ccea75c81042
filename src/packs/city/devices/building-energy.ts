import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Building energy（楼宇能耗）。 */
export const buildingEnergy = deviceProfile({
  name: 'building-energy',
  title: { zh: '楼宇能耗', en: 'Building energy' },
  about: { zh: '分项能耗采集', en: 'Energy of a building by use' },
  type: 'Device',
  period: 900,
  measures: {
    total: { title: { zh: '总用电', en: 'Total' }, kind: 'number', unit: 'KWH', range: [0, 1000000000] },
    cooling: { title: { zh: '空调', en: 'Cooling and heating' }, kind: 'number', unit: 'KWH', range: [0, 1000000000] },
    lighting: { title: { zh: '照明', en: 'Lighting' }, kind: 'number', unit: 'KWH', range: [0, 1000000000] },
    power: { title: { zh: '动力', en: 'Lifts and pumps' }, kind: 'number', unit: 'KWH', range: [0, 1000000000] },
  },
  commands: {
    restart,
  },
})
