import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Locker（智能柜）。 */
export const locker = deviceProfile({
  name: 'locker',
  title: { zh: '智能柜', en: 'Locker' },
  about: { zh: '快递柜、取餐柜', en: 'Parcel and food lockers' },
  type: 'Device',
  period: 600,
  measures: {
    free: { title: { zh: '空格数', en: 'Free boxes' }, kind: 'whole', unit: 'C62', range: [0, 1000] },
    isOpen: { title: { zh: '有柜门未关', en: 'A door is open' }, kind: 'yes-no' },
    temperature: { title: { zh: '柜内温度', en: 'Temperature inside' }, kind: 'number', unit: 'CEL', range: [-40, 80] },
  },
  commands: {
    open: {
      title: { zh: '开柜', en: 'Open a box' },
      fields: {
        box: { title: { zh: '格口', en: 'Box' }, kind: 'number', unit: 'C62', range: [1, 1000], isRequired: true },
      },
      expiresAfter: 60,
    },
    restart,
  },
})
