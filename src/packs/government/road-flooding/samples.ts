import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'road-flooding', '下立交积水 0.25 米', 'Water 0.25 m deep', { level: 'serious', value: 0.25 }),
  sampleSignal('patrol', 'event:0506', '路面积水', 'Water on the road'),
  sampleSignal('report', 'hotline', '路口积水过不去', 'The crossing is under water'),
]
