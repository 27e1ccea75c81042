import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Gateway（物联网关）。 */
export const gateway = deviceProfile({
  name: 'gateway',
  title: { zh: '物联网关', en: 'Gateway' },
  about: { zh: '为其他设备转发的网关', en: 'Speaks for other devices' },
  type: 'Device',
  period: 60,
  measures: {
    children: { title: { zh: '在线设备', en: 'Devices behind it' }, kind: 'whole', unit: 'C62', range: [0, 100000] },
    load: { title: { zh: '负载', en: 'Load' }, kind: 'number', unit: 'P1', range: [0, 100] },
    signal: { title: { zh: '信号强度', en: 'Signal' }, kind: 'whole', unit: '2N', range: [-150, 0] },
  },
  commands: {
    restart,
  },
  most: 20000,
})
