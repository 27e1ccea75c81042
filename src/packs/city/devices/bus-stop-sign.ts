import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Stop sign（公交站牌）。 */
export const busStopSign = deviceProfile({
  name: 'bus-stop-sign',
  title: { zh: '公交站牌', en: 'Stop sign' },
  about: { zh: '电子站牌运行', en: 'Electronic sign at a stop' },
  type: 'Device',
  period: 600,
  measures: {
    isOn: { title: { zh: '亮屏', en: 'Lit' }, kind: 'yes-no' },
    temperature: { title: { zh: '温度', en: 'Temperature' }, kind: 'number', unit: 'CEL', range: [-40, 100] },
    voltage: { title: { zh: '电压', en: 'Voltage' }, kind: 'number', unit: 'VLT', range: [0, 500] },
  },
  commands: {
    switch: {
      title: { zh: '亮灭屏', en: 'Switch' },
      fields: { isOn: { title: { zh: '亮屏', en: 'Lit' }, kind: 'yes-no', isRequired: true } },
      expiresAfter: 600,
    },
    mode: {
      title: { zh: '显示模式', en: 'Mode' },
      fields: {
        mode: {
          title: { zh: '模式', en: 'Mode' },
          kind: 'choice',
          choices: {
            arrivals: { zh: '到站', en: 'Arrivals' },
            notice: { zh: '通知', en: 'Notice' },
            warning: { zh: '预警', en: 'Warning' },
          },
          isRequired: true,
        },
      },
      expiresAfter: 600,
    },
    restart,
  },
})
