import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Structure tilt（结构倾斜）。 */
export const tilt = deviceProfile({
  name: 'tilt',
  title: { zh: '结构倾斜', en: 'Structure tilt' },
  about: { zh: '房屋、桥梁、高杆倾斜与裂缝', en: 'Tilt and cracks of houses, bridges and masts' },
  type: 'Device',
  period: 3600,
  measures: {
    x: { title: { zh: 'X 向倾角', en: 'Tilt in x' }, kind: 'number', unit: 'DD', range: [-45, 45], jump: 3 },
    y: { title: { zh: 'Y 向倾角', en: 'Tilt in y' }, kind: 'number', unit: 'DD', range: [-45, 45], jump: 3 },
    crack: { title: { zh: '裂缝宽度', en: 'Width of the crack' }, kind: 'number', unit: 'MMT', range: [0, 200] },
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
