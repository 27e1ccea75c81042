import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'lamp-failed', '路灯通电但不亮', 'A lamp has power and does not burn', { level: 'notice' }),
  sampleSignal('patrol', 'component:0120', '路灯不亮', 'A street light is dark'),
  sampleSignal('report', 'hotline', '小区门口路灯不亮三天了', 'A lamp has been dark for three days'),
]
