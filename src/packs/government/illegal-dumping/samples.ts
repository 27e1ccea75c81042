import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'bin-full', '垃圾箱满溢度 95%', 'A bin is 95 % full', { level: 'notice', value: 95 }),
  sampleSignal('camera', 'dumping', '疑似偷倒渣土', 'Rubble seems to be dumped'),
  sampleSignal('report', 'hotline', '有人半夜偷倒建筑垃圾', 'Somebody dumps rubble at night'),
]
