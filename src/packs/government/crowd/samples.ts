import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'crowd-dense', '在场 1200 人', '1,200 people are there', { level: 'warning', value: 1200 }),
  sampleSignal('camera', 'crowd', '人群聚集', 'A crowd'),
  sampleSignal('report', 'hotline', '外滩人挤人走不动', 'The Bund is so full that nobody moves'),
]
