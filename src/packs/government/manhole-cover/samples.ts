import { sampleSignal } from '../../../kernel/scenario/index.ts'

/** What might be told of it: for tests and trials. */
export const samples = [
  sampleSignal('alarm', 'manhole-open', '井盖移位或开启', 'A cover was moved or is open', { level: 'serious' }),
  sampleSignal('patrol', 'component:0102', '污水井盖破损', 'A sewage cover is broken', {
    facts: { ownership: 'drainage', component: '3101010102000001' },
  }),
  sampleSignal('report', 'hotline', '路边井盖不见了', 'A manhole cover is gone'),
]
