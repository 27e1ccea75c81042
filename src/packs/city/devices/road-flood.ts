import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Road flooding（道路积水监测）。 */
export const roadFlood = deviceProfile({
  name: 'road-flood',
  title: { zh: '道路积水监测', en: 'Road flooding' },
  about: { zh: '下立交、低洼路段积水深度', en: 'Water on the road in underpasses and hollows' },
  type: 'FloodMonitoring',
  model: 'dataModel.Environment/FloodMonitoring',
  period: 600,
  measures: {
    depth: {
      title: { zh: '积水深度', en: 'Depth' },
      kind: 'number',
      unit: 'MTR',
      range: [0, 5],
      jump: 1,
      attribute: 'currentLevel',
    },
    isWet: { title: { zh: '有水', en: 'Wet' }, kind: 'yes-no' },
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
})
