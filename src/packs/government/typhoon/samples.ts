import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'strong-wind', '阵风 18.5 米/秒', 'Gusts of 18.5 m/s', { level: 'serious', value: 18.5 }),
  sampleSignal('system', 'typhoon-warning', '台风黄色预警', 'Yellow typhoon warning', { facts: { colour: 'yellow' } }),
  sampleSignal('report', 'hotline', '台风吹倒一棵大树', 'The typhoon felled a tree'),
]
