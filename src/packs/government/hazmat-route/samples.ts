import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'hazmat-restricted', '危险货物车辆驶入禁行区', 'A vehicle is in a closed zone', {
    level: 'serious',
  }),
  sampleSignal('system', 'hazmat-off-route', '偏离备案路线 1.2 公里', '1.2 km off its route', {
    facts: { goods: '液氯' },
  }),
]
