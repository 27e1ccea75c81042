import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Lift（电梯）。 */
export const lift = deviceProfile({
  name: 'lift',
  title: { zh: '电梯', en: 'Lift' },
  about: { zh: '运行、困人与故障', en: 'Running, entrapment and faults' },
  type: 'Device',
  period: 300,
  measures: {
    floor: { title: { zh: '楼层', en: 'Floor' }, kind: 'whole', unit: 'C62', range: [-9, 140] },
    isMoving: { title: { zh: '运行', en: 'Moving' }, kind: 'yes-no' },
    hasPeople: { title: { zh: '有人', en: 'People inside' }, kind: 'yes-no' },
    isTrapped: { title: { zh: '困人', en: 'People trapped' }, kind: 'yes-no' },
    fault: {
      title: { zh: '故障', en: 'Fault' },
      kind: 'choice',
      choices: {
        none: { code: 0, title: { zh: '无', en: 'None' } },
        doorOpen: { code: 1, title: { zh: '门未关', en: 'Door open' } },
        overspeed: { code: 2, title: { zh: '超速', en: 'Overspeed' } },
        betweenFloors: { code: 3, title: { zh: '平层外停梯', en: 'Stopped between floors' } },
        power: { code: 4, title: { zh: '停电', en: 'No power' } },
      },
    },
    trips: { title: { zh: '运行次数', en: 'Trips' }, kind: 'whole', unit: 'C62', range: [0, 100000000] },
  },
  commands: {
    restart,
  },
})
