import { deviceProfile } from '../../../kernel/things/index.ts'

/** Wearable call button（随身呼叫器）。 */
export const callButton = deviceProfile({
  name: 'call-button',
  title: { zh: '随身呼叫器', en: 'Wearable call button' },
  about: { zh: '独居老人一键呼叫', en: 'One press of an elder who lives alone' },
  type: 'Device',
  period: 0,
  silentAfter: 93600,
  measures: {
    isCalled: { title: { zh: '呼叫', en: 'Called' }, kind: 'yes-no' },
    heartRate: { title: { zh: '心率', en: 'Heart rate' }, kind: 'whole', unit: 'BPM', range: [20, 250] },
    isFallen: { title: { zh: '跌倒', en: 'Fell' }, kind: 'yes-no' },
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
    answer: { title: { zh: '应答', en: 'Answer' }, fields: {}, expiresAfter: 300 },
  },
})
