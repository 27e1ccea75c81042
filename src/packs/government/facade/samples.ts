import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'tilt-moving', '一天内倾斜变化 0.6 度', 'Tilted by 0.6 degrees in a day', {
    level: 'serious',
    value: 0.6,
  }),
  sampleSignal('report', 'hotline', '楼上外墙脱落砸到车', 'Cladding fell on a car'),
]
