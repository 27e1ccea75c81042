import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Manhole cover（井盖监测）。 */
export const manhole = deviceProfile({
  name: 'manhole',
  title: { zh: '井盖监测', en: 'Manhole cover' },
  about: { zh: '位移、倾斜与井下水位', en: 'Moved, tilted, water below' },
  type: 'Device',
  period: 0,
  silentAfter: 93600,
  measures: {
    isOpen: { title: { zh: '移位或开启', en: 'Moved or open' }, kind: 'yes-no' },
    tilt: { title: { zh: '倾角', en: 'Tilt' }, kind: 'number', unit: 'DD', range: [0, 180] },
    level: { title: { zh: '井下水位', en: 'Water below' }, kind: 'number', unit: 'MTR', range: [0, 20] },
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
