import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('camera', 'litter', '疑似暴露垃圾', 'Rubbish seems to lie there'),
  sampleSignal('patrol', 'event:0102', '人行道暴露垃圾', 'Rubbish on a pavement', { facts: { ground: 'main' } }),
  sampleSignal('report', 'hotline', '路口满地垃圾没人扫', 'Rubbish all over the crossing'),
]
