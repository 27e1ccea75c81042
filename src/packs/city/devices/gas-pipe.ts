import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Gas main pressure（燃气管网压力）。 */
export const gasPipe = deviceProfile({
  name: 'gas-pipe',
  title: { zh: '燃气管网压力', en: 'Gas main pressure' },
  about: { zh: '调压站与管网压力', en: 'Pressure in mains and stations' },
  type: 'Device',
  period: 300,
  measures: {
    pressure: { title: { zh: '压力', en: 'Pressure' }, kind: 'number', unit: 'KPA', range: [0, 10000], jump: 500 },
    flow: { title: { zh: '流量', en: 'Flow' }, kind: 'number', unit: 'MQH', range: [0, 100000] },
    temperature: { title: { zh: '温度', en: 'Temperature' }, kind: 'number', unit: 'CEL', range: [-40, 80] },
  },
  commands: {
    restart,
  },
})
