import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Bin fill（垃圾箱满溢）。 */
export const binFill = deviceProfile({
  name: 'bin-fill',
  title: { zh: '垃圾箱满溢', en: 'Bin fill' },
  about: { zh: '超声测满溢度', en: 'Fill measured by ultrasound' },
  type: 'WasteContainer',
  model: 'dataModel.WasteManagement/WasteContainer',
  period: 3600,
  measures: {
    fill: {
      title: { zh: '满溢度', en: 'Fill' },
      kind: 'whole',
      unit: 'P1',
      range: [0, 100],
      stuckAfter: 259200,
      attribute: 'fillingLevel',
    },
    temperature: {
      title: { zh: '箱内温度', en: 'Temperature inside' },
      kind: 'number',
      unit: 'CEL',
      range: [-40, 100],
    },
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
    restart,
  },
  formats: {
    lora: {
      kind: 'binary',
      carried: 'base64',
      least: 3,
      values: {
        fill: { from: 0, type: 'u8', missing: 255 },
        temperature: { from: 1, type: 'i8' },
        battery: { from: 2, type: 'u8' },
      },
    },
  },
})
