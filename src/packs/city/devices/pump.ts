import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Drainage pump（排水泵）。 */
export const pump = deviceProfile({
  name: 'pump',
  title: { zh: '排水泵', en: 'Drainage pump' },
  about: { zh: '泵站水泵运行', en: 'Pumps of a station' },
  type: 'Device',
  period: 300,
  measures: {
    isRunning: { title: { zh: '运行', en: 'Running' }, kind: 'yes-no' },
    current: { title: { zh: '电流', en: 'Current' }, kind: 'number', unit: 'AMP', range: [0, 2000] },
    level: { title: { zh: '前池水位', en: 'Level before it' }, kind: 'number', unit: 'MTR', range: [-10, 20] },
    flow: { title: { zh: '流量', en: 'Flow' }, kind: 'number', unit: 'MQH', range: [0, 50000] },
  },
  commands: {
    run: {
      title: { zh: '启停', en: 'Start or stop' },
      fields: { isRunning: { title: { zh: '运行', en: 'Running' }, kind: 'yes-no', isRequired: true } },
      expiresAfter: 120,
    },
    restart,
  },
})
