import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Gas detector（可燃气体探测）。 */
export const gasLeak = deviceProfile({
  name: 'gas-leak',
  title: { zh: '可燃气体探测', en: 'Gas detector' },
  about: { zh: '燃气泄漏浓度', en: 'Concentration of leaking gas' },
  type: 'Device',
  period: 300,
  measures: {
    lel: {
      title: { zh: '爆炸下限百分比', en: 'Of the lower explosive limit' },
      kind: 'number',
      unit: 'P1',
      range: [0, 100],
    },
    isAlarm: { title: { zh: '报警', en: 'Alarm' }, kind: 'yes-no' },
  },
  commands: {
    closeValve: { title: { zh: '关闭阀门', en: 'Close the valve' }, fields: {}, expiresAfter: 120 },
    restart,
  },
})
