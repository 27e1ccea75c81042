import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Street light（路灯）。 */
export const streetLight = deviceProfile({
  name: 'street-light',
  title: { zh: '路灯', en: 'Street light' },
  about: { zh: '单灯控制器', en: 'Controller of one lamp' },
  type: 'Streetlight',
  model: 'dataModel.Streetlighting/Streetlight',
  period: 900,
  measures: {
    isOn: { title: { zh: '亮灯', en: 'On' }, kind: 'yes-no', attribute: 'powerState' },
    level: {
      title: { zh: '亮度', en: 'Brightness' },
      kind: 'whole',
      unit: 'P1',
      range: [0, 100],
      attribute: 'illuminanceLevel',
    },
    power: {
      title: { zh: '功率', en: 'Power' },
      kind: 'number',
      unit: 'WTT',
      range: [0, 1000],
      attribute: 'powerConsumption',
    },
    voltage: { title: { zh: '电压', en: 'Voltage' }, kind: 'number', unit: 'VLT', range: [0, 500], jump: 150 },
  },
  commands: {
    switch: {
      title: { zh: '开关灯', en: 'Switch' },
      fields: { isOn: { title: { zh: '亮灯', en: 'On' }, kind: 'yes-no', isRequired: true } },
      expiresAfter: 600,
    },
    dim: {
      title: { zh: '调光', en: 'Dim' },
      fields: {
        level: {
          title: { zh: '亮度', en: 'Brightness' },
          kind: 'number',
          unit: 'P1',
          range: [0, 100],
          isRequired: true,
        },
      },
      expiresAfter: 600,
    },
    restart,
  },
})
