import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Bin weight（垃圾称重）。 */
export const binWeight = deviceProfile({
  name: 'bin-weight',
  title: { zh: '垃圾称重', en: 'Bin weight' },
  about: { zh: '分类投放称重', en: 'Weight by kind of waste' },
  type: 'WasteContainer',
  model: 'dataModel.WasteManagement/WasteContainer',
  period: 0,
  silentAfter: 93600,
  measures: {
    weight: {
      title: { zh: '重量', en: 'Weight' },
      kind: 'number',
      unit: 'KGM',
      range: [0, 2000],
      attribute: 'cargoWeight',
    },
    waste: {
      title: { zh: '类别', en: 'Kind of waste' },
      kind: 'choice',
      choices: {
        kitchen: { code: 0, title: { zh: '湿垃圾', en: 'Kitchen' } },
        residual: { code: 1, title: { zh: '干垃圾', en: 'Residual' } },
        recyclable: { code: 2, title: { zh: '可回收物', en: 'Recyclable' } },
        hazardous: { code: 3, title: { zh: '有害垃圾', en: 'Hazardous' } },
      },
    },
  },
  commands: {
    restart,
  },
})
