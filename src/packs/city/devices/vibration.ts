import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Structure vibration（结构振动）。 */
export const vibration = deviceProfile({
  name: 'vibration',
  title: { zh: '结构振动', en: 'Structure vibration' },
  about: { zh: '桥梁、边坡振动', en: 'Vibration of bridges and slopes' },
  type: 'Device',
  period: 60,
  measures: {
    velocity: { title: { zh: '振动速度', en: 'Velocity' }, kind: 'number', unit: 'C16', range: [0, 500] },
    frequency: { title: { zh: '主频', en: 'Main frequency' }, kind: 'number', unit: 'HTZ', range: [0, 500] },
  },
  commands: {
    restart,
  },
})
