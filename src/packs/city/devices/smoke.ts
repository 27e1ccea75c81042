import { deviceProfile } from '../../../kernel/things/index.ts'

/** Smoke detector（烟感）。 */
export const smoke = deviceProfile({
  name: 'smoke',
  title: { zh: '烟感', en: 'Smoke detector' },
  about: { zh: '独立式感烟探测器', en: 'Stand-alone smoke detector' },
  type: 'Device',
  period: 0,
  silentAfter: 93600,
  measures: {
    isAlarm: { title: { zh: '烟雾报警', en: 'Smoke' }, kind: 'yes-no' },
    density: { title: { zh: '烟雾浓度', en: 'Obscuration' }, kind: 'number', unit: 'P1', range: [0, 100] },
    temperature: { title: { zh: '温度', en: 'Temperature' }, kind: 'number', unit: 'CEL', range: [-30, 120] },
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
    mute: {
      title: { zh: '消音', en: 'Mute' },
      fields: {
        minutes: {
          title: { zh: '分钟', en: 'Minutes' },
          kind: 'number',
          unit: 'MIN',
          range: [1, 60],
          isRequired: true,
        },
      },
      expiresAfter: 300,
    },
  },
})
