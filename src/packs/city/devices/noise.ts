import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Noise meter（噪声监测）。 */
export const noise = deviceProfile({
  name: 'noise',
  title: { zh: '噪声监测', en: 'Noise meter' },
  about: { zh: '等效声级', en: 'Equivalent sound level' },
  type: 'NoiseLevelObserved',
  model: 'dataModel.Environment/NoiseLevelObserved',
  period: 60,
  measures: {
    laeq: {
      title: { zh: '等效声级', en: 'LAeq' },
      kind: 'number',
      unit: '2N',
      range: [20, 140],
      stuckAfter: 3600,
      attribute: 'LAeq',
    },
    lamax: { title: { zh: '最大声级', en: 'LAmax' }, kind: 'number', unit: '2N', range: [20, 150], attribute: 'LAmax' },
  },
  commands: {
    restart,
  },
})
