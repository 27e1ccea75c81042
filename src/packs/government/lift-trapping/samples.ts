import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'lift-trapped', '电梯困人', 'People are trapped in a lift', { level: 'critical' }),
  sampleSignal('report', 'hotline', '老人被困电梯里出不来', 'An old man is trapped in a lift'),
]
