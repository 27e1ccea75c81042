import { deviceProfile } from '../../../kernel/things/index.ts'

/** Gas meter（燃气表）。 */
export const gasMeter = deviceProfile({
  name: 'gas-meter',
  title: { zh: '燃气表', en: 'Gas meter' },
  about: { zh: '远传燃气表', en: 'Remotely read' },
  type: 'SmartMeteringObservation',
  period: 3600,
  measures: {
    volume: { title: { zh: '累计气量', en: 'Volume' }, kind: 'number', unit: 'MTQ', range: [0, 100000000] },
    flow: { title: { zh: '瞬时流量', en: 'Flow' }, kind: 'number', unit: 'MQH', range: [0, 5000] },
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
