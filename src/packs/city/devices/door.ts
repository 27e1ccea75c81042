import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Door contact（门磁）。 */
export const door = deviceProfile({
  name: 'door',
  title: { zh: '门磁', en: 'Door contact' },
  about: { zh: '重点场所门开合', en: 'Doors of guarded places' },
  type: 'Device',
  period: 0,
  silentAfter: 93600,
  measures: {
    isOpen: { title: { zh: '开启', en: 'Open' }, kind: 'yes-no' },
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
