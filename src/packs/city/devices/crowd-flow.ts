import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** People counter（客流计数）。 */
export const crowdFlow = deviceProfile({
  name: 'crowd-flow',
  title: { zh: '客流计数', en: 'People counter' },
  about: { zh: '进出人数与在场人数', en: 'People in, out and present' },
  type: 'CrowdFlowObserved',
  model: 'dataModel.Transportation/CrowdFlowObserved',
  period: 60,
  measures: {
    entered: { title: { zh: '进入', en: 'In' }, kind: 'whole', unit: 'C62', range: [0, 10000] },
    left: { title: { zh: '离开', en: 'Out' }, kind: 'whole', unit: 'C62', range: [0, 10000] },
    present: {
      title: { zh: '在场', en: 'Present' },
      kind: 'whole',
      unit: 'C62',
      range: [0, 200000],
      attribute: 'peopleCount',
    },
  },
  commands: {
    restart,
  },
})
