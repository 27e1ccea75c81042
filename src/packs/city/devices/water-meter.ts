import { deviceProfile } from '../../../kernel/things/index.ts'

/** Water meter（水表）。 */
export const waterMeter = deviceProfile({
  name: 'water-meter',
  title: { zh: '水表', en: 'Water meter' },
  about: { zh: '远传水表', en: 'Remotely read' },
  type: 'SmartMeteringObservation',
  period: 3600,
  measures: {
    volume: { title: { zh: '累计水量', en: 'Volume' }, kind: 'number', unit: 'MTQ', range: [0, 100000000] },
    flow: { title: { zh: '瞬时流量', en: 'Flow' }, kind: 'number', unit: 'MQH', range: [-500, 5000] },
    pressure: { title: { zh: '水压', en: 'Pressure' }, kind: 'number', unit: 'KPA', range: [0, 2500] },
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
    closeValve: { title: { zh: '关阀', en: 'Close the valve' }, fields: {}, expiresAfter: 3600 },
  },
})
