import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'gas-leak-alarm', '燃气浓度达爆炸下限 26%', 'Gas at 26 % of the lower explosive limit', {
    level: 'critical',
    value: 26,
  }),
  sampleSignal('report', 'hotline', '楼道里有很浓的煤气味', 'A strong smell of gas on the stairs'),
  sampleSignal('patrol', 'event:0503', '燃气管道破裂', 'A gas pipe is broken'),
]
